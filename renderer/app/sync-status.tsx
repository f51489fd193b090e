import {
  CloudAlert,
  CloudCheck,
  CloudOff,
  CloudUpload,
  GitCompareArrows,
  HardDrive,
  type LucideIcon,
} from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { SyncState } from '../data/sync-api';
import { data, SYNC_TOPIC } from '../data/client';
import { useLive } from '../data/use-live';
import { paths } from '../lib/paths';
import { classNames } from '../ui/class-names';
import { FactorStatus, useFactorNeeded } from './factor-notices';
import styles from './frame.module.css';

type Look = { icon: LucideIcon; look: 'saved' | 'waiting' | 'review' | 'trouble' };

const LOOKS: Record<SyncState['kind'], Look> = {
  'no-server': { icon: HardDrive, look: 'waiting' },
  synced: { icon: CloudCheck, look: 'saved' },
  syncing: { icon: CloudUpload, look: 'waiting' },
  offline: { icon: CloudOff, look: 'waiting' },
  problem: { icon: CloudAlert, look: 'trouble' },
};

/** What is said while nothing waits here; null where that is no matter. */
function quietWords(sync: SyncState): 'portal' | 'offlineNothing' | 'loading' | 'syncingNothing' | null {
  if (sync.kind === 'offline') return sync.portal ? 'portal' : 'offlineNothing';
  if (sync.kind === 'syncing') return sync.loading ? 'loading' : 'syncingNothing';
  return null;
}

/** The state of saving and synchronisation in one sentence; versions to review come first. */
export function SyncStatus() {
  const { t } = useTranslation('app');
  const { value: sync } = useLive([SYNC_TOPIC], () => data.sync.state(), []);
  const { value: conflicts } = useLive(['conflicts'], () => data.conflicts.open(), []);
  const needsCode = useFactorNeeded();
  if (!sync) return <span className={styles.sync} role="status" />;
  const waiting = 'waiting' in sync ? sync.waiting : 0;
  const open = conflicts?.length ?? 0;
  if (needsCode && sync.kind !== 'offline') return <FactorStatus waiting={waiting} />;
  if (open > 0 && sync.kind !== 'offline') {
    return (
      <span role="status">
        <a className={classNames(styles.sync, styles.review)} href={paths.conflicts}>
          <GitCompareArrows aria-hidden />
          {t('sync.review', { count: open })}
        </a>
      </span>
    );
  }
  const { icon: Icon, look } = LOOKS[sync.kind];
  const quiet = quietWords(sync);
  const refused = sync.kind === 'problem' && sync.code === 'quarantine';
  const ended = sync.kind === 'problem' && sync.code.startsWith('device-');
  const words = refused
    ? t('sync.refused')
    : ended
      ? t('sync.ended')
      : waiting === 0 && quiet !== null
        ? t(`sync.${quiet}`)
        : t(`sync.${sync.kind}`, { count: waiting });
  return (
    <span role="status">
      <a
        className={classNames(styles.sync, styles[look])}
        href={refused ? paths.quarantine : `${paths.admin}?part=server`}
      >
        <Icon aria-hidden />
        {words}
      </a>
    </span>
  );
}
