import type { ReactNode } from 'react';
import { classNames } from './class-names';
import styles from './row-list.module.css';

/** Rows divided by hairlines. */
export function RowList({
  label,
  className,
  children,
}: {
  label?: string | undefined;
  className?: string | undefined;
  children: ReactNode;
}) {
  return (
    <ul aria-label={label} className={classNames(styles.rows, className)}>
      {children}
    </ul>
  );
}

export interface RowProps {
  /** The anchor that is scanned: number, time, days left. */
  anchor?: ReactNode | undefined;
  /** First line: the person or place; may end in an ellipsis. */
  title: ReactNode;
  /** Second line: why; wraps rather than being cut. */
  detail?: ReactNode | undefined;
  /** State in a middle column. */
  state?: ReactNode | undefined;
  /** The verb of the row, then at most one icon. */
  actions?: ReactNode | undefined;
  /** The title leads there; the whole row can be pressed. */
  href?: string | undefined;
  /** Shown softer: past, done. */
  past?: boolean | undefined;
  className?: string | undefined;
}

/** One row of 46 px with two lines. */
export function Row({ anchor, title, detail, state, actions, href, past, className }: RowProps) {
  return (
    <li className={classNames(styles.row, past && styles.past, className)}>
      {anchor !== undefined && <div className={styles.anchor}>{anchor}</div>}
      <div className={styles.text}>
        <span className={styles.title}>
          {href ? (
            <a href={href} className={styles.link}>
              {title}
            </a>
          ) : (
            title
          )}
        </span>
        {detail && <span className={styles.detail}>{detail}</span>}
      </div>
      {state && <div className={styles.state}>{state}</div>}
      {actions && <div className={styles.actions}>{actions}</div>}
    </li>
  );
}
