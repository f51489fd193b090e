import { Volume2 } from 'lucide-react';
import styles from './listen-button.module.css';
import type { KioskKey, KioskTexts } from './texts';
import type { Speech } from './use-speech';

interface ListenButtonProps {
  texts: KioskTexts;
  speech: Speech;
  /** What is read, one after the other. */
  keys: KioskKey[];
  /** `page` reads the whole screen, `choice` one answer. */
  look?: 'page' | 'choice' | 'ticket';
  className?: string | undefined;
}

/** Reads aloud and never chooses. Only there where something can be heard: a dumb button would mislead. */
export function ListenButton({ texts, speech, keys, look = 'choice', className }: ListenButtonProps) {
  const [first] = keys;
  if (first === undefined || !speech.can(first)) return null;
  const label = look === 'choice' ? texts.say('listenTo', { text: texts.say(first) }) : texts.say('listen');
  const reads = speech.reading !== null && keys.some((key) => key === speech.reading);
  return (
    <button
      type="button"
      aria-label={label}
      className={[styles.listen, styles[look], reads && styles.reading, className].filter(Boolean).join(' ')}
      onClick={() => speech.read(keys)}
    >
      <Volume2 aria-hidden />
    </button>
  );
}
