import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { People } from '../../data/use-people';
import type { FieldWords } from '../../i18n/field-words';
import { Button } from '../../ui/button';
import { Notice } from '../../ui/notice';
import styles from './conflicts.module.css';
import { groupByPair, type FieldConflict } from './groups';
import { Versions, type Choice } from './versions';

export type Decide = (
  fields: readonly FieldConflict[],
  choice: Choice,
  done: 'one' | 'both' | 'restored' | 'leftDeleted',
) => void;

interface RecordSectionProps {
  /** What the record is; absent where the heading above says it already. */
  title: string | null;
  fields: readonly FieldConflict[];
  people: People;
  words: FieldWords;
  onDecide: Decide;
}

/** All that is to be decided about one record. */
export function RecordSection({ title, fields, people, words, onDecide }: RecordSectionProps) {
  return (
    <div className={styles.record}>
      {title && <h3>{title}</h3>}
      {groupByPair(fields).map((block) => (
        <Block
          key={block.map(({ field, kind }) => `${field} ${kind}`).join()}
          fields={block}
          people={people}
          words={words}
          onDecide={onDecide}
        />
      ))}
    </div>
  );
}

/** Fields that the same two people changed: decided as whole versions, or one by one. */
function Block({ fields, people, words, onDecide }: Omit<RecordSectionProps, 'title'>) {
  const { t } = useTranslation('conflicts');
  const [apart, setApart] = useState(false);
  const [first] = fields;
  const parts = apart ? fields.map((field) => [field]) : [fields];
  const later = first?.crossed ? first.versions.find(({ stands }) => stands) : undefined;
  return (
    <>
      {later && (
        <Notice meaning="info" title={t('crossed')}>
          {t('crossedMeans', { name: people.nameOf(later.by) || t('someone') })}
        </Notice>
      )}
      <div className={styles.fields}>
        <p>
          {first?.kind === 'delete-edit'
            ? t('removal')
            : [...new Set(fields.map(({ of, field }) => words.label(of.collection, field)))].join(', ')}
        </p>
        {fields.length > 1 && (
          <Button variant="quiet" aria-pressed={apart} onPress={() => setApart(!apart)}>
            {t(apart ? 'together' : 'apart')}
          </Button>
        )}
      </div>
      {parts.map((part) => (
        <Versions
          key={part.map(({ field }) => field).join()}
          fields={part}
          people={people}
          words={words}
          onChoose={(choice, done) => onDecide(part, choice, done)}
        />
      ))}
    </>
  );
}
