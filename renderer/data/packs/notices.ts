import { loadOnce } from './pack';

/** A notice that the licence of a data set asks us to show. */
export type Notice = { name: string; licence: string; notice: string; url: string };

/** The notices of all data in the packs. */
export const loadNotices: () => Promise<readonly Notice[]> = loadOnce(
  async () => (await import('./notices.json')).default,
);
