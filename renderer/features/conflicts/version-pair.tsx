import { CopyCheck } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ConflictView } from '../../data/api';
import { useMomentWords } from '../../lib/use-moment-words';
import { paths } from '../../lib/paths';
import { wordDiff, type Span } from '../../lib/word-diff';
import { Avatar } from '../../ui/avatar';
import { Bidi } from '../../ui/bidi';
import { Button } from '../../ui/button';
import { LinkButton } from '../../ui/link-button';
import styles from './conflicts.module.css';
import { canKeepBoth, pairParts } from './values';

export type Choice = 'kept' | 'other' | 'both';

function Marked({ spans }: { spans: readonly Span[] }) {
  return (
    <bdi>
      {spans.map(({ text, differs }, at) =>
        differs ? <mark key={at}>{text}</mark> : <span key={at}>{text}</span>,
      )}
    </bdi>
  );
}

interface NoteProps {
  by: string;
  own: boolean;
  at: string;
  lines: Array<{ key: string; spans: Span[] }>;
  deleted: boolean;
  onKeep: () => void;
}

/** One version, as a note with name and time. */
function Note({ by, own, at, lines, deleted, onKeep }: NoteProps) {
  const { t } = useTranslation('conflicts');
  const words = useMomentWords();
  const label = (key: string) => t(`field.${key}` as 'field.name', { defaultValue: key });
  return (
    <article className={styles.note}>
      <header>
        <Avatar name={by} />
        <strong>{own ? t('you', { name: by }) : by}</strong>
        <time dateTime={at}>{words.moment(at)}</time>
      </header>
      {deleted ? (
        <p>{t('deletedHere')}</p>
      ) : (
        <dl>
          {lines.map(({ key, spans }) => (
            <div key={key}>
              <dt>{label(key)}</dt>
              <dd>
                {spans.length > 0 ? (
                  <Marked spans={spans} />
                ) : (
                  <span className={styles.none}>{t('empty')}</span>
                )}
              </dd>
            </div>
          ))}
        </dl>
      )}
      <Button onPress={onKeep}>{t(deleted ? 'leaveDeleted' : 'keep')}</Button>
    </article>
  );
}

export interface VersionPairProps {
  conflict: ConflictView;
  /** Whose file it is; null for what belongs to the office. */
  person: string | null;
  nameOf: (personId: string | null) => string;
  myId: string | undefined;
  onChoose: (choice: Choice) => void;
}

/** Two versions side by side: only the differing words are marked, no choice is made beforehand. */
export function VersionPair({ conflict, person, nameOf, myId, onChoose }: VersionPairProps) {
  const { t } = useTranslation('conflicts');
  const { field, kept, other, kind, fileId, id } = conflict;
  const removal = kind === 'delete-edit';
  const pairs = removal ? [] : pairParts(field, kept.value, other.value);
  const diffs = pairs.map((pair) => ({ key: pair.key, ...wordDiff(pair.kept, pair.other) }));
  const title = person ?? t('office');
  const lines = (side: 'left' | 'right') =>
    diffs.map((diff) => ({ key: diff.key, spans: diff[side].filter(({ text }) => text !== '') }));
  const edited = (value: unknown) =>
    removal && typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, content]) =>
          pairParts(key, content, content).map((pair) => ({
            key: pair.key,
            spans: [{ text: pair.kept, differs: false }],
          })),
        )
      : [];
  const side = (version: ConflictView['kept'], which: 'kept' | 'other') => (
    <Note
      by={nameOf(version.by) || t('someone')}
      own={version.by !== null && version.by === myId}
      at={version.at}
      lines={removal ? edited(version.value) : lines(which === 'kept' ? 'left' : 'right')}
      deleted={removal && version.value === true}
      onKeep={() => onChoose(which)}
    />
  );
  return (
    <section className={styles.conflict} aria-labelledby={`conflict-${id}`}>
      <div className={styles.head}>
        <h2 id={`conflict-${id}`}>
          <Bidi>{title}</Bidi>
        </h2>
        <p>{removal ? t('removal') : t(`field.${field}` as 'field.name', { defaultValue: field })}</p>
        {fileId && (
          <LinkButton variant="quiet" href={paths.clientFile(fileId)} className={styles.openFile}>
            {t('openFile')}
          </LinkButton>
        )}
      </div>
      <div className={styles.pair}>
        {side(kept, 'kept')}
        {side(other, 'other')}
        {canKeepBoth(conflict) && (
          <div className={styles.both}>
            <Button icon={CopyCheck} onPress={() => onChoose('both')}>
              {t('both')}
            </Button>
            <p>{t('bothMeans')}</p>
          </div>
        )}
      </div>
    </section>
  );
}
