import { Clock } from 'lucide-react';
import { LANGUAGES, localDigits } from '../i18n/languages';
import { THANKS_FOR_MS } from './idle';
import { ListenButton } from './listen-button';
import { Pictogram, type PictogramName } from './pictogram';
import { Ring } from './ring';
import type { KioskKey, KioskTexts } from './texts';
import styles from './thanks-screen.module.css';
import { useSeconds } from './use-seconds';
import type { Speech } from './use-speech';
import wide from './wide-button.module.css';

const STEPS: ReadonlyArray<{ key: KioskKey; pictogram: PictogramName }> = [
  { key: 'thanksPhoto', pictogram: 'photo' },
  { key: 'thanksSit', pictogram: 'sit' },
  { key: 'thanksScreen', pictogram: 'screen' },
];

interface ThanksScreenProps {
  texts: KioskTexts;
  speech: Speech;
  number: string;
  onOver: () => void;
}

/** The same thank-you for everybody: the number, what happens next, and a ring until it disappears. */
export function ThanksScreen({ texts, speech, number, onOver }: ThanksScreenProps) {
  const { left, again } = useSeconds(THANKS_FOR_MS, onOver);
  const { digits, tag } = LANGUAGES[texts.language];
  const count = number.slice(number.indexOf('-') + 1);
  const short = String(Number(count));
  return (
    <>
      <section className={styles.ticket} aria-live="polite">
        <p>{texts.say('thanks')}</p>
        <p className={styles.number} data-long={count.length > 2 || undefined}>
          {number}
        </p>
        {digits !== 'latn' && (
          <p className={styles.own} lang={tag}>
            {localDigits(texts.language, count)}
          </p>
        )}
        <ListenButton
          look="ticket"
          texts={texts}
          speech={speech}
          keys={['thanks', ...STEPS.map((step) => step.key)]}
          className={styles.say}
        />
      </section>
      <ol className={styles.next}>
        {STEPS.map(({ key, pictogram }) => (
          <li key={key}>
            <Pictogram name={pictogram} number={short} />
            <span>{texts.say(key)}</span>
          </li>
        ))}
      </ol>
      <div className={styles.clock}>
        <Ring left={left} of={THANKS_FOR_MS / 1000} />
        <p>{texts.say('closesSoon')}</p>
        <button type="button" className={wide.wide} onClick={again}>
          <Clock aria-hidden />
          <span>{texts.say('moreTime')}</span>
        </button>
      </div>
    </>
  );
}
