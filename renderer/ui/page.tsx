import type { ReactNode } from 'react';
import { classNames } from './class-names';
import styles from './page.module.css';

export interface PageHeadProps {
  title: ReactNode;
  /** One soft line below. */
  subtitle?: ReactNode | undefined;
  actions?: ReactNode | undefined;
  /** Chips below the title that narrow the list of the page. */
  filters?: ReactNode | undefined;
}

/** Title of a page with its first action. */
export function PageHead({ title, subtitle, actions, filters }: PageHeadProps) {
  return (
    <header className={styles.head}>
      <div>
        <h1>{title}</h1>
        {subtitle && <p>{subtitle}</p>}
      </div>
      {actions && <div className={styles.actions}>{actions}</div>}
      {filters && <div className={styles.filters}>{filters}</div>}
    </header>
  );
}

/** The body of a page with the sheet's padding. `narrow` for forms in one column. */
export function PageBody({
  narrow,
  className,
  children,
}: {
  narrow?: boolean;
  className?: string;
  children: ReactNode;
}) {
  return <div className={classNames(styles.body, narrow && styles.narrow, className)}>{children}</div>;
}
