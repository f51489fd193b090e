import type { BackupSummary } from '../../data/backup-api';
import { data } from '../../data/client';
import { backupFolder, downloadFile, thinOutFolder, writeToFolder } from '../../platform/backup-folder';

const LOCK = 'wegbuch-backup';

/** One window at a time; null where another one is at it. */
const alone = <T>(work: () => Promise<T>): Promise<T | null> =>
  navigator.locks.request(LOCK, { ifAvailable: true }, (lock) => (lock ? work() : null));

/** Writes a backup into the chosen folder and reads it back; without a folder it is handed over as a download. */
export async function saveBackup(): Promise<BackupSummary | null> {
  return alone(async () => {
    const { name, file } = await data.backup.make();
    const written = await writeToFolder(name, file);
    if (!written) {
      const summary = await data.backup.kept(file);
      downloadFile(name, file);
      return summary;
    }
    const summary = await data.backup.kept(written);
    await thinOutFolder();
    return summary;
  });
}

/** The backup of the day, where a folder is chosen that may be written to and the last one is a day old. */
export async function saveDailyBackup(): Promise<void> {
  if (!(await backupFolder())?.open || !(await data.backup.state()).due) return;
  await saveBackup();
}
