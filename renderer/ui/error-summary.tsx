import { CircleAlert } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './error-summary.module.css';

export interface FieldProblemEntry {
  /** Brings the field into view and into focus. */
  focus: () => void;
  label: string;
  problem: string;
}

/** All problems of a form, each leading to its field. Takes the focus when it appears. */
export function ErrorSummary({ problems }: { problems: readonly FieldProblemEntry[] }) {
  const { t } = useTranslation('common');
  const box = useRef<HTMLDivElement>(null);
  const shown = problems.length > 0;
  useEffect(() => {
    if (shown) box.current?.focus();
  }, [shown]);
  if (!shown) return null;
  return (
    <div ref={box} className={styles.summary} role="alert" tabIndex={-1}>
      <CircleAlert aria-hidden />
      <div>
        <strong>{t('field.summary', { count: problems.length })}</strong>
        <ul>
          {problems.map((entry) => (
            <li key={entry.label}>
              <button type="button" onClick={entry.focus}>
                {entry.label}: {entry.problem}
              </button>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
