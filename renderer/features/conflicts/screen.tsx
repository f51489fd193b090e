import { GitCompareArrows } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ConflictView, View } from '../../data/api';
import { data } from '../../data/client';
import { useLive } from '../../data/use-live';
import { usePeople } from '../../data/use-people';
import { useErrorWords } from '../../i18n/errors';
import { paths } from '../../lib/paths';
import { EmptyState } from '../../ui/empty-state';
import { LinkButton } from '../../ui/link-button';
import { Notice } from '../../ui/notice';
import { PageBody, PageHead } from '../../ui/page';
import { Skeleton } from '../../ui/skeleton';
import { showToast } from '../../ui/toast';
import { undoResolution } from './undo';
import { VersionPair, type Choice } from './version-pair';

async function loadConflicts() {
  const conflicts = await data.conflicts.open();
  const ids = [...new Set(conflicts.flatMap(({ fileId }) => (fileId ? [fileId] : [])))];
  const views = await Promise.all(ids.map((id) => data.documents.get('client-files', id)));
  return {
    conflicts,
    names: new Map(views.flatMap((view) => (view ? [[view.id, nameOf(view)] as const] : []))),
  };
}

function nameOf({ value: { name } }: View<'client-files'>): string {
  return name.block || name.given === '' ? name.family : `${name.given} ${name.family}`;
}

/** The room where two versions of the same are reviewed; every choice can be taken back. */
export function ConflictsScreen() {
  const { t } = useTranslation('conflicts');
  const words = useErrorWords();
  const people = usePeople();
  const { value, error } = useLive(['conflicts', 'client-files'], loadConflicts, []);

  const choose = async (conflict: ConflictView, choice: Choice) => {
    try {
      await data.conflicts.resolve(conflict.id, choice);
      showToast({
        message: t(`done.${choice}`),
        undo: () =>
          undoResolution(conflict).catch((reason: unknown) => showToast({ message: words(reason) })),
      });
    } catch (reason) {
      showToast({ message: words(reason) });
    }
  };

  if (error) {
    return (
      <PageBody>
        <Notice meaning="danger" alert>
          {words(error)}
        </Notice>
      </PageBody>
    );
  }
  if (!value) {
    return (
      <PageBody>
        <Skeleton />
      </PageBody>
    );
  }
  if (value.conflicts.length === 0) {
    return (
      <EmptyState
        look="page"
        alone
        icon={GitCompareArrows}
        title={t('none')}
        actions={<LinkButton href={paths.today}>{t('toToday')}</LinkButton>}
      >
        {t('noneHelp')}
      </EmptyState>
    );
  }
  return (
    <>
      <PageHead title={t('title', { count: value.conflicts.length })} subtitle={t('subtitle')} />
      <PageBody>
        {value.conflicts.map((conflict) => (
          <VersionPair
            key={conflict.id}
            conflict={conflict}
            person={conflict.fileId ? (value.names.get(conflict.fileId) ?? null) : null}
            nameOf={people.nameOf}
            myId={people.me?.id}
            onChoose={(choice) => void choose(conflict, choice)}
          />
        ))}
      </PageBody>
    </>
  );
}
