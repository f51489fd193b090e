import type { ClientName } from '#shared/domain/client-files';
import type { ClientRow } from '../../data/api';
import { data } from '../../data/client';
import { useLive } from '../../data/use-live';
import { spokenName } from './person';

/** How many look-alikes are shown at most. */
const SHOWN = 3;

/**
 * People who may be the one being taken in: same name, and the birth date or a part of it if both are known.
 * Never more than a hint; two people may share both.
 */
export function useCandidates(
  name: ClientName,
  birthDate: string | null,
  except: string | null,
): ClientRow[] {
  const text = spokenName(name).trim();
  const { value } = useLive(
    ['client-files', 'aliases'],
    async () => (text.length < 3 || !name.family ? [] : data.clientFiles.search(text, SHOWN + 3)),
    [text],
    { keep: true },
  );
  return candidates(value ?? [], birthDate, except);
}

/** Those of `rows` whose birth date does not contradict `birthDate`, without the file `except`. */
export function candidates(
  rows: readonly ClientRow[],
  birthDate: string | null,
  except: string | null,
): ClientRow[] {
  return rows
    .filter((row) => row.id !== except && row.matched !== null && !contradicts(row.birthDate, birthDate))
    .slice(0, SHOWN);
}

/** Two dates of different precision contradict when their common part differs. */
function contradicts(a: string | null, b: string | null): boolean {
  if (!a || !b) return false;
  const length = Math.min(a.length, b.length);
  return a.slice(0, length) !== b.slice(0, length);
}
