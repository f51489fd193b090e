import { DatabaseZap } from 'lucide-react';
import { useRef, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { DataError } from '../../data/api';
import type { StorageApi } from '../../data/storage-api';
import { data } from '../../data/client';
import { toDataError } from '../../data/errors';
import { useErrorWords } from '../../i18n/errors';
import { Button } from '../../ui/button';
import { Select } from '../../ui/select';
import styles from './gate.module.css';
import { PassphraseField } from './passphrase-field';
import { useCountdown } from '../../lib/use-countdown';

type People = Awaited<ReturnType<StorageApi['outlook']>>['people'];

/** Begins the store anew for the people of this device; only who can unlock here may do it. */
export function RebuildForm({ people, first }: { people: People; first: boolean }) {
  const { t } = useTranslation('security');
  const words = useErrorWords();
  const [personId, setPersonId] = useState(people[0]?.id ?? null);
  const [passphrase, setPassphrase] = useState('');
  const [pending, setPending] = useState(false);
  const [problem, setProblem] = useState<DataError | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const wait = useCountdown(problem?.retryAfterSeconds ?? 0, problem);
  const person = people.find(({ id }) => id === personId);

  const rebuild = async (event: FormEvent) => {
    event.preventDefault();
    if (pending || wait > 0 || personId === null || passphrase === '') {
      input.current?.focus();
      return;
    }
    setPending(true);
    setProblem(null);
    try {
      await data.storage.rebuild({ personId, passphrase });
      window.location.reload();
    } catch (reason) {
      setProblem(toDataError(reason));
      setPassphrase('');
      setPending(false);
      requestAnimationFrame(() => input.current?.focus());
    }
  };
  return (
    <form className={styles.way} noValidate onSubmit={(event) => void rebuild(event)}>
      {people.length > 1 && (
        <Select
          label={t('broken.person')}
          options={people.map(({ id, name }) => ({ value: id, label: name }))}
          value={personId}
          onChange={setPersonId}
        />
      )}
      <PassphraseField
        kind="current"
        label={t('unlock.passphraseOf', { name: person?.name ?? '' })}
        value={passphrase}
        onChange={setPassphrase}
        error={wait > 0 ? t('unlock.wait', { count: wait }) : problem ? words(problem) : undefined}
        inputRef={input}
      />
      <p className={styles.help}>{t('broken.rebuildHelp')}</p>
      {/* Told once per miss; the visible countdown would speak every second. */}
      <p className="visually-hidden" role="alert">
        {problem && words(problem)}
      </p>
      <Button
        type="submit"
        variant={first ? 'primary' : 'secondary'}
        wide
        icon={DatabaseZap}
        isDisabled={wait > 0}
        isPending={pending}
      >
        {pending ? t('broken.rebuilding') : t('broken.rebuild')}
      </Button>
    </form>
  );
}
