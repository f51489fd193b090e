import type { LucideIcon } from 'lucide-react';
import { useRef, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { DataError } from '../../data/api';
import { data } from '../../data/client';
import { toDataError } from '../../data/errors';
import { useErrorWords } from '../../i18n/errors';
import { Button } from '../../ui/button';
import styles from './gate.module.css';
import { PassphraseField } from './passphrase-field';
import { useCountdown } from '../../lib/use-countdown';

interface UnlockFormProps {
  person: { id: string; name: string };
  retryAfterSeconds: number;
  icon: LucideIcon;
  onRecover: () => void;
}

/** The passphrase of one person. Misses make it wait longer; nothing says which part was wrong. */
export function UnlockForm({ person, retryAfterSeconds, icon, onRecover }: UnlockFormProps) {
  const { t } = useTranslation('security');
  const words = useErrorWords();
  const [passphrase, setPassphrase] = useState('');
  const [pending, setPending] = useState(false);
  const [problem, setProblem] = useState<DataError | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const wait = useCountdown(problem?.retryAfterSeconds ?? (problem ? 0 : retryAfterSeconds), problem);

  const unlock = async (event: FormEvent) => {
    event.preventDefault();
    if (pending || wait > 0 || passphrase === '') {
      input.current?.focus();
      return;
    }
    setPending(true);
    setProblem(null);
    try {
      await data.security.unlock({ personId: person.id, passphrase });
    } catch (reason) {
      setProblem(toDataError(reason));
      setPassphrase('');
      setPending(false);
      requestAnimationFrame(() => input.current?.focus());
    }
  };

  const error =
    wait > 0
      ? t('unlock.wait', { count: wait })
      : problem && problem.code !== 'wait'
        ? words(problem)
        : undefined;
  return (
    <form className={styles.form} onSubmit={(event) => void unlock(event)}>
      <PassphraseField
        kind="current"
        label={t('unlock.passphraseOf', { name: person.name })}
        value={passphrase}
        onChange={setPassphrase}
        error={error}
        inputRef={input}
        autoFocus
      />
      {/* Told once per miss; the visible countdown would speak every second. */}
      <p className="visually-hidden" role="alert">
        {problem && words(problem)}
      </p>
      <p className={styles.help}>{t('unlock.help')}</p>
      <Button type="submit" variant="primary" wide icon={icon} isDisabled={wait > 0} isPending={pending}>
        {pending ? t('unlock.pending') : t('unlock.unlock')}
      </Button>
      <div className={styles.links}>
        <Button variant="quiet" onPress={onRecover}>
          {t('unlock.recover')}
        </Button>
      </div>
    </form>
  );
}
