import { RefreshCw } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { SyncState } from '../../data/sync-api';
import { data, SYNC_TOPIC } from '../../data/client';
import { useLive } from '../../data/use-live';
import { useErrorWords } from '../../i18n/errors';
import { useMomentWords } from '../../lib/use-moment-words';
import { serverAddress } from '../../lib/server-address';
import { allowServer } from '../../platform/allow-server';
import { platform } from '../../platform/current';
import { Button } from '../../ui/button';
import { Notice } from '../../ui/notice';
import { useProblemWords } from '../../ui/problem-words';
import { Section } from '../../ui/section';
import { TextField } from '../../ui/text-field';
import { showToast } from '../../ui/toast';
import styles from './admin.module.css';

function ConnectForm() {
  const { t } = useTranslation('admin');
  const words = useErrorWords();
  const problemWords = useProblemWords();
  const [typed, setTyped] = useState(platform.defaultServer() ?? '');
  const [checked, setChecked] = useState(false);
  const [pending, setPending] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const address = serverAddress(typed);
  const connect = async (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    if (address === null || pending) return;
    setPending(true);
    setProblem(null);
    try {
      await allowServer(address);
      await data.sync.connect(address);
      showToast({ message: t('server.connected') });
    } catch (reason) {
      setProblem(reason);
    } finally {
      setPending(false);
    }
  };
  return (
    <form className={styles.form} noValidate onSubmit={(event) => void connect(event)}>
      <TextField
        label={t('server.address')}
        type="url"
        dir="ltr"
        value={typed}
        onChange={setTyped}
        error={checked && address === null ? problemWords('server-address') : undefined}
      />
      {problem !== null && (
        <Notice meaning="danger" alert>
          {words(problem)}
        </Notice>
      )}
      <div>
        <Button type="submit" isPending={pending}>
          {pending ? t('server.connecting') : t('server.connect')}
        </Button>
      </div>
    </form>
  );
}

const TOLD = ['server-too-old', 'app-too-old', 'device-lost', 'device-stolen'] as const;
const isTold = (code: string): code is (typeof TOLD)[number] => TOLD.some((told) => told === code);

/** The state at length: what is where, and since when. */
function useStateWords(sync: SyncState | undefined): string {
  const { t } = useTranslation('admin');
  const words = useMomentWords();
  switch (sync?.kind) {
    case undefined:
      return '';
    case 'no-server':
      return t('server.none');
    case 'synced':
      return t('server.synced', { at: words.moment(sync.at) });
    case 'syncing':
      if (sync.loading && sync.waiting === 0) return t('server.loading');
      return sync.waiting > 0 ? t('server.syncing', { count: sync.waiting }) : t('server.checking');
    case 'offline':
      return t(sync.portal ? 'server.portal' : 'server.offline', { count: sync.waiting });
    case 'problem':
      if (isTold(sync.code)) return t(`server.${sync.code}`, { count: sync.waiting });
      return t('server.problem', { count: sync.waiting, code: sync.code });
  }
}

/** "Kein Server" is a normal state; a server can be connected at any time. */
export function ServerSection({ id }: { id: string }) {
  const { t } = useTranslation('admin');
  const { value: sync } = useLive([SYNC_TOPIC], () => data.sync.state(), []);
  const words = useStateWords(sync);
  return (
    <Section
      look="file"
      id={id}
      title={t('part.server')}
      actions={
        sync &&
        sync.kind !== 'no-server' && (
          <Button variant="quiet" icon={RefreshCw} onPress={() => void data.sync.now()}>
            {t('server.now')}
          </Button>
        )
      }
    >
      <p className={styles.lead} role="status">
        {words}
      </p>
      {sync?.kind === 'no-server' && <ConnectForm />}
    </Section>
  );
}
