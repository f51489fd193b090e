import type { ErasuresResponse } from '#shared/sync/erasures-protocol';
import type { PullQuery, PullResponse } from '#shared/sync/protocol';
import type { Check, SyncDatabase } from './sync-database';

/** What the cache of answers may hold, in characters of bodies; on their way out they are there a second time. */
const MOST_CHARACTERS = 16 * 1024 * 1024;

/** What was read of one office while its counter stands at `head`. */
interface Reading {
  head: number;
  answers: Map<string, Promise<PullResponse>>;
  checks: Map<string, Promise<Check>>;
  characters: number;
}

/**
 * Answers that many devices of an office ask for, one after another or at once: read once, valid as long as the
 * office's counter stands where it stood. A cache only: every process reads the same. The office that has not been
 * asked for longest goes first.
 */
export class PullCache {
  readonly #offices = new Map<string, Reading>();

  /** What is kept of an office at `head`; nothing is kept for a snapshot older than that of others. */
  at(officeId: string, head: number): Reading {
    const kept = this.#offices.get(officeId);
    const fresh: Reading = { head, answers: new Map(), checks: new Map(), characters: 0 };
    if (kept && kept.head > head) return fresh;
    const reading = kept?.head === head ? kept : fresh;
    this.#offices.delete(officeId);
    this.#offices.set(officeId, reading);
    return reading;
  }

  async answer(reading: Reading, key: string, read: () => Promise<PullResponse>): Promise<PullResponse> {
    const known = reading.answers.get(key);
    if (known) return known;
    const answer = await once(reading.answers, key, read);
    reading.characters += answer.rows.reduce((sum, { body }) => sum + body.length, 0);
    this.#makeRoom();
    return answer;
  }

  #makeRoom(): void {
    let sum = [...this.#offices.values()].reduce((total, { characters }) => total + characters, 0);
    for (const [officeId, { characters }] of this.#offices) {
      if (sum <= MOST_CHARACTERS) return;
      this.#offices.delete(officeId);
      sum -= characters;
    }
  }
}

/** What `read` gives, read once for all who ask; a failure is not kept. */
async function once<T>(kept: Map<string, Promise<T>>, key: string, read: () => Promise<T>): Promise<T> {
  const value = kept.get(key) ?? read();
  kept.set(key, value);
  try {
    return await value;
  } catch (error) {
    kept.delete(key);
    throw error;
  }
}

/**
 * One page of a compartment in seq order, bounded in rows and bytes, in one snapshot with the head. Who asks the same
 * while the office stands still is given the same object.
 */
export function pull(
  database: SyncDatabase,
  cache: PullCache,
  officeId: string,
  query: PullQuery,
): Promise<PullResponse> {
  const { compartment, from, direction, limit } = query;
  return database.snapshot(officeId, async (snapshot) => {
    const { head, lost } = await snapshot.counter();
    const told = lost.length > 0 ? { lost } : {};
    const reading = cache.at(officeId, head);
    const key = `${compartment} ${from} ${direction} ${limit}`;
    return cache.answer(reading, key, async () => {
      const { rows, left } = await snapshot.page(query);
      if (rows.length > 0 || direction === 'backward') return { rows, head, left, more: left > 0, ...told };
      const check = await once(reading.checks, compartment, () => snapshot.check(compartment));
      return { rows: [], head, more: false, check, ...told };
    });
  });
}

/** Stubs after a position, oldest first. */
export function pullErasures(
  database: SyncDatabase,
  officeId: string,
  { after, limit }: { after: number; limit: number },
): Promise<ErasuresResponse> {
  return database.snapshot(officeId, async (snapshot) => {
    const { lost } = await snapshot.counter();
    const found = await snapshot.erasures(after, limit + 1);
    const told = lost.length > 0 ? { lost } : {};
    return { erasures: found.slice(0, limit), more: found.length > limit, ...told };
  });
}
