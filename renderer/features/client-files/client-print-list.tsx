import { useTranslation } from 'react-i18next';
import type { ClientRow } from '../../data/api';
import { formatDate, todayIso } from '../../lib/dates';
import { PrintSheet } from '../../ui/print-sheet';
import styles from './client-print-list.module.css';

interface ClientPrintListProps {
  rows: ClientRow[];
  nameOf: (id: string | null) => string;
  onDone: () => void;
}

/** The list on paper, with an empty column for a signature. */
export function ClientPrintList({ rows, nameOf, onDone }: ClientPrintListProps) {
  const { t } = useTranslation('client-files');
  return (
    <PrintSheet onDone={onDone}>
      <table className={styles.list}>
        <caption>{t('print.caption', { count: rows.length, date: formatDate(todayIso()) })}</caption>
        <thead>
          <tr>
            <th>{t('column.name')}</th>
            <th>{t('column.birthDate')}</th>
            <th>{t('column.fileNumber')}</th>
            <th>{t('column.counsellor')}</th>
            <th className={styles.signature}>{t('print.signature')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <td>
                <bdi>{row.name}</bdi>
              </td>
              <td>{row.birthDate ? formatDate(row.birthDate) : ''}</td>
              <td>
                <bdi dir="ltr">{row.fileNumber}</bdi>
              </td>
              <td>
                <bdi>{nameOf(row.counsellor)}</bdi>
              </td>
              <td />
            </tr>
          ))}
        </tbody>
      </table>
    </PrintSheet>
  );
}
