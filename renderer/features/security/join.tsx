import { ArrowLeft } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { SecurityApi } from '../../data/api';
import { data } from '../../data/client';
import { useErrorWords } from '../../i18n/errors';
import { serverAddress } from '../../lib/server-address';
import { allowServer } from '../../platform/allow-server';
import { platform } from '../../platform/current';
import { Avatar } from '../../ui/avatar';
import { Button } from '../../ui/button';
import { Notice } from '../../ui/notice';
import { useProblemWords } from '../../ui/problem-words';
import { TextField } from '../../ui/text-field';
import { GateShell } from './gate-shell';
import styles from './gate.module.css';
import { NewPassphraseFields } from './new-passphrase-fields';
import { PassphraseField } from './passphrase-field';
import { useNewPassphrase } from './use-new-passphrase';

type Invitation = Awaited<ReturnType<SecurityApi['readCode']>>;
interface Code {
  server: string;
  code: string;
}

/** Step 1: where and with which code. */
function CodeForm({ onRead }: { onRead: (code: Code, invitation: Invitation) => void }) {
  const { t } = useTranslation('security');
  const words = useErrorWords();
  const problemWords = useProblemWords();
  const [server, setServer] = useState(platform.defaultServer() ?? '');
  const [code, setCode] = useState('');
  const [checked, setChecked] = useState(false);
  const [pending, setPending] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const address = serverAddress(server);

  const read = async (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    if (address === null || code.trim() === '' || pending) return;
    setPending(true);
    setProblem(null);
    try {
      const found = { server: address, code: code.trim() };
      await allowServer(address);
      onRead(found, await data.security.readCode(found));
    } catch (reason) {
      setProblem(reason);
    } finally {
      setPending(false);
    }
  };
  return (
    <form className={styles.form} noValidate onSubmit={(event) => void read(event)}>
      <TextField
        label={t('join.code')}
        help={t('join.codeHelp')}
        value={code}
        onChange={setCode}
        error={checked && code.trim() === '' ? problemWords('required') : undefined}
        dir="ltr"
        autoFocus
      />
      <TextField
        label={t('join.server')}
        help={t('join.serverHelp')}
        type="url"
        value={server}
        onChange={setServer}
        error={checked && address === null ? problemWords('server-address') : undefined}
        dir="ltr"
      />
      {problem !== null && (
        <Notice meaning="danger" alert>
          {words(problem)}
        </Notice>
      )}
      <Button type="submit" variant="primary" wide isPending={pending}>
        {pending ? t('join.reading') : t('join.read')}
      </Button>
    </form>
  );
}

/** Step 2: whose office it is, and the passphrase. */
function PassphraseForm({ code, invitation }: { code: Code; invitation: Invitation }) {
  const { t } = useTranslation(['security', 'common']);
  const words = useErrorWords();
  const fresh = useNewPassphrase([invitation.officeName, invitation.name]);
  const [existing, setExisting] = useState('');
  const [pending, setPending] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const isNew = invitation.purpose === 'person';
  const ready = isNew ? fresh.ready : existing !== '';

  const join = async (event: FormEvent) => {
    event.preventDefault();
    fresh.check();
    if (!ready || pending) return;
    setPending(true);
    setProblem(null);
    try {
      await data.security.join({ ...code, passphrase: isNew ? fresh.passphrase : existing });
    } catch (reason) {
      setProblem(reason);
      setPending(false);
    }
  };
  return (
    <form className={styles.form} noValidate onSubmit={(event) => void join(event)}>
      <div className={styles.facts}>
        <Avatar name={invitation.name} size="m" />
        <p>
          <strong>{invitation.name}</strong>
          <br />
          {[invitation.officeName, invitation.role && t(`common:role.${invitation.role}`)]
            .filter(Boolean)
            .join(' · ')}
        </p>
      </div>
      {isNew ? (
        <NewPassphraseFields state={fresh} disabled={pending} />
      ) : (
        <PassphraseField
          kind="current"
          label={t('security:join.existing')}
          help={t('security:join.existingHelp')}
          value={existing}
          onChange={setExisting}
          disabled={pending}
          autoFocus
        />
      )}
      {problem !== null && (
        <Notice meaning="danger" alert>
          {words(problem)}
        </Notice>
      )}
      <Button type="submit" variant="primary" wide isPending={pending}>
        {pending ? t('security:join.joining') : t('security:join.join')}
      </Button>
    </form>
  );
}

/** Joining an office with an enrolment code, as a new person or with a further device. */
export function Join({ onBack, officeName }: { onBack: () => void; officeName?: string }) {
  const { t } = useTranslation(['security', 'common']);
  const [read, setRead] = useState<{ code: Code; invitation: Invitation } | null>(null);
  const wrongPlace = read?.invitation.purpose === 'kiosk';
  return (
    <GateShell
      officeName={officeName}
      title={t('security:join.title')}
      subtitle={read ? t('security:join.subtitleRead') : t('security:join.subtitle')}
      above={
        <Button
          variant="quiet"
          icon={ArrowLeft}
          onPress={() => (read ? setRead(null) : onBack())}
          className={styles.back}
        >
          {t('common:action.back')}
        </Button>
      }
    >
      <div className={`${styles.sheet} ${styles.single}`}>
        {wrongPlace ? (
          <div className={styles.form}>
            <Notice meaning="info">{t('security:join.kioskCode')}</Notice>
          </div>
        ) : read ? (
          <PassphraseForm {...read} />
        ) : (
          <CodeForm onRead={(code, invitation) => setRead({ code, invitation })} />
        )}
      </div>
    </GateShell>
  );
}
