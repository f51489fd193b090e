import { GitCompareArrows } from 'lucide-react';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { HistoryValue } from '../../data/api';
import { data } from '../../data/client';
import { useLive } from '../../data/use-live';
import { usePeople, type People } from '../../data/use-people';
import { useErrorWords } from '../../i18n/errors';
import { useFieldWords, type FieldWords } from '../../i18n/field-words';
import { paths } from '../../lib/paths';
import { Bidi } from '../../ui/bidi';
import { LinkButton } from '../../ui/link-button';
import { LivePage } from '../../ui/live-page';
import { PageBody, PageHead } from '../../ui/page';
import { showToast } from '../../ui/toast';
import styles from './conflicts.module.css';
import { groupByField, groupByPerson, type FieldConflict, type PersonGroup } from './groups';
import { RecordSection, type Decide } from './record-section';

type Values = Record<string, unknown>;

const currentOf = (history: readonly HistoryValue[]): Values =>
  Object.fromEntries(
    history.filter(({ state }) => state === 'current').map(({ field, value }) => [field, value]),
  );

async function loadConflicts() {
  const conflicts = await data.conflicts.open();
  if (conflicts.length === 0) return null;
  const records = new Map(conflicts.map(({ of }) => [of.id, of]));
  for (const { fileId } of conflicts)
    if (fileId) records.set(fileId, { collection: 'client-files', id: fileId });
  // The history also knows what a deleted record held.
  const histories = new Map(
    await Promise.all(
      [...records].map(
        async ([id, { collection }]) => [id, await data.documents.history(collection, id)] as const,
      ),
    ),
  );
  return { fields: groupByField(conflicts, histories), histories };
}

function spokenName(values: Values): string {
  const { name } = values as { name?: { family: string; given: string; block: boolean } };
  return name ? [name.block ? '' : name.given, name.family].filter(Boolean).join(' ') : '';
}

/** Takes decisions back: the fields stand as before, and ask again. */
async function reopen(fields: readonly FieldConflict[]): Promise<void> {
  for (const { ids, before } of fields) await data.conflicts.reopen(ids, before);
}

/** The room where versions of the same are reviewed; every choice can be taken back. */
export function ConflictsScreen() {
  const { t } = useTranslation('conflicts');
  const errorWords = useErrorWords();
  const words = useFieldWords();
  const people = usePeople();
  const live = useLive(['conflicts', 'client-files'], loadConflicts, []);

  const decide: Decide = (fields, choice, done) => {
    const say = (reason: unknown) => showToast({ message: errorWords(reason) });
    const resolveAll = async () => {
      for (const field of fields) await data.conflicts.resolve(field.ids, choice(field));
      showToast({ message: t(`done.${done}`), undo: () => reopen(fields).catch(say) });
    };
    resolveAll().catch(say);
  };

  return (
    <LivePage
      live={live}
      empty={{
        icon: GitCompareArrows,
        title: t('none'),
        children: t('noneHelp'),
        actions: <LinkButton href={paths.today}>{t('toToday')}</LinkButton>,
      }}
    >
      {({ fields, histories }) => (
        <>
          <PageHead title={t('title', { count: fields.length })} subtitle={t('subtitle')} />
          <PageBody>
            {groupByPerson(fields).map((group) => (
              <PersonSection
                key={group.fileId ?? group.records[0]?.of.id}
                group={group}
                valuesOf={(id) => currentOf(histories.get(id) ?? [])}
                people={people}
                words={words}
                onDecide={decide}
              />
            ))}
          </PageBody>
        </>
      )}
    </LivePage>
  );
}

interface PersonSectionProps {
  group: PersonGroup;
  /** What a record holds, by its id. */
  valuesOf: (id: string) => Values;
  people: People;
  words: FieldWords;
  onDecide: Decide;
}

/** All that is to be decided about one person, or about one record of the office. */
function PersonSection({ group, valuesOf, people, words, onDecide }: PersonSectionProps) {
  const { t } = useTranslation('conflicts');
  const { fileId, records } = group;
  const heading = useId();
  const recordName = ({ collection, id }: { collection: string; id: string }) =>
    words.record(collection, valuesOf(id));
  const title = fileId
    ? spokenName(valuesOf(fileId)) || t('deletedPerson')
    : records.map(({ of }) => recordName(of)).join();
  return (
    <section className={styles.person} aria-labelledby={heading}>
      <div className={styles.head}>
        <h2 id={heading}>
          <Bidi>{title}</Bidi>
        </h2>
        {fileId && (
          <LinkButton variant="quiet" href={paths.clientFile(fileId)} className={styles.openFile}>
            {t('openFile')}
          </LinkButton>
        )}
      </div>
      {records.map(({ of, fields }) => (
        <RecordSection
          key={of.id}
          title={fileId ? recordName(of) : null}
          fields={fields}
          people={people}
          words={words}
          onDecide={onDecide}
        />
      ))}
    </section>
  );
}
