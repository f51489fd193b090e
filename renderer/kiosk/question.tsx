import { ListenButton } from './listen-button';
import styles from './question.module.css';
import type { KioskKey, KioskTexts } from './texts';
import type { Speech } from './use-speech';

interface QuestionProps {
  texts: KioskTexts;
  speech: Speech;
  question: KioskKey;
  help: KioskKey;
  /** Read after question and help: the answers, in their order. */
  answers?: KioskKey[];
  className?: string | undefined;
}

/** The one question of a screen; its loudspeaker reads the whole screen. */
export function Question({ texts, speech, question, help, answers = [], className }: QuestionProps) {
  return (
    <div className={[styles.ask, className].filter(Boolean).join(' ')}>
      <h1>{texts.say(question)}</h1>
      <p>{texts.say(help)}</p>
      <ListenButton
        look="page"
        texts={texts}
        speech={speech}
        keys={[question, help, ...answers]}
        className={styles.listen}
      />
    </div>
  );
}
