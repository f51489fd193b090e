import styles from './choice.module.css';
import { ListenButton } from './listen-button';
import { Pictogram, type PictogramName } from './pictogram';
import type { KioskKey, KioskTexts } from './texts';
import type { Speech } from './use-speech';

export interface ChoiceOption {
  key: KioskKey;
  pictogram: PictogramName;
  onPick: () => void;
}

interface ChoicesProps {
  texts: KioskTexts;
  speech: Speech;
  /** Two large cards or up to six. */
  look: 'two' | 'six';
  options: ChoiceOption[];
}

/** Cards with two targets each: the card chooses, the loudspeaker only speaks. */
export function Choices({ texts, speech, look, options }: ChoicesProps) {
  return (
    <ul className={[styles.choices, styles[look]].join(' ')}>
      {options.map(({ key, pictogram, onPick }) => (
        <li
          key={key}
          className={[styles.choice, speech.reading === key && styles.reading].filter(Boolean).join(' ')}
        >
          <button type="button" className={styles.pick} onClick={onPick}>
            <Pictogram name={pictogram} />
            <span className={styles.label}>{texts.say(key)}</span>
          </button>
          <ListenButton texts={texts} speech={speech} keys={[key]} className={styles.say} />
        </li>
      ))}
    </ul>
  );
}
