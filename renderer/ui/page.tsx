import type { ReactNode } from 'react';
import { classNames } from './class-names';
import styles from './page.module.css';

export interface PageHeadProps {
  title: ReactNode;
  /** One soft line below. */
  subtitle?: ReactNode | undefined;
  actions?: ReactNode | undefined;
}

/** Title of a page with its first action. */
export function PageHead({ title, subtitle, actions }: PageHeadProps) {
  return (
    <header className={styles.head}>
      <div>
        <h1>{title}</h1>
        {subtitle && <p>{subtitle}</p>}
      </div>
      {actions && <div className={styles.actions}>{actions}</div>}
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
