import { useTranslation } from 'react-i18next';
import { useMomentWords } from '../../lib/use-moment-words';
import type { Span } from '../../lib/word-diff';
import { Avatar } from '../../ui/avatar';
import { Button } from '../../ui/button';
import styles from './conflicts.module.css';

export interface NoteLine {
  key: string;
  label: string;
  spans: Span[];
}

interface NoteProps {
  by: string;
  own: boolean;
  at: string;
  /** Stands in the file until somebody decides. */
  stands: boolean;
  /** A sentence in place of lines, or above them. */
  says?: string | undefined;
  lines: readonly NoteLine[];
  /** The verb on the button. */
  verb: string;
  onChoose: () => void;
}

/** One version, as a note with name and time: only what differs is marked. */
export function Note({ by, own, at, stands, says, lines, verb, onChoose }: NoteProps) {
  const { t } = useTranslation('conflicts');
  const words = useMomentWords();
  return (
    <article className={styles.note} aria-label={t('noteOf', { name: by })}>
      <header>
        <Avatar name={by} />
        <div className={styles.who}>
          <strong>{own ? t('you', { name: by }) : by}</strong>
          {stands && <span>{t('stands')}</span>}
        </div>
        <time dateTime={at}>{words.moment(at)}</time>
      </header>
      <div className={styles.said}>
        {says && <p>{says}</p>}
        <dl>
          {lines.map(({ key, label, spans }) => (
            <div key={key}>
              <dt>{label}</dt>
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
      </div>
      <Button onPress={onChoose}>{verb}</Button>
    </article>
  );
}

function Marked({ spans }: { spans: readonly Span[] }) {
  return (
    <bdi>
      {spans.map(({ text, differs }, at) =>
        differs ? <mark key={at}>{text}</mark> : <span key={at}>{text}</span>,
      )}
    </bdi>
  );
}
