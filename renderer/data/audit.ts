import { dataError, database } from './errors';
import { HeadMoved, type AuditNote } from './storage';
import type { AuditRow, LocalDatabase } from './schema';
import { reportFault } from './report-fault';
import type { AuditWriter } from '../security/audit-writer';
import { appendLinks, NO_LINKS, type AuditLink, type ChainHead } from '#shared/audit/links';
import { sealAuditEntry, type Action, type AuditPlace, type Happening } from '#shared/audit/entries';
import { fromBase64url, toBase64url } from '#shared/crypto/bytes';
import type { HybridClock } from '#shared/sync/clock';

/** Reading and changing are noted once for each file and kind in a sitting: until locking, at most so long. */
const SITTING_MS = 30 * 60_000;
const ONCE_A_SITTING: ReadonlySet<Action> = new Set<Action>(['read', 'changed']);
/** Who goes on typing within this time is still at the same search. */
const SAME_SEARCH_MS = 2_000;

/** Name of the end of a device's chain among the small values of this device. */
export const headName = (deviceId: string) => `audit.head.${deviceId}`;

/** A link as it lies on disk. */
export function auditRowOf(deviceId: string, link: AuditLink, at: number): AuditRow {
  const { number, previous, key, sealed } = link;
  return { deviceId, number, previous, key, body: fromBase64url(sealed), at };
}

export function linkOf({ number, previous, key, body }: AuditRow): AuditLink {
  return { number, previous, key, sealed: toBase64url(body) };
}

interface AuditOptions {
  strict: LocalDatabase;
  clock: () => HybridClock;
  /** Unix ms, as the device says it. */
  now: () => number;
  /** Whose chain, and the key of the office; null where nothing can be noted yet. */
  writer: (personId?: string) => Promise<AuditWriter | null>;
}

/**
 * Writes what happened into the chain of this device: with what it notes in one transaction, or before the answer
 * is shown. Sending, reading and checking are chunks of their own.
 */
export class Audit {
  private last: Promise<unknown> = Promise.resolve();
  private readonly sitting = new Map<string, number>();
  private search = { text: '', at: -Infinity };

  constructor(private readonly options: AuditOptions) {}

  /** The end of a chain on this device. */
  async head(deviceId: string): Promise<ChainHead> {
    const stored = (await database(this.options.strict.local.get(headName(deviceId))))?.value;
    return (stored as ChainHead | undefined) ?? NO_LINKS;
  }

  /** Runs one step on the chain after another; other windows are noticed by the head that has moved. */
  inTurn<T>(step: () => Promise<T>): Promise<T> {
    const next = this.last.then(step, step);
    this.last = next.catch(() => undefined);
    return next;
  }

  private isNew = ({ action, fileId = '', kind = '' }: Happening): boolean => {
    if (!ONCE_A_SITTING.has(action)) return true;
    const since = this.options.now() - (this.sitting.get(`${action} ${fileId} ${kind}`) ?? -Infinity);
    return since < 0 || since >= SITTING_MS;
  };

  private noted({ action, fileId = '', kind = '' }: Happening): void {
    if (ONCE_A_SITTING.has(action)) this.sitting.set(`${action} ${fileId} ${kind}`, this.options.now());
  }

  /** Commits something together with what happened. `commit` may be called again when another window was faster. */
  readonly along = async <T>(
    happenings: readonly Happening[],
    commit: (note?: AuditNote) => Promise<T>,
    personId?: string,
  ): Promise<T> => {
    if (!happenings.some(this.isNew)) return commit();
    return this.inTurn(async () => {
      const fresh = happenings.filter(this.isNew);
      const writer = fresh.length > 0 ? await this.options.writer(personId) : null;
      if (!writer) return commit();
      const at = this.options.now();
      const sealed = await Promise.all(fresh.map((one) => this.sealed(writer, one, at)));
      for (;;) {
        const expected = await this.head(writer.deviceId);
        const { links, head } = await appendLinks(writer, expected, sealed);
        const rows = links.map((link) => auditRowOf(writer.deviceId, link, at));
        try {
          const result = await commit({ name: headName(writer.deviceId), expected, head, rows });
          for (const one of fresh) this.noted(one);
          return result;
        } catch (error) {
          if (!(error instanceof HeadMoved)) throw error;
        }
      }
    });
  };

  private async sealed(writer: AuditWriter, happening: Happening, at: number) {
    const { officeId, deviceId, personId: person, key } = writer;
    const place: AuditPlace = { officeId, deviceId };
    const entry = { ...happening, person, stamp: this.options.clock().tick(), at };
    return { key: key.number, sealed: await sealAuditEntry(key, place, entry) };
  }

  /**
   * Notes what happened. A device that cannot write (a full disk) must still let people read: that is reported, and
   * the next time is noted again.
   */
  async note(happening: Happening, personId?: string): Promise<void> {
    const { strict } = this.options;
    try {
      await this.along([happening], (note) => (note ? writeNote(strict, note) : Promise.resolve()), personId);
    } catch (error) {
      reportFault(error);
    }
  }

  /** A search, not its text: typing on is the same search, and so is the same text asked again. */
  async searched(text: string, count: number): Promise<void> {
    const { text: before, at } = this.search;
    const now = this.options.now();
    const goesOn = now >= at && now - at < SAME_SEARCH_MS;
    this.search = { text, at: now };
    if (text === before || goesOn) return;
    await this.note({ action: 'searched', count });
  }

  /** Locked: the next sitting begins anew. */
  forget(): void {
    this.sitting.clear();
    this.search = { text: '', at: -Infinity };
  }
}

/** Writes links alone. Throws HeadMoved. */
async function writeNote(handle: LocalDatabase, note: AuditNote): Promise<void> {
  let moved = false;
  const work = handle.transaction('rw', [handle.local, handle.audit], async () => {
    moved = !(await putNote(handle, note));
  });
  await database(work);
  if (moved) throw new HeadMoved();
}

/** Inside a transaction over `local` and `audit`: false, and nothing written, when another window was faster. */
export async function putNote(handle: LocalDatabase, note: AuditNote): Promise<boolean> {
  const stored = ((await handle.local.get(note.name))?.value as ChainHead | undefined) ?? NO_LINKS;
  if (stored.hash !== note.expected.hash) return false;
  await handle.audit.bulkPut([...note.rows]);
  await handle.local.put({ name: note.name, value: note.head });
  return true;
}

const FROM_SCREENS: readonly Action[] = ['printed', 'exported'];

/** Screens note only what nobody but they see happen. Throws `invalid`. */
export function refuseOthers(action: Action): void {
  if (!FROM_SCREENS.includes(action)) throw dataError('invalid');
}
