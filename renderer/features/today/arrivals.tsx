import { BellRing, FolderOpen, UserRoundPlus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { View } from '../../data/api';
import { isClientLanguage, LANGUAGES } from '../../i18n/languages';
import { useMomentWords } from '../../lib/use-moment-words';
import { go, paths } from '../../lib/paths';
import { Bidi } from '../../ui/bidi';
import { Button } from '../../ui/button';
import { EmptyState } from '../../ui/empty-state';
import { IconButton } from '../../ui/icon-button';
import { LinkButton } from '../../ui/link-button';
import { Section } from '../../ui/section';
import { nameOf } from './names';
import styles from './today.module.css';
import type { Today } from './use-today';

interface ArrivalRowProps {
  arrival: View<'arrivals'>;
  today: Today;
  now: Date;
  first: boolean;
  onCall: (arrival: View<'arrivals'>) => void;
}

function ArrivalRow({ arrival, today, now, first, onCall }: ArrivalRowProps) {
  const { t, i18n } = useTranslation(['today', 'queue']);
  const words = useMomentWords();
  const { number, at, language, kind, reason, name, clientFileId, state } = arrival.value;
  const file = clientFileId ? today.files.get(clientFileId) : undefined;
  const person = nameOf(file);
  const called = state.state === 'called';
  const why = [t(`queue:kind.${kind}`), reason && t(`queue:reason.${reason}`)];
  const languageName = new Intl.DisplayNames([i18n.language], { type: 'language' }).of(language) ?? language;
  const interpreter = file?.value.interpreter;
  const own = isClientLanguage(language) && language !== 'de' ? LANGUAGES[language] : null;
  const since = words.since(at, now.getTime());
  return (
    <li className={styles.arrival}>
      <strong className={styles.no}>{number}</strong>
      <div>
        <span className={styles.line}>
          {person ? (
            <Bidi>{person}</Bidi>
          ) : (
            <span className={styles.soft}>{name ?? t('today:arrivals.noFile')}</span>
          )}
        </span>
        <span className={styles.why}>{why.filter(Boolean).join(' · ')}</span>
      </div>
      <div>
        <span className={styles.line}>{languageName}</span>
        <span className={styles.why}>
          <span className={styles.wide}>
            {interpreter
              ? t(`today:interpreter.${interpreter}`)
              : own && <Bidi lang={own.tag}>{own.autonym}</Bidi>}
          </span>
          <span className={styles.narrow}>{since}</span>
        </span>
      </div>
      <span className={styles.since}>{since}</span>
      <div className={styles.acts}>
        {person && clientFileId ? (
          <IconButton
            icon={FolderOpen}
            label={t('today:arrivals.openFile', { name: person })}
            onPress={() => go(paths.clientFile(clientFileId))}
          />
        ) : (
          <IconButton
            icon={UserRoundPlus}
            label={t('today:arrivals.assign', { number })}
            onPress={() => go(paths.queue)}
          />
        )}
        <Button
          variant={first && !called ? 'primary' : 'secondary'}
          icon={BellRing}
          onPress={() => onCall(arrival)}
        >
          {t(called ? 'today:arrivals.callAgain' : 'today:arrivals.call')}
        </Button>
      </div>
    </li>
  );
}

/** Who waits, longest first; live. */
export function Arrivals({ today, now, onCall }: Pick<ArrivalRowProps, 'today' | 'now' | 'onCall'>) {
  const { t } = useTranslation('today');
  const waiting = today.arrivals
    .filter(({ value }) => value.state.state === 'waiting' || value.state.state === 'called')
    .sort((left, right) => left.value.at.localeCompare(right.value.at));
  return (
    <Section title={t('arrivals.title')} count={waiting.length} note={t('arrivals.live')}>
      {waiting.length === 0 ? (
        <EmptyState
          icon={BellRing}
          title={t('arrivals.empty')}
          actions={
            <LinkButton href={paths.queue} variant="quiet">
              {t('arrivals.byHand')}
            </LinkButton>
          }
        />
      ) : (
        <ul className={styles.rows}>
          {waiting.map((arrival, at) => (
            <ArrivalRow
              key={arrival.id}
              arrival={arrival}
              today={today}
              now={now}
              first={at === 0}
              onCall={onCall}
            />
          ))}
        </ul>
      )}
    </Section>
  );
}
