import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import styles from './banner.module.css';
import { classNames } from './class-names';

export interface BannerProps {
  icon: LucideIcon;
  /** `warn` once it is overdue. */
  meaning?: 'neutral' | 'warn' | undefined;
  actions?: ReactNode | undefined;
  children: ReactNode;
}

/** Something the whole office must do soon, above the page. */
export function Banner({ icon: Icon, meaning = 'neutral', actions, children }: BannerProps) {
  return (
    <div
      className={classNames(styles.banner, meaning === 'warn' && styles.warn)}
      role="region"
      aria-live="polite"
    >
      <Icon aria-hidden />
      <p>{children}</p>
      {actions}
    </div>
  );
}
