import { ArrowLeft, KeyRound, ServerOff, UsersRound } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Circles } from '#shared/security/compartments';
import { data } from '../../data/client';
import { useErrorWords } from '../../i18n/errors';
import { serverAddress } from '../../lib/server-address';
import { allowServer } from '../../platform/allow-server';
import { platform } from '../../platform/current';
import { Button } from '../../ui/button';
import { Notice } from '../../ui/notice';
import { useProblemWords } from '../../ui/problem-words';
import { RadioGroup } from '../../ui/radio-group';
import { TextField } from '../../ui/text-field';
import { GateShell } from './gate-shell';
import styles from './gate.module.css';
import { NewPassphraseFields } from './new-passphrase-fields';
import { useNewPassphrase } from './use-new-passphrase';

function Aside() {
  const { t } = useTranslation('security');
  return (
    <div className={styles.aside}>
      <h2>{t('office.asideTitle')}</h2>
      <ul>
        <li>
          <KeyRound aria-hidden />
          {t('office.asideKeys')}
        </li>
        <li>
          <ServerOff aria-hidden />
          {t('office.asideOffline')}
        </li>
        <li>
          <UsersRound aria-hidden />
          {t('office.asideLater')}
        </li>
      </ul>
    </div>
  );
}

type Place = 'here' | 'server';

/** What was typed, and what is still missing once somebody has left a field or pressed the button. */
function useOfficeForm() {
  const [officeName, setOfficeName] = useState('');
  const [personName, setPersonName] = useState('');
  const [circles, setCircles] = useState<Circles>('small-team');
  const [place, setPlace] = useState<Place>('here');
  const [server, setServer] = useState(platform.defaultServer() ?? '');
  const [checked, setChecked] = useState(false);
  const passphrase = useNewPassphrase([officeName, personName]);
  const address = place === 'here' ? null : serverAddress(server);
  const ready =
    officeName.trim() !== '' &&
    personName.trim() !== '' &&
    passphrase.ready &&
    (place === 'here' || address !== null);
  return {
    officeName, setOfficeName, personName, setPersonName, circles, setCircles, place, setPlace,
    server, setServer, passphrase, address, ready, checked,
    check() {
      setChecked(true);
      passphrase.check();
    },
  }; // prettier-ignore
}

type PartProps = { form: ReturnType<typeof useOfficeForm>; disabled: boolean };

/** Whether everybody sees every file, or each circle its own. */
function CirclesChoice({ form, disabled }: PartProps) {
  const { t } = useTranslation('security');
  return (
    <RadioGroup<Circles>
      label={t('office.circles')}
      look="cards"
      value={form.circles}
      onChange={form.setCircles}
      disabled={disabled}
      options={[
        {
          value: 'small-team',
          label: t('office.smallTeam'),
          hint: t('office.smallTeamHelp'),
        },
        {
          value: 'separate-circles',
          label: t('office.separateCircles'),
          hint: t('office.separateCirclesHelp'),
        },
      ]}
    />
  );
}

/** On this device alone, or with a server whose address is asked. */
function PlaceChoice({ form, disabled }: PartProps) {
  const { t } = useTranslation('security');
  const problemWords = useProblemWords();
  return (
    <>
      <RadioGroup<Place>
        label={t('office.place')}
        look="cards"
        value={form.place}
        onChange={form.setPlace}
        disabled={disabled}
        options={[
          { value: 'here', label: t('office.here'), hint: t('office.hereHelp') },
          { value: 'server', label: t('office.server'), hint: t('office.serverHelp') },
        ]}
      />
      {form.place === 'server' && (
        <TextField
          label={t('office.address')}
          type="url"
          dir="ltr"
          value={form.server}
          onChange={form.setServer}
          error={form.checked && form.address === null ? problemWords('server-address') : undefined}
          disabled={disabled}
        />
      )}
    </>
  );
}

/** A new office in under two minutes: its name, one's own name, a passphrase. The rest comes later. */
export function NewOffice({ onBack }: { onBack: () => void }) {
  const { t } = useTranslation(['security', 'common']);
  const problemWords = useProblemWords();
  const words = useErrorWords();
  const form = useOfficeForm();
  const [pending, setPending] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    form.check();
    if (!form.ready || pending) return;
    setPending(true);
    setProblem(null);
    try {
      await allowServer(form.address);
      await data.security.setUpOffice({
        officeName: form.officeName.trim(),
        personName: form.personName.trim(),
        passphrase: form.passphrase.passphrase,
        circles: form.circles,
        server: form.address,
      });
    } catch (reason) {
      setProblem(reason);
      setPending(false);
    }
  };
  const missing = (text: string) =>
    form.checked && text.trim() === '' ? problemWords('required') : undefined;

  return (
    <GateShell
      title={t('security:office.title')}
      subtitle={t('security:office.subtitle')}
      above={
        <Button variant="quiet" icon={ArrowLeft} onPress={onBack} className={styles.back}>
          {t('common:action.back')}
        </Button>
      }
    >
      <div className={`${styles.sheet} ${styles.office}`}>
        <Aside />
        <form className={styles.form} noValidate onSubmit={(event) => void submit(event)}>
          <TextField
            label={t('security:office.name')}
            value={form.officeName}
            onChange={form.setOfficeName}
            error={missing(form.officeName)}
            maxLength={200}
            disabled={pending}
            autoFocus
          />
          <TextField
            label={t('security:office.yourName')}
            value={form.personName}
            onChange={form.setPersonName}
            error={missing(form.personName)}
            maxLength={100}
            disabled={pending}
          />
          <NewPassphraseFields state={form.passphrase} disabled={pending} />
          <CirclesChoice form={form} disabled={pending} />
          <PlaceChoice form={form} disabled={pending} />
          {problem !== null && (
            <Notice meaning="danger" alert>
              {words(problem)}
            </Notice>
          )}
          <Button type="submit" variant="primary" wide isPending={pending}>
            {pending ? t('security:office.pending') : t('security:office.submit')}
          </Button>
        </form>
      </div>
    </GateShell>
  );
}
