import { Volume2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import { CLIENT_LANGUAGES, type ClientLanguage } from '#shared/domain/common';
import german from '../i18n/client/de/kiosk.json';
import { clientTexts } from '../i18n/client-texts';
import { LANGUAGES } from '../i18n/languages';
import styles from './language-screen.module.css';
import { Pictogram } from './pictogram';
import { canSpeak, hush, speak } from './speech';
import type { KioskKey } from './texts';

/** The languages most asked for come first (and en, ar, uk, ti can be told apart by script at a glance). */
const FIRST: readonly ClientLanguage[] = ['de', 'en', 'ar', 'uk', 'ti'];
const IN_ORDER = [...FIRST, ...CLIENT_LANGUAGES.filter((language) => !FIRST.includes(language))];
const SAID_FIRST: readonly ClientLanguage[] = ['de', 'en', 'ar'];
const SAID_SMALL: readonly ClientLanguage[] = ['uk', 'fa', 'ti', 'fr', 'tr', 'so'];

/** Kurdish people look for "Kurdish" first; the variety stands small beside it. */
const FAMILY: Partial<Record<ClientLanguage, string>> = { kmr: 'Kurdî', ckb: 'کوردی' };
const OTHER: ReadonlyArray<{ tag: string; word: string }> = [
  { tag: 'en', word: 'Other' },
  { tag: 'ar', word: 'أخرى' },
  { tag: 'fr', word: 'Autre' },
  { tag: 'ru', word: 'Другой' },
];

const QUESTION: KioskKey = 'yourLanguage';

type Greetings = Partial<Record<ClientLanguage, { question: string; listen: string }>>;

/** "Your language" in every language, for the heading and for reading aloud. */
function useGreetings(): Greetings {
  const [greetings, setGreetings] = useState<Greetings>({
    de: { question: german.yourLanguage, listen: german.listen },
  });
  useEffect(() => {
    let current = true;
    // Loads the texts of every language at once, so that the kiosk goes on without a network.
    for (const language of CLIENT_LANGUAGES) {
      clientTexts(language, 'kiosk').then(
        (texts) => {
          const said = { question: texts['yourLanguage'] ?? '', listen: texts['listen'] ?? '' };
          if (current) setGreetings((known) => ({ ...known, [language]: said }));
        },
        () => undefined,
      );
    }
    return () => {
      current = false;
      hush();
    };
  }, []);
  return greetings;
}

function Said({ languages, greetings }: { languages: readonly ClientLanguage[]; greetings: Greetings }) {
  return (
    <p>
      {languages.map((language, index) => (
        <span key={language}>
          {index > 0 && <span aria-hidden> · </span>}
          <bdi lang={LANGUAGES[language].tag}>{greetings[language]?.question}</bdi>
        </span>
      ))}
    </p>
  );
}

interface LanguageScreenProps {
  /** A small sign for the staff that the kiosk has no connection. */
  offline: boolean;
  onPick: (language: ClientLanguage) => void;
  onOther: () => void;
}

/** Names in their own script, no flags, one column for the eye and one for the loudspeakers. */
export function LanguageScreen({ offline, onPick, onOther }: LanguageScreenProps) {
  const greetings = useGreetings();
  const [reading, setReading] = useState<ClientLanguage | null>(null);
  const read = (language: ClientLanguage) => {
    const text = greetings[language]?.question ?? LANGUAGES[language].autonym;
    void speak([{ language, key: QUESTION, text }], (key) => setReading(key === null ? null : language));
  };
  return (
    <main className={styles.screen}>
      <h1 className="visually-hidden">{german.yourLanguage}</h1>
      <div className={styles.hello}>
        <Pictogram name="touch" />
        <Said languages={SAID_FIRST} greetings={greetings} />
        <Said languages={SAID_SMALL} greetings={greetings} />
      </div>
      <ul className={styles.tongues}>
        {IN_ORDER.map((language) => {
          const { autonym, direction, tag } = LANGUAGES[language];
          const family = FAMILY[language];
          const classes = [styles.tongue, reading === language && styles.reading].filter(Boolean).join(' ');
          return (
            <li key={language} className={classes}>
              <button type="button" className={styles.pick} onClick={() => onPick(language)}>
                <bdi lang={tag} dir={direction}>
                  {family ?? autonym} {family !== undefined && <small>{autonym}</small>}
                </bdi>
              </button>
              {canSpeak(language, QUESTION) && (
                <button
                  type="button"
                  className={styles.say}
                  aria-label={`${greetings[language]?.listen ?? ''}: ${autonym}`}
                  lang={tag}
                  onClick={() => read(language)}
                >
                  <Volume2 aria-hidden />
                </button>
              )}
            </li>
          );
        })}
        <li className={[styles.tongue, styles.none].join(' ')}>
          <button type="button" className={styles.pick} onClick={onOther}>
            <Pictogram name="other-language" />
            <span className={styles.others}>
              {OTHER.map(({ tag, word }) => (
                <bdi key={tag} lang={tag}>
                  {word}
                </bdi>
              ))}
            </span>
          </button>
        </li>
      </ul>
      {offline && <span className={styles.offline} aria-hidden />}
    </main>
  );
}
