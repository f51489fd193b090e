import type { ReactNode } from 'react';
import { useId } from 'react';
import { classNames } from './class-names';
import styles from './section.module.css';

export interface SectionProps {
  title: string;
  /** A true number beside the title. */
  count?: number | undefined;
  /** Soft words at the end, before the actions ("geändert 02.11.2026, J. Brandt"). */
  note?: ReactNode | undefined;
  actions?: ReactNode | undefined;
  /** `file`: 18 px heading and a hairline above (sections of a client file). */
  look?: 'desk' | 'file' | undefined;
  id?: string | undefined;
  className?: string | undefined;
  children?: ReactNode;
}

/** A heading, its actions, and what belongs under it. */
export function Section({
  title,
  count,
  note,
  actions,
  look = 'desk',
  id,
  className,
  children,
}: SectionProps) {
  const heading = useId();
  return (
    <section
      id={id}
      data-look={look}
      aria-labelledby={heading}
      className={classNames(styles.section, styles[look], className)}
    >
      <div className={styles.head}>
        <h2 id={heading}>{title}</h2>
        {count !== undefined && <span className={styles.count}>{count}</span>}
        {(note ?? actions) && (
          <div className={styles.end}>
            {note && <span>{note}</span>}
            {actions}
          </div>
        )}
      </div>
      {children}
    </section>
  );
}
