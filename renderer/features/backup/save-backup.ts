import type { BackupSummary } from '../../data/backup-api';
import { data } from '../../data/client';
import { downloadFile } from '../../platform/backup-folder';
import { platform } from '../../platform/current';

const LOCK = 'wegbuch-backup';

/** One window at a time; null where another one is at it. */
const alone = <T>(work: () => Promise<T>): Promise<T | null> =>
  navigator.locks.request(LOCK, { ifAvailable: true }, (lock) => (lock ? work() : null));

/** Writes a backup into the chosen folder and reads it back; without a folder it is handed over as a download. */
export async function saveBackup(): Promise<BackupSummary | null> {
  return alone(async () => {
    const { name, file } = await data.backup.make();
    const written = await platform.backups.write(name, file);
    if (!written) {
      const summary = await data.backup.kept(file);
      downloadFile(name, file);
      return summary;
    }
    const summary = await data.backup.kept(written);
    await platform.backups.thinOut();
    return summary;
  });
}

/**
 * The backup of the day, where a folder is chosen and the last one is a day old. Gives the folder when it is due
 * and waits for it: away, or to be allowed by a person once more.
 */
export async function saveDailyBackup(): Promise<{ name: string } | null> {
  const folder = await platform.backups.current();
  if (!folder || !(await data.backup.state()).due) return null;
  if (!folder.open) return folder;
  await saveBackup();
  return null;
}
