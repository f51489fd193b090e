import { useTranslation } from 'react-i18next';
import styles from './skeleton.module.css';

/** Grey lines where content will stand; read aloud once as "wird geladen". */
export function Skeleton({ rows = 4 }: { rows?: number | undefined }) {
  const { t } = useTranslation('common');
  return (
    <div className={styles.skeleton} role="status">
      <span className="visually-hidden">{t('state.loading')}</span>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className={styles.row} aria-hidden>
          <span />
          <span />
        </div>
      ))}
    </div>
  );
}
