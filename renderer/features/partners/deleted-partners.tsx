import { Undo2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { View } from '../../data/api';
import { data } from '../../data/client';
import { usePeople } from '../../data/use-people';
import { useErrorWords } from '../../i18n/errors';
import { useMomentWords } from '../../lib/use-moment-words';
import { Button } from '../../ui/button';
import { EmptyState } from '../../ui/empty-state';
import { HistoryButton } from '../../ui/history-button';
import { Row, RowList } from '../../ui/row-list';
import { Section } from '../../ui/section';
import { showToast } from '../../ui/toast';

/** Partners that were deleted, with their history and the way back. */
export function DeletedPartners({ partners }: { partners: ReadonlyArray<View<'partners'>> }) {
  const { t } = useTranslation('partners');
  const errorWords = useErrorWords();
  const moments = useMomentWords();
  const people = usePeople();
  const restore = (id: string) => {
    const say = (reason: unknown) => showToast({ message: errorWords(reason) });
    const undo = () => data.documents.remove('partners', id).catch(say);
    data.documents.restore('partners', id).then(() => showToast({ message: t('list.restored'), undo }), say);
  };
  return (
    <Section title={t('list.deleted')} count={partners.length}>
      {partners.length === 0 && <EmptyState title={t('list.deletedNoneFound')} />}
      <RowList label={t('list.deleted')}>
        {partners.map(({ id, value, changedAt, changedBy }) => (
          <Row
            key={id}
            title={value.name}
            detail={[t('list.changed', { at: moments.moment(changedAt) }), people.nameOf(changedBy)]
              .filter((part) => part !== '')
              .join(' · ')}
            state={t(`kind.${value.kind}`)}
            actions={
              <>
                <HistoryButton look="icon" what={value.name} records={[{ collection: 'partners', id }]} />
                <Button variant="quiet" icon={Undo2} onPress={() => restore(id)}>
                  {t('list.restore')}
                </Button>
              </>
            }
          />
        ))}
      </RowList>
    </Section>
  );
}
