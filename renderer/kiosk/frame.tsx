import { ArrowLeft, Globe, RotateCcw } from 'lucide-react';
import type { ReactNode } from 'react';
import { LANGUAGES } from '../i18n/languages';
import { STEPS, type Step } from './flow';
import styles from './frame.module.css';
import type { KioskTexts } from './texts';

/** The dots: every step but the last, which has all of them behind it. */
const DOTS = STEPS.length - 1;

interface FrameProps {
  texts: KioskTexts;
  step: Step;
  onLanguage: () => void;
  /** Missing where nothing can be taken back any more. */
  onBack?: (() => void) | undefined;
  onAgain: () => void;
  /** Layout of the middle. */
  className?: string | undefined;
  children: ReactNode;
}

/** Dots and language above, back and start again below: nothing of it ever moves. */
export function Frame({ texts, step, onLanguage, onBack, onAgain, className, children }: FrameProps) {
  const at = STEPS.indexOf(step);
  const { autonym, tag } = LANGUAGES[texts.language];
  const place = texts.say('step', { step: String(Math.min(at + 1, DOTS)), steps: String(DOTS) });
  return (
    <div className={styles.frame}>
      <header className={styles.top}>
        <ol className={styles.dots} role="img" aria-label={place}>
          {STEPS.slice(0, DOTS).map((name, index) => (
            <li key={name} className={index < at ? styles.past : index === at ? styles.now : styles.todo} />
          ))}
        </ol>
        <button
          type="button"
          className={styles.language}
          aria-label={`${autonym}. ${texts.say('changeLanguage')}`}
          onClick={onLanguage}
        >
          <Globe aria-hidden />
          <span lang={tag}>{autonym}</span>
        </button>
      </header>
      <main className={[styles.main, className].filter(Boolean).join(' ')}>{children}</main>
      <nav className={styles.bottom}>
        {onBack ? (
          <button type="button" className={styles.move} onClick={onBack}>
            <ArrowLeft aria-hidden data-directional />
            <span>{texts.say('back')}</span>
          </button>
        ) : (
          <span />
        )}
        {texts.draft && <p className={styles.draft}>{texts.say('draft')}</p>}
        <button type="button" className={[styles.move, styles.again].join(' ')} onClick={onAgain}>
          <RotateCcw aria-hidden />
          <span>{texts.say('again')}</span>
        </button>
      </nav>
    </div>
  );
}
