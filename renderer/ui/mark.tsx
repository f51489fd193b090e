import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { classNames } from './class-names';
import styles from './mark.module.css';

export type Meaning = 'neutral' | 'ok' | 'warn' | 'danger' | 'info';

/** A state in icon and word; colour only beside both. */
export function Mark({
  meaning,
  icon: Icon,
  children,
}: {
  meaning: Meaning;
  icon: LucideIcon;
  children: ReactNode;
}) {
  return (
    <span className={classNames(styles.mark, styles[meaning])}>
      <Icon aria-hidden />
      {children}
    </span>
  );
}
