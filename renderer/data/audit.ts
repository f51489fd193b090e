import { dataError, database, DATABASE_DEADLINE_MS, toDataError, within } from './errors';
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

/** What happened, sealed and not yet in its chain. */
interface Sealing {
  writer: AuditWriter;
  at: number;
  links: readonly { happening: Happening; key: number; sealed: string }[];
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
  /** Ends of chains as they stood after the last commit of this window. */
  private readonly heads = new Map<string, ChainHead>();
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

  /**
   * Begins to seal what happened, and gives what commits something together with it. `commit` may be called again
   * when another window was faster.
   */
  readonly along = (happenings: readonly Happening[], personId?: string) => {
    const sealing = this.sealing(happenings.filter(this.isNew), personId);
    // Its failure is that of the commit.
    sealing.catch(() => undefined);
    return async <T>(commit: (note?: AuditNote) => Promise<T>): Promise<T> => {
      const ready = await sealing;
      return ready ? this.inTurn(() => this.committed(ready, commit)) : commit();
    };
  };

  private async sealing(fresh: readonly Happening[], personId?: string): Promise<Sealing | null> {
    const writer = fresh.length > 0 ? await this.options.writer(personId) : null;
    if (!writer) return null;
    const at = this.options.now();
    const links = await Promise.all(
      fresh.map(async (happening) => ({ happening, ...(await this.sealed(writer, happening, at)) })),
    );
    return { writer, at, links };
  }

  private async committed<T>(
    { writer, at, links }: Sealing,
    commit: (note?: AuditNote) => Promise<T>,
  ): Promise<T> {
    // Noted by another save since it was sealed.
    const fresh = links.filter(({ happening }) => this.isNew(happening));
    if (fresh.length === 0) return commit();
    const name = headName(writer.deviceId);
    for (;;) {
      const expected = this.heads.get(name) ?? (await this.head(writer.deviceId));
      this.heads.delete(name);
      const { links: added, head } = await appendLinks(writer, expected, fresh);
      const rows = added.map((link) => auditRowOf(writer.deviceId, link, at));
      try {
        const result = await commit({ name, expected, head, rows });
        this.heads.set(name, head);
        for (const { happening } of fresh) this.noted(happening);
        return result;
      } catch (error) {
        if (!(error instanceof HeadMoved)) throw error;
      }
    }
  }

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
      const commit = this.along([happening], personId);
      await commit((note) => (note ? writeNote(strict, note) : Promise.resolve()));
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
  const work = handle.transaction('rw', [handle.local, handle.audit], () => putNote(handle, note));
  try {
    await within(DATABASE_DEADLINE_MS, work);
  } catch (error) {
    if (error instanceof HeadMoved) throw error;
    throw toDataError(error);
  }
}

/**
 * Inside a transaction over `local` and `audit`. Throws HeadMoved, which ends the transaction, when another window
 * was faster.
 */
export async function putNote(handle: LocalDatabase, note: AuditNote): Promise<void> {
  const looking = handle.local.get(note.name).then((stored) => {
    const there = (stored?.value as ChainHead | undefined) ?? NO_LINKS;
    if (there.hash !== note.expected.hash) throw new HeadMoved();
  });
  // All asked at once: each answer takes its way through the browser.
  await Promise.all([
    looking,
    handle.audit.bulkPut([...note.rows]),
    handle.local.put({ name: note.name, value: note.head }),
  ]);
}

const FROM_SCREENS: readonly Action[] = ['printed', 'exported'];

/** Screens note only what nobody but they see happen. Throws `invalid`. */
export function refuseOthers(action: Action): void {
  if (!FROM_SCREENS.includes(action)) throw dataError('invalid');
}
