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
  /** The title is the heading of the page, where nothing else is. */
  alone?: boolean | undefined;
}

/** Nothing here yet: says why and what to do first. */
export function EmptyState({
  icon: Icon,
  title,
  children,
  actions,
  look = 'line',
  alone = false,
}: EmptyStateProps) {
  const Title = alone ? 'h1' : 'p';
  return (
    <div className={classNames(styles.empty, styles[look])}>
      {Icon && <Icon aria-hidden />}
      <Title className={styles.title}>{title}</Title>
      {children && <div className={styles.text}>{children}</div>}
      {actions && <div className={styles.actions}>{actions}</div>}
    </div>
  );
}
