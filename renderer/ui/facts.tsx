import type { ReactNode } from 'react';
import { classNames } from './class-names';
import styles from './facts.module.css';

export interface Fact {
  label: string;
  /** Empty (null, undefined, '') shows as "offen" in the soft colour. */
  value: ReactNode;
  /** Takes the whole row. */
  wide?: boolean | undefined;
}

/** Label above value, in as many columns as fit. */
export function Facts({
  facts,
  open,
  className,
}: {
  facts: readonly Fact[];
  open: string;
  className?: string;
}) {
  return (
    <dl className={classNames(styles.facts, className)}>
      {facts.map(({ label, value, wide }) => (
        <div key={label} className={wide ? styles.wide : undefined}>
          <dt>{label}</dt>
          <dd>
            {value === null || value === undefined || value === '' ? (
              <span className={styles.open}>{open}</span>
            ) : typeof value === 'string' ? (
              <bdi>{value}</bdi>
            ) : (
              value
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}
