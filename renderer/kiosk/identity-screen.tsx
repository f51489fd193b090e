import { ArrowRight, CalendarCheck, Eye, EyeOff, ShieldCheck, Ticket, User } from 'lucide-react';
import { useEffect, useId, useRef, useState } from 'react';
import { readBirthYear, type Visit, type VisitEvent } from './flow';
import styles from './identity-screen.module.css';
import { CodeKeyboard, DigitPad, NameKeyboard } from './keyboard';
import { addToName, keyboardOf, withoutLast } from './keyboards';
import { ListenButton } from './listen-button';
import { Question } from './question';
import type { KioskTexts } from './texts';
import { useLandscape } from './use-landscape';
import type { Speech } from './use-speech';
import wide from './wide-button.module.css';

/** Appointment codes have six characters, shown in two groups. */
const CODE_LENGTH = 6;
type Field = 'name' | 'birthYear' | 'code';

interface IdentityScreenProps {
  texts: KioskTexts;
  speech: Speech;
  visit: Visit;
  onEvent: (event: VisitEvent) => void;
  onArrive: (withIdentity: boolean) => void;
}

interface FieldProps {
  texts: KioskTexts;
  visit: Visit;
  active: Field;
  onActive: (field: Field) => void;
  onTyped: (field: Field, value: string) => void;
}

function NameFields({
  texts,
  visit,
  active,
  onActive,
  onTyped,
  yearWrong,
}: FieldProps & { yearWrong: boolean }) {
  const [hidden, setHidden] = useState(false);
  const problem = useId();
  return (
    <div className={styles.fields}>
      <label className={styles.field}>
        <span>{texts.say('fullName')}</span>
        <span className={[styles.box, active === 'name' && styles.on].filter(Boolean).join(' ')}>
          <TypedInput
            className={hidden ? styles.veiled : undefined}
            value={visit.name}
            focused={active === 'name'}
            onFocus={() => onActive('name')}
            onTyped={(value) => onTyped('name', value)}
          />
          <button
            type="button"
            className={styles.eye}
            aria-pressed={hidden}
            aria-label={texts.say(hidden ? 'showName' : 'hideName')}
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => setHidden(!hidden)}
          >
            {hidden ? <Eye aria-hidden /> : <EyeOff aria-hidden />}
          </button>
        </span>
      </label>
      <label className={styles.field}>
        <span>{texts.say('birthYear')}</span>
        <span
          className={[styles.box, active === 'birthYear' && styles.on].filter(Boolean).join(' ')}
          dir="ltr"
        >
          <TypedInput
            className={hidden ? styles.veiled : undefined}
            value={visit.birthYear}
            focused={active === 'birthYear'}
            describedBy={yearWrong ? problem : undefined}
            onFocus={() => onActive('birthYear')}
            onTyped={(value) => onTyped('birthYear', value.replace(/\D/g, '').slice(0, 4))}
          />
        </span>
      </label>
      {yearWrong && (
        <p id={problem} role="alert" className={styles.problem}>
          {texts.say('birthYearHelp')}
        </p>
      )}
    </div>
  );
}

interface TypedInputProps {
  value: string;
  focused: boolean;
  className?: string | undefined;
  describedBy?: string | undefined;
  onFocus: () => void;
  onTyped: (value: string) => void;
}

/** A field for our own keyboard; a real one works too. The browser keeps and suggests nothing. */
function TypedInput({ value, focused, className, describedBy, onFocus, onTyped }: TypedInputProps) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (focused) input.current?.focus();
  }, [focused]);
  useEffect(() => {
    const field = input.current;
    field?.setSelectionRange(value.length, value.length);
    if (field) field.scrollLeft = field.scrollWidth;
  }, [value]);
  return (
    <input
      ref={input}
      className={className}
      dir="auto"
      inputMode="none"
      autoComplete="off"
      autoCorrect="off"
      spellCheck={false}
      value={value}
      aria-describedby={describedBy}
      aria-invalid={describedBy !== undefined}
      onFocus={onFocus}
      onChange={(event) => onTyped(event.target.value)}
    />
  );
}

function CodeCells({ texts, visit, onTyped }: Pick<FieldProps, 'texts' | 'visit' | 'onTyped'>) {
  const cells = Array.from({ length: CODE_LENGTH }, (_, index) => visit.code[index] ?? '');
  const now = Math.min(visit.code.length, CODE_LENGTH - 1);
  return (
    <label className={styles.cells}>
      <span className="visually-hidden">
        <span>{texts.say('code')}</span>
        <TypedInput
          value={visit.code}
          focused
          onFocus={() => undefined}
          onTyped={(value) => onTyped('code', codeFrom(value))}
        />
      </span>
      {cells.map((character, index) => (
        <span key={index} aria-hidden className={styles.cellPlace}>
          {index === CODE_LENGTH / 2 && <i />}
          <b className={index === now ? styles.on : undefined}>{character}</b>
        </span>
      ))}
    </label>
  );
}

function codeFrom(typed: string): string {
  return typed
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '')
    .slice(0, CODE_LENGTH);
}

/** Name and birth year, or the code of an appointment; both may be left out. For the staff's eyes only. */
export function IdentityScreen({ texts, speech, visit, onEvent, onArrive }: IdentityScreenProps) {
  const [active, setActive] = useState<Field>('name');
  const [yearWrong, setYearWrong] = useState(false);
  const named = visit.identity === 'name';
  const typed = (field: Field, value: string) => {
    setYearWrong(false);
    onEvent({ type: 'typed', field, value });
  };
  const goOn = () => {
    const year = readBirthYear(visit.birthYear, new Date().getFullYear());
    if (named && !year.ok) {
      setYearWrong(true);
      setActive('birthYear');
    } else onArrive(true);
  };
  const privacy = named ? 'privacyName' : 'privacyCode';
  return (
    <>
      <Question
        className={styles.ask}
        texts={texts}
        speech={speech}
        question={named ? 'nameQuestion' : 'codeQuestion'}
        help={named ? 'nameHelp' : 'codeHelp'}
        answers={[privacy]}
      />
      <Tabs texts={texts} visit={visit} onEvent={onEvent} />
      {named ? (
        <NameFields {...{ texts, visit, active, yearWrong }} onActive={setActive} onTyped={typed} />
      ) : (
        <CodeCells {...{ texts, visit }} onTyped={typed} />
      )}
      <p className={styles.safe}>
        <ShieldCheck aria-hidden />
        <span>{texts.say(privacy)}</span>
        <ListenButton texts={texts} speech={speech} keys={[privacy]} className={styles.safeSay} />
      </p>
      <div className={styles.acts}>
        <button type="button" className={[wide.wide, wide.quiet].join(' ')} onClick={() => onArrive(false)}>
          <Ticket aria-hidden />
          <span>{texts.say(named ? 'withoutName' : 'withoutCode')}</span>
        </button>
        <button type="button" className={[wide.wide, wide.go].join(' ')} onClick={goOn}>
          <span>{texts.say('next')}</span>
          <ArrowRight aria-hidden data-directional />
        </button>
      </div>
      <div className={styles.desk}>
        <Desk texts={texts} visit={visit} active={named ? active : 'code'} onTyped={typed} />
      </div>
    </>
  );
}

function Tabs({ texts, visit, onEvent }: Pick<IdentityScreenProps, 'texts' | 'visit' | 'onEvent'>) {
  const tab = (identity: Visit['identity'], Icon: typeof User) => (
    <button
      type="button"
      aria-pressed={visit.identity === identity}
      onClick={() => onEvent({ type: 'identity', identity })}
    >
      <Icon aria-hidden />
      <span>{texts.say(identity)}</span>
    </button>
  );
  return (
    <div className={styles.tabs}>
      {tab('name', User)}
      {tab('code', CalendarCheck)}
    </div>
  );
}

function Desk({ texts, visit, active, onTyped }: Omit<FieldProps, 'onActive'>) {
  const home = keyboardOf(texts.language);
  const [keyboard, setKeyboard] = useState(home);
  const landscape = useLandscape();
  const onDelete = () => onTyped(active, withoutLast(visit[active]));
  if (active === 'birthYear') {
    const onKey = (key: string) => onTyped('birthYear', `${visit.birthYear}${key}`.slice(0, 4));
    return <DigitPad texts={texts} onKey={onKey} onDelete={onDelete} />;
  }
  if (active === 'code') {
    return (
      <CodeKeyboard
        texts={texts}
        onKey={(key) => onTyped('code', codeFrom(visit.code + key))}
        onDelete={onDelete}
      />
    );
  }
  return (
    <NameKeyboard
      {...{ texts, keyboard, home, onDelete }}
      wide={landscape}
      onKeyboard={setKeyboard}
      onKey={(key) => onTyped('name', addToName(visit.name, key, keyboard.id))}
      lastLetter={[...visit.name].at(-1) ?? ''}
      onForm={(form) => onTyped('name', withoutLast(visit.name) + form)}
    />
  );
}
