import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { data } from '../../data/client';
import { useProblemWords } from '../../ui/problem-words';
import { PassphraseField } from './passphrase-field';
import { StrengthMeter } from './strength-meter';
import styles from './strength-meter.module.css';
import type { useNewPassphrase } from './use-new-passphrase';

export function NewPassphraseFields({
  state,
  disabled,
}: {
  state: ReturnType<typeof useNewPassphrase>;
  disabled: boolean;
}) {
  const { t } = useTranslation('security');
  const words = useProblemWords();
  const { first, second } = state.problems;
  useEffect(() => {
    // The dictionaries are read while the fields above are filled in.
    data.security.passphraseStrength({ passphrase: '', names: [] }).catch(() => undefined);
  }, []);
  return (
    <>
      <PassphraseField
        kind="new"
        label={t('passphrase.label')}
        help={t('passphrase.help')}
        value={state.passphrase}
        onChange={state.setPassphrase}
        onBlur={() => state.leave('first')}
        error={first && words(first)}
        disabled={disabled}
      />
      {state.passphrase !== '' && (
        // Its room is there before the answer: nothing moves away under the pointer.
        <div className={styles.room}>{state.strength && <StrengthMeter strength={state.strength} />}</div>
      )}
      <PassphraseField
        kind="new"
        label={t('passphrase.again')}
        value={state.again}
        onChange={state.setAgain}
        onBlur={() => state.again !== '' && state.leave('second')}
        error={second && words(second)}
        disabled={disabled}
      />
    </>
  );
}
