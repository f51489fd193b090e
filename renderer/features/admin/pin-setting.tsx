import { KeyRound } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { data, SECURITY_TOPIC } from '../../data/client';
import { useLive } from '../../data/use-live';
import { useErrorWords } from '../../i18n/errors';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { Notice } from '../../ui/notice';
import { TextField } from '../../ui/text-field';
import { showToast } from '../../ui/toast';
import styles from './admin.module.css';

const FEWEST = 6;
const MOST = 12;

/** Passphrase and a new PIN; the passphrase, so that nobody else makes one at an open desk. */
function PinForm({ id, untilHour, onDone }: { id: string; untilHour: number; onDone: () => void }) {
  const { t } = useTranslation('admin');
  const words = useErrorWords();
  const [passphrase, setPassphrase] = useState('');
  const [pin, setPin] = useState('');
  const [again, setAgain] = useState('');
  const [pending, setPending] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const short = pin !== '' && pin.length < FEWEST;
  const unequal = again !== '' && again !== pin.slice(0, again.length);
  const digits = (set: (text: string) => void) => (typed: string) => set(typed.replace(/\D/g, ''));

  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (pending || pin.length < FEWEST || pin !== again) return;
    setPending(true);
    setProblem(null);
    try {
      await data.security.setPin({ passphrase, pin });
      showToast({ message: t('pin.set') });
      onDone();
    } catch (reason) {
      setProblem(reason);
      setPending(false);
    }
  };

  const numbers = { type: 'password', inputMode: 'numeric', dir: 'ltr', maxLength: MOST } as const;
  return (
    <form id={id} className={styles.form} onSubmit={(event) => void save(event)}>
      <p className={styles.lead}>{t('pin.intro', { hour: untilHour })}</p>
      <TextField
        label={t('pin.passphrase')}
        type="password"
        autoComplete="current-password"
        value={passphrase}
        onChange={setPassphrase}
        autoFocus
      />
      <TextField
        {...numbers}
        label={t('pin.new')}
        help={t('pin.rules')}
        value={pin}
        onChange={digits(setPin)}
        error={short && again !== '' ? t('pin.short') : undefined}
      />
      <TextField
        {...numbers}
        label={t('pin.again')}
        value={again}
        onChange={digits(setAgain)}
        error={unequal ? t('pin.unequal') : undefined}
      />
      {problem !== null && (
        <Notice meaning="danger" alert>
          {words(problem)}
        </Notice>
      )}
      <Button type="submit" variant="primary" isPending={pending}>
        {t('pin.save')}
      </Button>
    </form>
  );
}

/** The PIN of the person signed in, on this device. */
export function PinSetting() {
  const { t } = useTranslation('admin');
  const [setting, setSetting] = useState(false);
  const { value: pin } = useLive([SECURITY_TOPIC, 'office'], () => data.security.pin(), []);
  if (!pin) return null;
  return (
    <div className={styles.pin}>
      <p>
        {t(!pin.allowed ? 'pin.notHere' : pin.set ? 'pin.isSet' : 'pin.isNotSet', { hour: pin.untilHour })}
      </p>
      {pin.allowed && (
        <Button icon={KeyRound} onPress={() => setSetting(true)}>
          {t(pin.set ? 'pin.change' : 'pin.setUp')}
        </Button>
      )}
      {pin.set && (
        <Button variant="quiet" onPress={() => void data.security.removePin()}>
          {t('pin.remove')}
        </Button>
      )}
      <Dialog
        title={t(pin.set ? 'pin.change' : 'pin.setUp')}
        isOpen={setting}
        onClose={() => setSetting(false)}
        size="s"
        dismissable={false}
      >
        <PinForm id="admin-pin" untilHour={pin.untilHour} onDone={() => setSetting(false)} />
      </Dialog>
    </div>
  );
}
