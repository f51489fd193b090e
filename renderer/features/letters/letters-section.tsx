import { PenLine } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { data } from '../../data/client';
import { useLive } from '../../data/use-live';
import { usePeople } from '../../data/use-people';
import { useErrorWords } from '../../i18n/errors';
import { EmptyState } from '../../ui/empty-state';
import { LinkButton } from '../../ui/link-button';
import { Notice } from '../../ui/notice';
import { RowList } from '../../ui/row-list';
import { Section } from '../../ui/section';
import { Skeleton } from '../../ui/skeleton';
import { LetterRow } from './letter-row';

/** The letters of one client file, for the file's page. `newLetter` is where a free letter for it is written. */
export function LettersSection({ fileId, newLetter }: { fileId: string; newLetter?: string }) {
  const { t } = useTranslation('letters');
  const errorWords = useErrorWords();
  const { me } = usePeople();
  const { value, error } = useLive(['letters'], () => data.documents.list('letters', { fileId }), [fileId]);
  return (
    <Section
      id="letters"
      look="file"
      title={t('list.title')}
      {...(value && { count: value.length })}
      {...(newLetter !== undefined && {
        actions: (
          <LinkButton icon={PenLine} href={newLetter}>
            {t('list.new')}
          </LinkButton>
        ),
      })}
    >
      {error && <Notice meaning="danger" title={errorWords(error)} />}
      {!value && !error && <Skeleton rows={2} />}
      {value?.length === 0 && <EmptyState title={t('list.noneInFile')} />}
      {value && value.length > 0 && (
        <RowList label={t('list.title')}>
          {value.map((letter) => (
            <LetterRow key={letter.id} letter={letter} by={me?.id ?? null} />
          ))}
        </RowList>
      )}
    </Section>
  );
}
