import { Clock } from 'lucide-react';
import { WARN_FOR_MS } from './idle';
import styles from './idle-warning.module.css';
import { Pictogram } from './pictogram';
import { Ring } from './ring';
import type { KioskTexts } from './texts';
import wide from './wide-button.module.css';

interface IdleWarningProps {
  texts: KioskTexts;
  secondsLeft: number;
  onStay: () => void;
}

/** Covers the screen before it is cleared: whatever was typed is out of sight already, one touch brings it back. */
export function IdleWarning({ texts, secondsLeft, onStay }: IdleWarningProps) {
  return (
    <div className={styles.cover} role="alertdialog" aria-modal aria-labelledby="idle-question">
      <Pictogram name="wait" />
      <h2 id="idle-question">{texts.say('stillThere')}</h2>
      <Ring left={secondsLeft} of={WARN_FOR_MS / 1000} />
      <button type="button" autoFocus className={[wide.wide, wide.go].join(' ')} onClick={onStay}>
        <Clock aria-hidden />
        <span>{texts.say('stillHere')}</span>
      </button>
    </div>
  );
}
