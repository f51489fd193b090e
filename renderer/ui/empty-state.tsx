import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { classNames } from './class-names';
import styles from './empty-state.module.css';

export interface EmptyStateProps {
  icon?: LucideIcon | undefined;
  title: string;
  /** What to do first. */
  children?: ReactNode;
  actions?: ReactNode | undefined;
  /** `line`: one quiet sentence inside a section; `page`: the whole page is empty. */
  look?: 'line' | 'page' | undefined;
}

/** Nothing here yet: says why and what to do first. */
export function EmptyState({ icon: Icon, title, children, actions, look = 'line' }: EmptyStateProps) {
  return (
    <div className={classNames(styles.empty, styles[look])}>
      {Icon && <Icon aria-hidden />}
      <p className={styles.title}>{title}</p>
      {children && <div className={styles.text}>{children}</div>}
      {actions && <div className={styles.actions}>{actions}</div>}
    </div>
  );
}
