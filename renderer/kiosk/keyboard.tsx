import { Delete } from 'lucide-react';
import { useState } from 'react';
import type { ClientLanguage } from '#shared/domain/common';
import { LANGUAGES, localDigits } from '../i18n/languages';
import { formsOf } from './ethiopic';
import styles from './keyboard.module.css';
import { CODE_ROWS, type Keyboard, keyboardLabel, otherKeyboard } from './keyboards';
import type { KioskTexts } from './texts';

const DIGITS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0'];
/** What stands inside names beside letters. */
const NAME_SIGNS = ['-', '’'];
const PAD = [
  ['1', '2', '3'],
  ['4', '5', '6'],
  ['7', '8', '9'],
];

interface KeyProps {
  label: string;
  small?: string | null | undefined;
  onPress: () => void;
}

/** A key keeps the field focused: it must not take the focus itself. */
function Key({ label, small, onPress }: KeyProps) {
  return (
    <button
      type="button"
      className={styles.key}
      onPointerDown={(event) => event.preventDefault()}
      onClick={onPress}
    >
      <span>{label}</span>
      {small && <small>{small}</small>}
    </button>
  );
}

function FunctionKey({
  label,
  name,
  onPress,
}: {
  label: React.ReactNode;
  name: string;
  onPress: () => void;
}) {
  return (
    <button
      type="button"
      className={[styles.key, styles.function].join(' ')}
      aria-label={name}
      onPointerDown={(event) => event.preventDefault()}
      onClick={onPress}
    >
      {label}
    </button>
  );
}

interface DeskProps {
  texts: KioskTexts;
  onKey: (key: string) => void;
  onDelete: () => void;
}

function DeleteKey({ texts, onDelete }: Pick<DeskProps, 'texts' | 'onDelete'>) {
  return (
    <FunctionKey
      label={<Delete aria-hidden data-directional />}
      name={texts.say('deleteKey')}
      onPress={onDelete}
    />
  );
}

function small(language: ClientLanguage, digit: string): string | null {
  return LANGUAGES[language].digits === 'latn' ? null : localDigits(language, digit);
}

/** Digits as on a telephone, in both forms; always typed as Western ones. */
export function DigitPad({ texts, onKey, onDelete }: DeskProps) {
  const digit = (key: string) => (
    <Key key={key} label={key} small={small(texts.language, key)} onPress={() => onKey(key)} />
  );
  return (
    <div className={[styles.keys, styles.pad].join(' ')}>
      {PAD.map((row) => (
        <div key={row[0]}>{row.map(digit)}</div>
      ))}
      <div>
        <span className={styles.gap} />
        {digit('0')}
        <DeleteKey texts={texts} onDelete={onDelete} />
      </div>
    </div>
  );
}

/** Digits and Latin letters, for appointment codes. */
export function CodeKeyboard({ texts, onKey, onDelete }: DeskProps) {
  return (
    <div className={styles.keys}>
      <div>
        {DIGITS.map((key) => (
          <Key key={key} label={key} small={small(texts.language, key)} onPress={() => onKey(key)} />
        ))}
      </div>
      {CODE_ROWS.map((row, index) => (
        <div key={row[0]}>
          {row.map((key) => (
            <Key key={key} label={key} onPress={() => onKey(key)} />
          ))}
          {index === CODE_ROWS.length - 1 && <DeleteKey texts={texts} onDelete={onDelete} />}
        </div>
      ))}
    </div>
  );
}

interface NameKeyboardProps extends DeskProps {
  keyboard: Keyboard;
  /** The script of the visitor's language comes first; the other one is one key away. */
  onKeyboard: (keyboard: Keyboard) => void;
  home: Keyboard;
  /** The last syllable typed, whose forms are offered. */
  lastLetter: string;
  /** Puts another form in place of the last letter. */
  onForm: (form: string) => void;
  wide: boolean;
}

/** Letters of one script, from left to right in every language. */
export function NameKeyboard(props: NameKeyboardProps) {
  const { texts, keyboard, home, onKey, onDelete, onKeyboard, wide } = props;
  const [showsMore, setShowsMore] = useState(false);
  const more = showsMore && keyboard.more.length > 0;
  const ethiopic = keyboard.script === 'ethiopic';
  const rows = more ? keyboard.more : ethiopic && wide ? inTwo(keyboard.rows.flat()) : keyboard.rows;
  const other = keyboard === home ? otherKeyboard(keyboard) : home;
  return (
    <div className={[styles.keys, ethiopic && wide && styles.narrow].filter(Boolean).join(' ')}>
      {ethiopic && (
        <div className={styles.forms}>
          {formsOf(props.lastLetter).map((form) => (
            <Key key={form} label={form} onPress={() => props.onForm(form)} />
          ))}
        </div>
      )}
      {rows.map((row) => (
        <div key={row[0]}>
          {row.map((key) => (
            <Key key={key} label={key} onPress={() => onKey(key)} />
          ))}
        </div>
      ))}
      <div>
        <FunctionKey
          label={keyboardLabel(other)}
          name={keyboardLabel(other)}
          onPress={() => {
            setShowsMore(false);
            onKeyboard(other);
          }}
        />
        {keyboard.more.length > 0 && (
          <FunctionKey
            label={more ? keyboard.rows[0]?.slice(0, 3).join(' ') : keyboard.moreLabel}
            name={keyboard.moreLabel}
            onPress={() => setShowsMore(!more)}
          />
        )}
        <button
          type="button"
          className={[styles.key, styles.space].join(' ')}
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => onKey(' ')}
        >
          {texts.say('space')}
        </button>
        {NAME_SIGNS.map((sign) => (
          <Key key={sign} label={sign} onPress={() => onKey(sign)} />
        ))}
        <DeleteKey texts={texts} onDelete={onDelete} />
      </div>
    </div>
  );
}

function inTwo(keys: string[]): string[][] {
  const half = Math.ceil(keys.length / 2);
  return [keys.slice(0, half), keys.slice(half)];
}
