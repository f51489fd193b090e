import { Download } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { data, SYNC_TOPIC } from '../../data/client';
import { useLive } from '../../data/use-live';
import { useMomentWords } from '../../lib/use-moment-words';
import { Button } from '../../ui/button';
import { EmptyState } from '../../ui/empty-state';
import { Row, RowList } from '../../ui/row-list';
import { Section } from '../../ui/section';

type Refused = Awaited<ReturnType<typeof data.sync.quarantine>>;

/** Hands the list over as a file; it holds no content, only which change was refused and why. */
function saveList(rows: Refused): void {
  const url = URL.createObjectURL(new Blob([JSON.stringify(rows, null, 2)], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = 'Wegbuch-nicht-angenommen.json';
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1_000);
}

/** Changes that the server or this version refused: visible, never lost. */
export function QuarantineSection({ id }: { id: string }) {
  const { t } = useTranslation('admin');
  const words = useMomentWords();
  const { value: rows = [] } = useLive([SYNC_TOPIC], () => data.sync.quarantine(), []);
  return (
    <Section
      look="file"
      id={id}
      title={t('part.quarantine')}
      count={rows.length}
      actions={
        rows.length > 0 && (
          <Button variant="quiet" icon={Download} onPress={() => saveList(rows)}>
            {t('quarantine.export')}
          </Button>
        )
      }
    >
      {rows.length === 0 ? (
        <EmptyState title={t('quarantine.none')} />
      ) : (
        <RowList>
          {rows.map((row) => (
            <Row
              key={`${row.collection}-${row.id}`}
              title={t('quarantine.row', { collection: row.collection })}
              detail={t('quarantine.why', {
                code: row.code,
                since: words.moment(row.since),
              })}
            />
          ))}
        </RowList>
      )}
    </Section>
  );
}
