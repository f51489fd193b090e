import { LockOpen } from 'lucide-react';
import { useRef, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { DataError } from '../../data/api';
import { data } from '../../data/client';
import { toDataError } from '../../data/errors';
import { useErrorWords } from '../../i18n/errors';
import { Button } from '../../ui/button';
import { TextField } from '../../ui/text-field';
import styles from './gate.module.css';

interface PinFormProps {
  person: { id: string; name: string };
  /** Tries that are left. */
  tries: number;
  onPassphrase: () => void;
}

/** Tries from which on each miss says how many are left. */
const FEW = 4;

/** The PIN of one person, until the end of their working day. */
export function PinForm({ person, tries, onPassphrase }: PinFormProps) {
  const { t } = useTranslation('security');
  const words = useErrorWords();
  const [pin, setPin] = useState('');
  const [pending, setPending] = useState(false);
  const [problem, setProblem] = useState<DataError | null>(null);
  const input = useRef<HTMLInputElement>(null);

  const unlock = async (event: FormEvent) => {
    event.preventDefault();
    if (pending || pin === '') {
      input.current?.focus();
      return;
    }
    setPending(true);
    setProblem(null);
    try {
      await data.security.unlockByPin({ personId: person.id, pin });
    } catch (reason) {
      setProblem(toDataError(reason));
      setPin('');
      setPending(false);
      requestAnimationFrame(() => input.current?.focus());
    }
  };

  const few = tries <= FEW ? ` ${t('pin.left', { count: tries })}` : '';
  const error = problem ? words(problem) + few : undefined;
  return (
    <form className={styles.form} onSubmit={(event) => void unlock(event)}>
      <TextField
        className={styles.pin}
        label={t('pin.of', { name: person.name })}
        type="password"
        inputMode="numeric"
        value={pin}
        onChange={(typed) => setPin(typed.replace(/\D/g, ''))}
        maxLength={12}
        dir="ltr"
        error={error}
        inputRef={input}
        autoFocus
      />
      <p className="visually-hidden" role="alert">
        {error}
      </p>
      <p className={styles.help}>{t('pin.help')}</p>
      <Button type="submit" variant="primary" wide icon={LockOpen} isPending={pending}>
        {pending ? t('unlock.pending') : t('unlock.unlock')}
      </Button>
      <div className={styles.links}>
        <Button variant="quiet" onPress={onPassphrase}>
          {t('pin.passphrase')}
        </Button>
      </div>
    </form>
  );
}
