import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { classNames } from './class-names';
import type { Meaning } from './mark';
import styles from './notice.module.css';

const ICONS = {
  neutral: Info,
  info: Info,
  ok: CircleCheck,
  warn: TriangleAlert,
  danger: CircleAlert,
} as const;

export interface NoticeProps {
  meaning?: Meaning | undefined;
  title?: string | undefined;
  /** Buttons at the end. */
  actions?: ReactNode | undefined;
  /** Said at once by screen readers. */
  alert?: boolean | undefined;
  className?: string | undefined;
  children?: ReactNode;
}

/** A consequence that must be read, at its place in the page. */
export function Notice({ meaning = 'info', title, actions, alert, className, children }: NoticeProps) {
  const Icon = ICONS[meaning];
  return (
    <div className={classNames(styles.notice, styles[meaning], className)} role={alert ? 'alert' : undefined}>
      <Icon aria-hidden />
      <div className={styles.text}>
        {title && <strong>{title}</strong>}
        {children && <div>{children}</div>}
      </div>
      {actions && <div className={styles.actions}>{actions}</div>}
    </div>
  );
}
