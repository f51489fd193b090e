import { dataError } from '../data/errors';
import { platform } from './current';

/** Prepares the platform for a server before anything is sent there; null needs nothing. Throws DataError. */
export async function allowServer(server: string | null): Promise<void> {
  if (server !== null && !(await platform.allowServer(server))) throw dataError('server-not-allowed');
}
