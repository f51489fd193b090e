import { Mail, PenLine } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { data } from '../../data/client';
import { useLive } from '../../data/use-live';
import { usePeople } from '../../data/use-people';
import { useErrorWords } from '../../i18n/errors';
import { paths } from '../../lib/paths';
import { ChipGroup } from '../../ui/chip-group';
import { EmptyState } from '../../ui/empty-state';
import { LinkButton } from '../../ui/link-button';
import { Notice } from '../../ui/notice';
import { PageBody, PageHead } from '../../ui/page';
import { RowList } from '../../ui/row-list';
import { Skeleton } from '../../ui/skeleton';
import { DraftRow } from './draft-row';
import { LetterRow } from './letter-row';

const FILTERS = ['all', 'printing', 'drafts'] as const;
type Filter = (typeof FILTERS)[number];

/** All letters given to print, newest first, and those still being written. */
export function LettersScreen() {
  const { t } = useTranslation('letters');
  const errorWords = useErrorWords();
  const { me } = usePeople();
  const [filter, setFilter] = useState<Filter>('all');
  const letters = useLive(['letters'], () => data.documents.list('letters'), []);
  const drafts = useLive(['letter-drafts'], readDrafts, []);
  const printing = (letters.value ?? []).filter(({ value }) => value.state.state === 'printing');
  const shown = filter === 'all' ? (letters.value ?? []) : filter === 'printing' ? printing : [];
  const shownDrafts = filter === 'printing' ? [] : (drafts.value ?? []);
  const counts: Record<Filter, number> = {
    all: (letters.value ?? []).length + (drafts.value ?? []).length,
    printing: printing.length,
    drafts: (drafts.value ?? []).length,
  };
  const fresh = (
    <LinkButton variant="primary" icon={PenLine} href={paths.freeLetter}>
      {t('list.new')}
    </LinkButton>
  );
  return (
    <>
      <PageHead
        title={t('list.title')}
        actions={fresh}
        filters={
          counts.all > 0 && (
            <ChipGroup
              label={t('list.filter')}
              value={filter}
              onChange={(next) => setFilter(next ?? 'all')}
              chips={FILTERS.map((each) => ({
                value: each,
                label: `${t(`list.${each}`)} ${String(counts[each])}`,
              }))}
            />
          )
        }
      />
      <PageBody>
        {letters.error && <Notice meaning="danger" title={errorWords(letters.error)} alert />}
        {!letters.value && !letters.error && <Skeleton rows={6} />}
        {letters.value && counts.all === 0 && (
          <EmptyState look="page" icon={Mail} title={t('list.none')}>
            {t('list.noneHelp')}
          </EmptyState>
        )}
        {counts.all > 0 && (
          <>
            {shown.length + shownDrafts.length === 0 && <EmptyState title={t('list.noneHere')} />}
            <RowList label={t('list.title')}>
              {shownDrafts.map((draft) => (
                <DraftRow key={draft.id} draft={draft} />
              ))}
              {shown.map((letter) => (
                <LetterRow key={letter.id} letter={letter} by={me?.id ?? null} />
              ))}
            </RowList>
          </>
        )}
      </PageBody>
    </>
  );
}

/** Drafts lie in the circle of counselling; office staff do not hold it and see finished letters only. */
async function readDrafts() {
  const state = await data.security.state();
  if (state.state !== 'unlocked' || !state.person.compartments.includes('beratung')) return [];
  return data.documents.list('letter-drafts');
}
