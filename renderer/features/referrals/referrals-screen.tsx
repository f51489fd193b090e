import { Signpost } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { groupOf, REFERRAL_GROUPS, waitOf, type ReferralGroup } from '#shared/domain/referral-life';
import { fullName } from '#shared/letters/german';
import type { View } from '../../data/api';
import { data } from '../../data/client';
import { useLive } from '../../data/use-live';
import { usePeople } from '../../data/use-people';
import { useErrorWords } from '../../i18n/errors';
import { todayIso } from '../../lib/dates';
import { paths } from '../../lib/paths';
import { ChipGroup } from '../../ui/chip-group';
import { EmptyState } from '../../ui/empty-state';
import { LinkButton } from '../../ui/link-button';
import { Notice } from '../../ui/notice';
import { PageBody, PageHead } from '../../ui/page';
import { RowList } from '../../ui/row-list';
import { Skeleton } from '../../ui/skeleton';
import { ReferralRow } from './referral-row';

type Filter = ReferralGroup | 'due' | 'all';
const FILTERS: readonly Filter[] = ['all', 'due', ...REFERRAL_GROUPS];

interface Entry {
  referral: View<'referrals'>;
  name: string;
}

/** Referrals with the names of their clients; those that wait longest come first. */
async function readEntries(): Promise<Entry[]> {
  const referrals = await data.documents.list('referrals');
  const ids = [...new Set(referrals.map(({ fileId }) => fileId).filter((id) => id !== null))];
  const files = await Promise.all(ids.map((id) => data.documents.get('client-files', id)));
  const names = new Map(files.map((file, at) => [ids[at], file ? fullName(file.value.name) : '']));
  return referrals
    .map((referral) => ({ referral, name: names.get(referral.fileId ?? '') ?? '' }))
    .sort(
      (a, b) =>
        Number(isDue(b)) - Number(isDue(a)) ||
        a.referral.value.state.at.localeCompare(b.referral.value.state.at),
    );
}

const isDue = ({ referral }: Entry) => waitOf(referral.value, todayIso()).due;

function fits(entry: Entry, filter: Filter): boolean {
  if (filter === 'all') return true;
  if (filter === 'due') return isDue(entry);
  return groupOf(entry.referral.value.state.state) === filter;
}

/** All referrals of the office: what waits, since when, and the next step; `asked` opens to record an answer. */
export function ReferralsScreen({ asked }: { asked?: string | undefined }) {
  const { t } = useTranslation('referrals');
  const errorWords = useErrorWords();
  const { me } = usePeople();
  const [filter, setFilter] = useState<Filter>('all');
  const { value, error } = useLive(['referrals', 'client-files'], readEntries, []);
  const shown = (value ?? []).filter((entry) => fits(entry, filter));
  const count = (each: Filter) => (value ?? []).filter((entry) => fits(entry, each)).length;
  return (
    <>
      <PageHead
        title={t('list.title')}
        filters={
          value &&
          value.length > 0 && (
            <ChipGroup
              label={t('list.filter')}
              value={filter}
              onChange={(next) => setFilter(next ?? 'all')}
              chips={FILTERS.map((each) => ({
                value: each,
                label: `${t(`filter.${each}`)} ${String(count(each))}`,
              }))}
            />
          )
        }
      />
      <PageBody>
        {error && <Notice meaning="danger" title={errorWords(error)} alert />}
        {!value && !error && <Skeleton rows={6} />}
        {value?.length === 0 && (
          <EmptyState
            look="page"
            icon={Signpost}
            title={t('list.none')}
            actions={<LinkButton href={paths.clientFiles}>{t('list.toFiles')}</LinkButton>}
          >
            {t('list.noneHelp')}
          </EmptyState>
        )}
        {value && value.length > 0 && (
          <>
            {shown.length === 0 ? (
              <EmptyState title={t('list.noneHere')} />
            ) : (
              <RowList label={t('list.title')}>
                {shown.map(({ referral, name }) => (
                  <ReferralRow
                    key={referral.id}
                    referral={referral}
                    clientName={name || t('list.unknownClient')}
                    by={me?.id ?? null}
                    asked={referral.id === asked}
                  />
                ))}
              </RowList>
            )}
          </>
        )}
      </PageBody>
    </>
  );
}
