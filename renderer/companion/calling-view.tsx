import { VolumeX } from 'lucide-react';
import { useEffect, useState } from 'react';
import { CALLING_CHANNEL, callingMessage } from '#shared/domain/queue';
import english from '../i18n/locales/en/kiosk.json';
import german from '../i18n/locales/de/kiosk.json';
import { localDigits } from '../i18n/languages';
import { Pictogram } from '../kiosk/pictogram';
import styles from './calling-view.module.css';
import { type Chime, createChime } from './chime';
import { useChannel } from './use-channel';

const words = (globalThis.navigator.language.startsWith('en') ? english : german).calling;

interface Calling {
  turn: number;
  now: string | null;
  next: string[];
}

/** "A-17" and below it the digits as readers of Arabic know them. */
function CallNumber({ number }: { number: string }) {
  return (
    <>
      <p className={styles.number}>{number}</p>
      <p className={styles.own} lang="ar">
        {localDigits('ar', number.slice(number.indexOf('-') + 1))}
      </p>
    </>
  );
}

/** Numbers and two pictograms, no words, no names, no room; to be read across the room. */
export function CallingView() {
  const [calling, setCalling] = useState<Calling>({ turn: 0, now: null, next: [] });
  const { quiet, allowSound } = useChime(calling.turn);
  const send = useChannel(CALLING_CHANNEL, callingMessage, (message) => {
    if (message.type === 'calling') setCalling({ turn: message.turn, now: message.now, next: message.next });
  });
  // The next call opens a display again.
  useEffect(() => {
    const leave = () => send({ type: 'display-closed' });
    window.addEventListener('pagehide', leave);
    return () => window.removeEventListener('pagehide', leave);
  }, [send]);
  return (
    <main className={styles.call}>
      <section className={styles.now} aria-label={words.now} aria-live="assertive">
        <Pictogram name={calling.now === null ? 'sit' : 'go'} />
        <div key={calling.turn} className={styles.current}>
          {calling.now !== null && <CallNumber number={calling.now} />}
        </div>
      </section>
      <section className={styles.then} aria-label={words.then}>
        <Pictogram name="wait" />
        <ol>
          {calling.next.map((number) => (
            <li key={number}>
              <CallNumber number={number} />
            </li>
          ))}
        </ol>
      </section>
      {quiet && (
        <button
          type="button"
          className={styles.sound}
          aria-label={words.sound}
          title={words.sound}
          onClick={allowSound}
        >
          <VolumeX aria-hidden />
        </button>
      )}
    </main>
  );
}

/** Sounds at every new turn; `quiet` while the browser waits for a touch. */
function useChime(turn: number): { quiet: boolean; allowSound: () => void } {
  const [chime, setChime] = useState<Chime | null>(null);
  const [quiet, setQuiet] = useState(false);
  useEffect(() => {
    const made = createChime();
    setChime(made);
    setQuiet(!made.allowed());
    void made.allow().then(() => setQuiet(!made.allowed()));
  }, []);
  useEffect(() => {
    if (turn > 0) chime?.ring();
  }, [chime, turn]);
  const allowSound = () => void chime?.allow().then(() => setQuiet(!chime.allowed()));
  return { quiet, allowSound };
}
