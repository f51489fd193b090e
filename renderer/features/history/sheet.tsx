import { RotateCcw } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { HistoryValue } from '../../data/api';
import { data } from '../../data/client';
import { useLive } from '../../data/use-live';
import { usePeople, type People } from '../../data/use-people';
import { useErrorWords } from '../../i18n/errors';
import { isReadable, useFieldWords, type FieldWords } from '../../i18n/field-words';
import { closeHistory, type HistoryRequest } from '../../lib/history-request';
import { useMomentWords } from '../../lib/use-moment-words';
import { wordDiff } from '../../lib/word-diff';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { EmptyState } from '../../ui/empty-state';
import { Notice } from '../../ui/notice';
import { Skeleton } from '../../ui/skeleton';
import { showToast } from '../../ui/toast';
import { byField, type FieldHistory } from './fields';
import styles from './sheet.module.css';

type Asked = HistoryRequest['records'][number];

async function load(records: readonly Asked[]) {
  return Promise.all(
    records.map(async (asked) => ({
      asked,
      history: await data.documents.history(asked.collection, asked.id),
    })),
  );
}

/** Who set which value when, field by field, beside the page it belongs to. */
export function HistorySheet({ title, records }: HistoryRequest) {
  const { t } = useTranslation('conflicts');
  const errorWords = useErrorWords();
  const words = useFieldWords();
  const people = usePeople();
  const topics = [...new Set(records.map(({ collection }) => collection)), 'conflicts'];
  const key = records.map(({ id }) => id).join(' ');
  const { value, error } = useLive(topics, () => load(records), [key]);
  const groups = value?.map(({ asked, history }) => ({
    asked,
    name: words.record(
      asked.collection,
      Object.fromEntries(
        history.filter(({ state }) => state === 'current').map((one) => [one.field, one.value]),
      ),
    ),
    fields: byField(asked.collection, history, asked.fields).filter(({ field }) => isReadable(field)),
  }));
  return (
    <Dialog title={t('history.title', { what: title })} isOpen size="side" onClose={closeHistory}>
      <p className={styles.help}>{t('history.help')}</p>
      {error && <Notice meaning="danger">{errorWords(error)}</Notice>}
      {!groups && !error && <Skeleton rows={4} />}
      {groups?.every(({ fields }) => fields.length === 0) && <EmptyState title={t('history.none')} />}
      {groups?.map(({ asked, name, fields }) => (
        <section key={asked.id} className={styles.record} aria-label={name}>
          {groups.length > 1 && <p className={styles.name}>{name}</p>}
          {fields.map((field) => (
            <Field key={field.field} asked={asked} {...field} words={words} people={people} />
          ))}
        </section>
      ))}
    </Dialog>
  );
}

interface FieldProps extends FieldHistory {
  asked: Asked;
  words: FieldWords;
  people: People;
}

function Field({ asked, field, values, words, people }: FieldProps) {
  const { t } = useTranslation('conflicts');
  const errorWords = useErrorWords();
  const [current] = values;
  const linesOf = (value: unknown) => words.lines(asked.collection, field, value);
  const same = (one: HistoryValue) => JSON.stringify(one.value) === JSON.stringify(current?.value);
  const put = async (value: unknown) => {
    await data.documents.change(asked.collection, asked.id, { [field]: value });
  };
  const reinstate = (value: unknown) => {
    const say = (reason: unknown) => showToast({ message: errorWords(reason) });
    const undo = () => put(current?.value).catch(say);
    put(value).then(() => showToast({ message: t('history.reinstated'), undo }), say);
  };
  return (
    <div className={styles.field}>
      <h3>{words.label(asked.collection, field)}</h3>
      <ol>
        {values.map((one, at) => (
          <Value
            key={one.stamp}
            one={one}
            lines={linesOf(one.value)}
            older={linesOf(values[at + 1]?.value)}
            isOldest={at === values.length - 1}
            name={people.nameOf(one.by) || t('someone')}
            onReinstate={
              one.state === 'current' || same(one) || field.startsWith('_')
                ? null
                : () => reinstate(one.value)
            }
          />
        ))}
      </ol>
    </div>
  );
}

interface ValueProps {
  one: HistoryValue;
  lines: ReturnType<FieldWords['lines']>;
  older: ReturnType<FieldWords['lines']>;
  isOldest: boolean;
  name: string;
  onReinstate: (() => void) | null;
}

/** One value; words are marked that the one before did not have. */
function Value({ one, lines, older, isOldest, name, onReinstate }: ValueProps) {
  const { t } = useTranslation('conflicts');
  const words = useMomentWords();
  const many = lines.length > 1;
  return (
    <li className={styles.value} data-state={one.state}>
      <div className={styles.text}>
        {lines.length === 0 && <span className={styles.empty}>{t('empty')}</span>}
        {lines.map(({ key, label, text }) => {
          const before = older.find((line) => line.key === key)?.text ?? '';
          const { left } = wordDiff(text, isOldest ? text : before);
          return (
            <p key={key}>
              {many && <span className={styles.part}>{label}</span>}
              <bdi>
                {left.map((span, at) =>
                  span.differs ? <mark key={at}>{span.text}</mark> : <span key={at}>{span.text}</span>,
                )}
              </bdi>
            </p>
          );
        })}
      </div>
      <p className={styles.who}>
        <span>{t(`history.state.${one.state}`)}</span>
        <span>{name}</span>
        <time dateTime={one.at}>{words.moment(one.at)}</time>
      </p>
      {onReinstate && (
        <Button variant="quiet" icon={RotateCcw} className={styles.again} onPress={onReinstate}>
          {t('history.reinstate')}
        </Button>
      )}
    </li>
  );
}
