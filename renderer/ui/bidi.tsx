import type { ReactNode } from 'react';
import styles from './bidi.module.css';

/**
 * A name or passage in its own language inside other text: isolated, so that it neither disturbs the order
 * around it nor is disturbed, and set in a size that fits its script.
 */
export function Bidi({ lang, children }: { lang?: string | undefined; children: ReactNode }) {
  return (
    <bdi lang={lang} className={lang ? styles.script : undefined}>
      {children}
    </bdi>
  );
}
