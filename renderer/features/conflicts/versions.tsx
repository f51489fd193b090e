import { CopyCheck } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { joinedText } from '#shared/domain/conflicts';
import { SCHEMAS } from '#shared/domain/registry';
import type { People } from '../../data/use-people';
import type { FieldWords } from '../../i18n/field-words';
import { Button } from '../../ui/button';
import styles from './conflicts.module.css';
import type { FieldConflict } from './groups';
import { editedLines, linesOf } from './lines';
import { Note } from './note';

/** What a person decides: for each field the stamp of the version that shall stand, or all of them. */
export type Choice = (field: FieldConflict) => string;

interface VersionsProps {
  /** Fields that are decided together. */
  fields: readonly FieldConflict[];
  people: People;
  words: FieldWords;
  onChoose: (choice: Choice, done: 'one' | 'both' | 'restored' | 'leftDeleted') => void;
}

/** The versions side by side, however many; no choice is made beforehand. */
export function Versions({ fields, people, words, onChoose }: VersionsProps) {
  const { t } = useTranslation('conflicts');
  const [first] = fields;
  if (!first) return null;
  const { kind, crossed, of } = first;
  const removal = kind === 'delete-edit';
  return (
    <div className={styles.pair}>
      {first.versions.map((version, at) => {
        const deletes = removal && version.value === true;
        const latest = fields.map(({ versions }) => versions[at]?.at ?? '').sort();
        const verb = removal
          ? t(deletes ? 'leaveDeleted' : 'restore')
          : crossed
            ? t(version.stands ? 'stay' : 'takeOther')
            : t('keep');
        return (
          <Note
            key={version.stamp}
            by={people.nameOf(version.by) || t('someone')}
            own={version.by !== null && version.by === people.me?.id}
            at={latest.at(-1) ?? version.at}
            stands={!removal && fields.every(({ versions }) => versions[at]?.stands)}
            says={removal ? t(deletes ? 'deletedHere' : 'editedHere') : undefined}
            lines={
              removal
                ? editedLines(of.collection, version.value, words)
                : fields.flatMap((field) => linesOf(field, at, words))
            }
            verb={verb}
            onChoose={() =>
              onChoose(
                ({ versions }) => versions[at]?.stamp ?? '',
                removal ? (deletes ? 'leftDeleted' : 'restored') : 'one',
              )
            }
          />
        );
      })}
      {!removal && !crossed && <KeepBoth fields={fields} onBoth={() => onChoose(() => 'both', 'both')} />}
    </div>
  );
}

/** All texts of a field as one, newest first; null where the field takes only one, or not so much. */
function together({ of, field, versions }: FieldConflict): { text: string; fits: boolean } | null {
  const newestFirst = [...versions].sort((a, b) => (a.stamp < b.stamp ? 1 : -1)).map(({ value }) => value);
  const text = joinedText(of.collection, field, newestFirst);
  if (text === null) return null;
  const shape = SCHEMAS[of.collection].schema.shape as Record<
    string,
    { safeParse(value: unknown): { success: boolean } }
  >;
  return { text, fits: shape[field]?.safeParse(text).success ?? false };
}

/** Both can be kept only where the fields take text; elsewhere it says why not. */
function KeepBoth({ fields, onBoth }: { fields: readonly FieldConflict[]; onBoth: () => void }) {
  const { t } = useTranslation('conflicts');
  const joined = fields.map(together);
  const [first] = joined;
  if (joined.some((one) => !one?.fits)) {
    const why = joined.some((one) => one === null) ? 'onlyOne' : 'tooLong';
    return <p className={styles.why}>{t(why)}</p>;
  }
  const many = (fields[0]?.versions.length ?? 0) > 2;
  return (
    <div className={styles.both}>
      <Button icon={CopyCheck} onPress={onBoth}>
        {t(many ? 'all' : 'both')}
      </Button>
      <p>{fields.length > 1 ? t('bothMeansMany') : t('bothMeans', { text: first?.text ?? '' })}</p>
    </div>
  );
}
