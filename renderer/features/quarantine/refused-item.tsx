import { Download, Ellipsis, Pencil, RefreshCw, Send } from 'lucide-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { localDay } from '#shared/domain/days';
import type { RefusedView } from '../../data/quarantine-api';
import { data } from '../../data/client';
import type { People } from '../../data/use-people';
import { useErrorWords } from '../../i18n/errors';
import { isReadable, type FieldWords } from '../../i18n/field-words';
import { formatDate } from '../../lib/dates';
import { useMomentWords } from '../../lib/use-moment-words';
import { Bidi } from '../../ui/bidi';
import { Button } from '../../ui/button';
import { ConfirmDialog } from '../../ui/dialog';
import { LinkButton } from '../../ui/link-button';
import { Menu } from '../../ui/menu';
import { showToast } from '../../ui/toast';
import { placeOf } from './places';
import styles from './quarantine.module.css';
import { saveFile } from './save-file';

interface ItemProps {
  refused: RefusedView;
  /** Whose file it belongs to; empty for what belongs to the office. */
  person: string;
  people: People;
  words: FieldWords;
}

/** One record that was not taken over: what it is, why, and what a person can do. */
export function RefusedItem({ refused, person, people, words }: ItemProps) {
  const { t } = useTranslation('quarantine');
  const moments = useMomentWords();
  const heading = useId();
  const { collection, code, whose, by, since, goesOn, changes, value } = refused;
  const record = words.record(collection, value ?? {});
  const title = person || record;
  return (
    <article className={styles.item} aria-labelledby={heading}>
      <div className={styles.head}>
        <h2 id={heading}>
          <Bidi>{title}</Bidi>
        </h2>
        {person && <p>{record}</p>}
        <time dateTime={since}>{t('since', { since: moments.moment(since) })}</time>
      </div>
      <dl className={styles.words}>
        <div>
          <dt>{t('why')}</dt>
          <dd>
            {t(`code.${code}`)}
            {whose === 'colleague' && ` ${t('byColleague', { name: people.nameOf(by) || t('someone') })}`}
          </dd>
        </div>
        <div>
          <dt>{t('what')}</dt>
          <dd>
            {t(`help.${code}`)}{' '}
            {goesOn && <strong>{t('goesOn', { date: formatDate(localDay(goesOn)) })}</strong>}
          </dd>
        </div>
      </dl>
      <Changes collection={collection} changes={changes} words={words} />
      <Actions refused={refused} title={title} />
    </article>
  );
}

/** What was changed: the new beside what the server has. */
function Changes({
  collection,
  changes,
  words,
}: {
  collection: string;
  changes: RefusedView['changes'];
  words: FieldWords;
}) {
  const { t } = useTranslation('quarantine');
  if (!changes) return <p className={styles.closed}>{t('closed')}</p>;
  const lines = changes
    .filter(({ field }) => isReadable(field))
    .flatMap(({ field, value, before }) => {
      const old = words.lines(collection, field, before);
      const now = words.lines(collection, field, value);
      const keys = [...new Set([...now, ...old].map(({ key }) => key))];
      return keys.map((key) => ({
        key: `${field} ${key}`,
        label: [...now, ...old].find((line) => line.key === key)?.label ?? key,
        now: now.find((line) => line.key === key)?.text ?? '',
        old: old.find((line) => line.key === key)?.text ?? '',
      }));
    })
    .filter(({ now, old }) => now !== old);
  if (lines.length === 0) return null;
  return (
    <dl className={styles.changes}>
      {lines.map(({ key, label, now, old }) => (
        <div key={key}>
          <dt>{label}</dt>
          <dd>
            <bdi>{now || t('empty')}</bdi>
            {old && (
              <span className={styles.old}>
                {t('before')} <bdi>{old}</bdi>
              </span>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}

type Question = 'discard' | 'giveUp' | 'readable';

function Actions({ refused, title }: { refused: RefusedView; title: string }) {
  const { t } = useTranslation('quarantine');
  const errorWords = useErrorWords();
  const [asked, setAsked] = useState<Question | null>(null);
  const { key, id, can, value, collection } = refused;
  const place = placeOf(refused);
  const run = (work: Promise<unknown>, done?: string) => {
    work.then(
      () => done && showToast({ message: done }),
      (reason: unknown) => showToast({ message: errorWords(reason) }),
    );
  };
  const save = (copy: Promise<string>, name: string) => run(copy.then((text) => saveFile(name, text)));
  const answer = () => {
    if (asked === 'discard') run(data.quarantine.discard(key), t('done.discarded'));
    else if (asked === 'giveUp') run(data.quarantine.discard(key), t('done.givenUp'));
    else save(data.quarantine.readableCopy(key), `Wegbuch-lesbar-${id.slice(0, 8)}.json`);
    setAsked(null);
  };
  return (
    <div className={styles.actions}>
      {place && (
        <LinkButton href={place} icon={Pencil}>
          {t('action.correct')}
        </LinkButton>
      )}
      {can.sendAgain && (
        <Button icon={Send} onPress={() => run(data.quarantine.sendAgain(key), t('done.sent'))}>
          {t('action.sendAgain')}
        </Button>
      )}
      {can.fetchAgain && (
        <Button icon={RefreshCw} onPress={() => run(data.quarantine.fetchAgain(key), t('done.fetched'))}>
          {t('action.fetchAgain')}
        </Button>
      )}
      {can.takeServers && (
        <Button onPress={() => run(data.quarantine.takeServers(key), t('done.taken'))}>
          {t('action.takeServers')}
        </Button>
      )}
      {can.copy && (
        <Button
          variant="quiet"
          icon={Download}
          onPress={() =>
            save(data.quarantine.sealedCopy(key), `Wegbuch-verschluesselt-${id.slice(0, 8)}.json`)
          }
        >
          {t('action.sealedCopy')}
        </Button>
      )}
      <More
        readable={can.copy && value !== null}
        discard={can.discard && (collection === 'erasures' ? 'giveUp' : 'discard')}
        onAsk={setAsked}
      />
      {asked && <Ask asked={asked} what={title} onConfirm={answer} onClose={() => setAsked(null)} />}
    </div>
  );
}

interface MoreProps {
  readable: boolean;
  discard: 'discard' | 'giveUp' | false;
  onAsk: (question: Question) => void;
}

/** What is done rarely, and asked for by name. */
function More({ readable, discard, onAsk }: MoreProps) {
  const { t } = useTranslation('quarantine');
  if (!readable && !discard) return null;
  return (
    <Menu
      label={t('action.more')}
      trigger={
        <Button variant="quiet" icon={Ellipsis}>
          {t('action.more')}
        </Button>
      }
      actions={[
        ...(readable
          ? [{ id: 'readable', label: t('action.readableCopy'), onPress: () => onAsk('readable') }]
          : []),
        ...(discard
          ? [
              {
                id: discard,
                label: t(`action.${discard}`),
                danger: true,
                gap: true,
                onPress: () => onAsk(discard),
              },
            ]
          : []),
      ]}
    />
  );
}

interface AskProps {
  asked: Question;
  what: string;
  onConfirm: () => void;
  onClose: () => void;
}

/** What destroys, or leaves the encryption, is asked for by name. */
function Ask({ asked, what, onConfirm, onClose }: AskProps) {
  const { t } = useTranslation('quarantine');
  return (
    <ConfirmDialog
      isOpen
      danger={asked !== 'readable'}
      title={t(`ask.${asked}.title`, { what })}
      confirm={t(`ask.${asked}.confirm`)}
      onConfirm={onConfirm}
      onClose={onClose}
    >
      {t(`ask.${asked}.text`)}
    </ConfirmDialog>
  );
}
