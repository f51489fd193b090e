import { type ReactNode, useEffect } from 'react';
import { createPortal } from 'react-dom';
import styles from './print-sheet.module.css';

/**
 * What stands on paper instead of the page: mounted, it opens the print dialogue once and then asks to be
 * taken away. On screen it is not seen.
 */
export function PrintSheet({ onDone, children }: { onDone: () => void; children: ReactNode }) {
  useEffect(() => {
    let stopped = false;
    void document.fonts.ready.then(() => {
      if (stopped) return;
      window.print();
      onDone();
    });
    return () => {
      stopped = true;
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once per sheet: a changed handler must not print again
  }, []);
  return createPortal(
    <div className={styles.sheet} data-print-sheet>
      {children}
    </div>,
    document.body,
  );
}
