import { CircleCheck } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { HistoryValue } from '../../data/api';
import { data, SYNC_TOPIC } from '../../data/client';
import type { RefusedView } from '../../data/quarantine-api';
import { useLive } from '../../data/use-live';
import { usePeople } from '../../data/use-people';
import { useFieldWords } from '../../i18n/field-words';
import { paths } from '../../lib/paths';
import { LinkButton } from '../../ui/link-button';
import { LivePage } from '../../ui/live-page';
import { PageBody, PageHead } from '../../ui/page';
import { RefusedItem } from './refused-item';

/** The name in a client file as it stands; empty where it does not open. */
function nameIn(history: readonly HistoryValue[], refused: RefusedView | undefined): string {
  const standing = history.find(({ field, state }) => field === 'name' && state === 'current');
  const name = (standing?.value ?? refused?.value?.name) as
    { family: string; given: string; block: boolean } | undefined;
  return name ? [name.block ? '' : name.given, name.family].filter(Boolean).join(' ') : '';
}

/** Whose file it is about: what was to be erased is named in the decision. */
function fileOf({ fileId, collection, id, value }: RefusedView): string | null {
  if (collection === 'client-files') return id;
  if (collection === 'erasures' && value?.kind === 'file') return String(value.target);
  return fileId;
}

async function loadRefused() {
  const refused = await data.quarantine.list();
  if (refused.length === 0) return null;
  const files = [...new Set(refused.map(fileOf))].filter((id): id is string => id !== null);
  const names = await Promise.all(
    files.map(async (id) => {
      const own = refused.find((one) => one.collection === 'client-files' && one.id === id);
      return [id, nameIn(await data.documents.history('client-files', id), own)] as const;
    }),
  );
  const nameOf = new Map(names);
  return refused.map((one) => ({ refused: one, person: nameOf.get(fileOf(one) ?? '') ?? '' }));
}

/** What the server or this version did not take over: visible, explained, mendable, never lost. */
export function QuarantineScreen() {
  const { t } = useTranslation('quarantine');
  const words = useFieldWords();
  const people = usePeople();
  const live = useLive([SYNC_TOPIC], loadRefused, []);
  return (
    <LivePage
      live={live}
      empty={{
        icon: CircleCheck,
        title: t('none'),
        children: t('noneHelp'),
        actions: <LinkButton href={paths.today}>{t('toToday')}</LinkButton>,
      }}
    >
      {(items) => (
        <>
          <PageHead title={t('title', { count: items.length })} subtitle={t('subtitle')} />
          <PageBody>
            {items.map(({ refused, person }) => (
              <RefusedItem
                key={refused.key}
                refused={refused}
                person={person}
                people={people}
                words={words}
              />
            ))}
          </PageBody>
        </>
      )}
    </LivePage>
  );
}
