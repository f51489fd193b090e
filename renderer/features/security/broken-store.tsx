import { FileDown, FileUp, RotateCw, UserRoundPlus } from 'lucide-react';
import { lazy, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { StorageApi } from '../../data/storage-api';
import { data, SECURITY_TOPIC } from '../../data/client';
import { useLive } from '../../data/use-live';
import { useErrorWords } from '../../i18n/errors';
import { Button } from '../../ui/button';
import { Notice } from '../../ui/notice';
import { GateShell } from './gate-shell';
import styles from './gate.module.css';
import { RebuildForm } from './rebuild-form';

const Restore = lazy(async () => ({ default: (await import('./restore')).Restore }));
const Join = lazy(async () => ({ default: (await import('./join')).Join }));

type Outlook = Awaited<ReturnType<StorageApi['outlook']>>;

/** Hands the unsynchronised changes over as a file, encrypted as they are. */
async function saveJournal(): Promise<void> {
  const bytes = Uint8Array.from(await data.storage.journal());
  const url = URL.createObjectURL(new Blob([bytes], { type: 'application/octet-stream' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `wegbuch-${new Date().toISOString().slice(0, 10)}.journal`;
  link.click();
  URL.revokeObjectURL(url);
}

function SaveJournal() {
  const { t } = useTranslation('security');
  const words = useErrorWords();
  const [problem, setProblem] = useState<unknown>(null);
  return (
    <section className={styles.way}>
      <h2>{t('broken.saveTitle')}</h2>
      <p className={styles.help}>{t('broken.saveHelp')}</p>
      {problem !== null && (
        <Notice meaning="danger" alert>
          {words(problem)}
        </Notice>
      )}
      <Button icon={FileDown} onPress={() => void saveJournal().then(() => setProblem(null), setProblem)}>
        {t('broken.save')}
      </Button>
    </section>
  );
}

interface WayBackProps {
  outlook: Outlook;
  onJoin: () => void;
  /** The first thing to do: there is nothing to try again. */
  first: boolean;
  /** Null where only an emptied store may be filled from a backup, and this one is not. */
  onRestore: (() => void) | null;
}

/** The way back into this office: from what lies outside the store, or with a code where nothing does. */
function WayBack({ outlook, first, onJoin, onRestore }: WayBackProps) {
  const { t } = useTranslation('security');
  const { people, server, unsynced } = outlook;
  return (
    <section className={styles.way}>
      <h2>{t('broken.rebuildTitle')}</h2>
      <ul className={styles.points}>
        <li>{t('broken.backUnsynced', { count: unsynced })}</li>
        {people.length > 0 && <li>{t(server ? 'broken.backServer' : 'broken.backNoServer')}</li>}
        <li>{t(people.length > 0 ? 'broken.backPeople' : 'broken.unknownOffice')}</li>
        {onRestore && <li>{t('broken.backBackup')}</li>}
      </ul>
      {people.length > 0 ? (
        <RebuildForm people={people} first={first} />
      ) : (
        <Button variant={first ? 'primary' : 'secondary'} icon={UserRoundPlus} onPress={onJoin}>
          {t('broken.join')}
        </Button>
      )}
      {onRestore && (
        <Button icon={FileUp} onPress={onRestore}>
          {t('choose.restore')}
        </Button>
      )}
    </section>
  );
}

/** The local store is lost or cannot be read: says so, never looks like an empty office, and offers the ways out. */
export function BrokenStore({ reason }: { reason: string }) {
  const { t } = useTranslation('security');
  const [way, setWay] = useState<'join' | 'restore' | null>(null);
  const { value: outlook } = useLive([SECURITY_TOPIC], () => data.storage.outlook(), []);
  const lost = reason === 'store-lost';
  const newer = reason === 'newer-version';
  const retry = () => window.location.reload();
  if (way === 'join') return <Join onBack={() => setWay(null)} officeName="" />;
  if (way === 'restore') return <Restore onBack={() => setWay(null)} />;
  return (
    <GateShell
      officeName={outlook?.officeName ?? undefined}
      title={t(lost ? 'broken.lostTitle' : 'broken.title')}
      subtitle={t(newer ? 'broken.newerSubtitle' : lost ? 'broken.lostSubtitle' : 'broken.subtitle')}
    >
      <div className={`${styles.sheet} ${styles.single}`}>
        <div className={styles.form}>
          <Notice meaning="warn" alert>
            {t(outlook?.server ? 'broken.kept' : 'broken.keptHere')}
          </Notice>
          {!lost && !newer && (
            <ul className={styles.points}>
              <li>{t('broken.closeOthers')}</li>
              <li>{t('broken.freeSpace')}</li>
              <li>{t('broken.askHelp')}</li>
            </ul>
          )}
          {!lost && (
            <Button variant="primary" wide icon={RotateCw} onPress={retry}>
              {t('broken.retry')}
            </Button>
          )}
          {outlook && !newer && (lost || outlook.people.length > 0) && (
            <WayBack
              outlook={outlook}
              first={lost}
              onJoin={() => setWay('join')}
              onRestore={lost ? () => setWay('restore') : null}
            />
          )}
          {outlook && outlook.unsynced > 0 && <SaveJournal />}
          <div className={styles.end}>
            <p className={styles.help}>{t('broken.reason', { reason })}</p>
            {lost && (
              <Button variant="quiet" icon={RotateCw} onPress={retry}>
                {t('broken.retry')}
              </Button>
            )}
          </div>
        </div>
      </div>
    </GateShell>
  );
}
