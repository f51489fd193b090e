import { type FormEvent, useState } from 'react';
import { EnrolmentError } from '#shared/security/enrolment';
import { RosterError } from '#shared/security/roster';
import english from '../i18n/locales/en/kiosk.json';
import german from '../i18n/locales/de/kiosk.json';
import { enrolKiosk, EnrolKioskError } from './enrol';
import type { KioskPlatform } from './platform';
import { type KioskRecord, saveRecord } from './record';
import { KioskServerError } from './server';
import styles from './set-up-screen.module.css';
import wide from './wide-button.module.css';

/** Words for the staff, who set the kiosk up in German or English. */
const words = globalThis.navigator.language.startsWith('en') ? english : german;

function ownOrigin(): string {
  return globalThis.location.protocol.startsWith('http') ? globalThis.location.origin : '';
}

/** The server's address without a path, or null if it is none. */
function serverOf(typed: string): string | null {
  try {
    const url = new URL(typed.includes('://') ? typed : `https://${typed}`);
    return url.protocol === 'https:' || url.protocol === 'http:' ? url.origin : null;
  } catch {
    return null;
  }
}

function problemOf(error: unknown): string {
  if (error instanceof EnrolKioskError) {
    return error.code === 'mistyped' ? words.problem.mistyped : words.problem.notForKiosk;
  }
  if (error instanceof EnrolmentError || error instanceof RosterError) return words.problem.notTrusted;
  if (!(error instanceof KioskServerError)) return words.problem.disk;
  if (error.code === 'offline') return words.problem.offline;
  if (error.code === 'code-unknown' || error.code === 'code-expired') return words.problem.codeOver;
  return words.problem.server;
}

interface SetUpScreenProps {
  platform: KioskPlatform;
  /** The disk cannot be read. */
  broken: boolean;
  onReady: (record: KioskRecord) => void;
}

/** Makes this machine a kiosk of an office, with the code from the administration. */
export function SetUpScreen({ platform, broken, onReady }: SetUpScreenProps) {
  const [server, setServer] = useState(ownOrigin);
  const [code, setCode] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(broken ? words.problem.disk : null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const origin = serverOf(server);
    if (origin === null) {
      setProblem(words.problem.address);
      return;
    }
    setBusy(true);
    setProblem(null);
    try {
      const record = await enrolKiosk(origin, code);
      await saveRecord(platform, record);
      onReady(record);
    } catch (error) {
      setProblem(problemOf(error));
      setBusy(false);
    }
  };
  return (
    <main className={styles.screen}>
      <form className={styles.sheet} onSubmit={(event) => void submit(event)} noValidate>
        <h1>{words.title}</h1>
        <p>{words.help}</p>
        <label>
          <span>{words.server}</span>
          <input
            type="url"
            inputMode="url"
            autoComplete="off"
            spellCheck={false}
            value={server}
            onChange={(event) => setServer(event.target.value)}
          />
        </label>
        <label>
          <span>{words.code}</span>
          <input
            className={styles.code}
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
            autoFocus
            value={code}
            aria-describedby="set-up-problem"
            onChange={(event) => setCode(event.target.value.toUpperCase())}
          />
          <small>{words.codeHelp}</small>
        </label>
        <p id="set-up-problem" role="alert" className={styles.problem}>
          {problem}
        </p>
        <button
          type="submit"
          disabled={busy || code.trim() === ''}
          className={[wide.wide, wide.go].join(' ')}
        >
          {busy ? words.busy : words.start}
        </button>
      </form>
    </main>
  );
}
