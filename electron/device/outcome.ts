import type { FileOutcome } from '#shared/ipc/channels';

/** What became of a write, as a code that survives the way to a window. */
export async function outcomeOf(work: () => Promise<void>): Promise<FileOutcome> {
  try {
    await work();
    return 'done';
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOSPC' || code === 'EDQUOT' ? 'full' : 'failed';
  }
}
