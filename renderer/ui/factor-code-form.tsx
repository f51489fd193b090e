import { useRef, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { readFactorCode } from '#shared/security/factor';
import type { DataError } from '../data/api';
import { toDataError } from '../data/errors';
import { useErrorWords } from '../i18n/errors';
import { useCountdown } from '../lib/use-countdown';
import { Button } from './button';
import styles from './factor-code-form.module.css';
import { TextField } from './text-field';

interface FactorCodeFormProps {
  /** Does what the code is for; what it throws is told here. */
  onCode: (code: string) => Promise<void>;
  submit: string;
  /** A recovery code does as well. */
  recovery?: boolean;
}

/** What is wrong with the code before anybody is asked. */
function useUnreadable(paper: boolean): (typed: string) => string | undefined {
  const { t } = useTranslation('common');
  return (typed) => {
    const reading = readFactorCode(typed);
    if (reading.ok) return undefined;
    return paper ? t('factor.groups', { groups: reading.wrongGroups.join(', ') }) : t('factor.digits');
  };
}

/** A code of the second factor, typed or pasted with whatever blanks. */
export function FactorCodeForm({ onCode, submit, recovery = false }: FactorCodeFormProps) {
  const { t } = useTranslation('common');
  const words = useErrorWords();
  const [paper, setPaper] = useState(false);
  const [typed, setTyped] = useState('');
  const [unreadable, setUnreadable] = useState<string>();
  const [pending, setPending] = useState(false);
  const [problem, setProblem] = useState<DataError | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const wait = useCountdown(problem?.retryAfterSeconds ?? 0, problem);
  const lookAt = useUnreadable(paper);

  const give = async (event: FormEvent) => {
    event.preventDefault();
    const reading = readFactorCode(typed);
    setUnreadable(lookAt(typed));
    if (pending || wait > 0 || !reading.ok) {
      input.current?.focus();
      return;
    }
    setPending(true);
    setProblem(null);
    try {
      await onCode(reading.characters);
    } catch (reason) {
      setProblem(toDataError(reason));
      setTyped('');
      setPending(false);
      requestAnimationFrame(() => input.current?.focus());
    }
  };

  const change = (text: string) => {
    setTyped(text);
    setUnreadable(undefined);
  };
  const told = problem && problem.code !== 'wait' ? words(problem) : undefined;
  const error = wait > 0 ? t('factor.wait', { count: wait }) : (unreadable ?? told);
  return (
    <form className={styles.form} noValidate onSubmit={(event) => void give(event)}>
      <TextField
        key={paper ? 'paper' : 'app'}
        className={paper ? undefined : styles.digits}
        label={t(paper ? 'factor.recoveryCode' : 'factor.code')}
        help={t(paper ? 'factor.recoveryHelp' : 'factor.codeHelp')}
        inputMode={paper ? 'text' : 'numeric'}
        autoComplete="one-time-code"
        dir="ltr"
        maxLength={40}
        value={typed}
        onChange={change}
        error={error}
        inputRef={input}
        autoFocus
      />
      {/* Told once; the visible countdown would speak every second. */}
      <p className="visually-hidden" role="alert">
        {problem && words(problem)}
      </p>
      <div className={styles.buttons}>
        <Button type="submit" variant="primary" isPending={pending} isDisabled={wait > 0}>
          {submit}
        </Button>
        {recovery && (
          <Button
            variant="quiet"
            onPress={() => {
              setPaper(!paper);
              change('');
            }}
          >
            {t(paper ? 'factor.useApp' : 'factor.useRecovery')}
          </Button>
        )}
      </div>
    </form>
  );
}
