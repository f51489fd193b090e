import { Hand, Pause, Repeat } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { ClientLanguage } from '#shared/domain/common';
import { COMPANION_CHANNEL, companionMessage, type CompanionMessage } from '#shared/domain/queue';
import { isClientLanguage, LANGUAGES } from '../i18n/languages';
import { Pictogram, type PictogramName } from '../kiosk/pictogram';
import { type KioskKey, useTexts } from '../kiosk/texts';
import wide from '../kiosk/wide-button.module.css';
import cards from '../ui/answer-cards.module.css';
import styles from './assessment-view.module.css';
import { useChannel } from './use-channel';

type Asked = Extract<CompanionMessage, { type: 'question' }>;
type Wish = Extract<CompanionMessage, { type: 'wish' }>['wish'];

/** The scale is one of help, not of worth; other answers have no picture and would be misread with these. */
const SCALE: readonly PictogramName[] = ['not-yet', 'with-help', 'alone', 'can-teach'];

function ScalePictogram({ code }: { code: string | undefined }) {
  const name = SCALE.find((one) => one === code);
  return name && <Pictogram name={name} />;
}

const WISHES: ReadonlyArray<{ wish: Wish; key: KioskKey; icon: typeof Hand }> = [
  { wish: 'again', key: 'sayAgain', icon: Repeat },
  { wish: 'no-answer', key: 'noAnswer', icon: Hand },
  { wish: 'pause', key: 'pause', icon: Pause },
];

/** The counsellor's question in the client's language, with answers to point at or to say by their digit. */
export function AssessmentView() {
  const [asked, setAsked] = useState<Asked | null>(null);
  const [pointed, setPointed] = useState<number | null>(null);
  const language: ClientLanguage = asked && isClientLanguage(asked.language) ? asked.language : 'de';
  const texts = useTexts(language);
  const send = useChannel(COMPANION_CHANNEL, companionMessage, (message) => {
    if (message.type !== 'question' && message.type !== 'clear') return;
    setAsked(message.type === 'question' ? message : null);
    setPointed(null);
  });
  useEffect(() => {
    document.documentElement.lang = LANGUAGES[language].tag;
    document.documentElement.dir = LANGUAGES[language].direction;
  }, [language]);
  if (asked === null || texts === null) return <main className={styles.empty} />;
  const point = (digit: number) => {
    setPointed(digit);
    send({ type: 'pointed', digit });
  };
  return (
    <main className={styles.side}>
      <h1>{asked.question}</h1>
      <ol className={cards.answers}>
        {asked.answers.map(({ digit, label, pictogram }) => (
          <li key={digit}>
            <button
              type="button"
              aria-pressed={pointed === digit}
              className={cards.answer}
              onClick={() => point(digit)}
            >
              <span className={cards.digit}>{digit}</span>
              <ScalePictogram code={pictogram} />
              <span className={cards.label}>{label}</span>
            </button>
          </li>
        ))}
      </ol>
      <footer className={styles.foot}>
        {WISHES.map(({ wish, key, icon: Icon }) => (
          <button
            key={wish}
            type="button"
            className={[wide.wide, wide.quiet, styles.wish].join(' ')}
            onClick={() => send({ type: 'wish', wish })}
          >
            <Icon aria-hidden />
            <span>{texts.say(key)}</span>
          </button>
        ))}
        <p className={styles.end} lang="de" dir="ltr">
          {texts.draft && <small>{texts.say('draft')}</small>}
          {asked.german}
        </p>
      </footer>
    </main>
  );
}
