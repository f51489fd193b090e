import { z } from 'zod';
import type { Audit } from './audit';
import { dataError } from './errors';
import type { Accepted, HandedInApi, HandedInView } from './handed-in-api';
import { MemoryStorage } from './memory-storage';
import { COLLECTIONS, type LocalRow, type SealedVersion } from './schema';
import type { Security } from '../security/create-security';
import type { Call } from '../sync/call';
import type { pushLate, refusalOf } from '../sync/late';
import { fromBase64url } from '#shared/crypto/bytes';
import type { Collection } from '#shared/security/compartments';
import type { HandedRow } from '#shared/security/handed-in';
import { handedInPackage, handedInPackages, type HandedInHead } from '#shared/sync/handed-in-protocol';

interface HandedInOptions {
  security: Security;
  audit: Audit;
  /** Given rather than imported: it stands in the first file of the worker, which would be split in two. */
  late: {
    call: () => Promise<Call | null>;
    push: (call: Call, from: Parameters<typeof pushLate>[2]) => ReturnType<typeof pushLate>;
    refusalOf: typeof refusalOf;
    /** Code of rows that belong to something erased. */
    erased: string;
  };
  /** Something is new at the server. */
  wake: () => void;
  /** Tells screens that something was decided. */
  onChange: () => void;
}

/** A package that was opened; null where it does not open, or the device did not sign it. */
interface Opened {
  head: HandedInHead;
  rows: HandedRow[] | null;
}

const versionOf = ({
  rev,
  keyId,
  maxStamp,
  body,
}: Omit<SealedVersion, 'body'> & { body: string }): SealedVersion => ({
  rev,
  keyId,
  maxStamp,
  body: fromBase64url(body),
});

/** The row as it lay on the device that handed it in. */
function localRow({ id, fileId, compartment, seq, base, sent, ...version }: HandedRow): LocalRow {
  return {
    id,
    ...(fileId !== null && { fileId }),
    compartment,
    seq,
    dirty: 1,
    ...versionOf(version),
    ...(base && { base: versionOf(base) }),
    ...(sent && { sent: { ...versionOf(sent), seq: sent.seq } }),
  };
}

const isKnown = (name: string): name is Collection => (COLLECTIONS as string[]).includes(name);
const fileOf = ({ collection, id, fileId }: HandedRow) => (collection === 'client-files' ? id : fileId);
const NOTHING: Accepted = { taken: 0, erased: 0, left: 0 };

function byDevice(packages: readonly HandedInHead[]): Map<string, HandedInHead[]> {
  const groups = new Map<string, HandedInHead[]>();
  for (const head of packages) groups.set(head.deviceId, [...(groups.get(head.deviceId) ?? []), head]);
  return groups;
}

/**
 * What devices handed in after they were ended, and what a lead decides about it. Accepted rows go to the server by
 * the product's own way, from a store in memory that stands for that device: as if it had synchronised late.
 */
export class HandedIn implements HandedInApi {
  /** Packages never change; what they hold is counted once. */
  private readonly opened = new Map<string, Promise<Opened>>();

  constructor(private readonly options: HandedInOptions) {}

  /** Runs work with the server, whose failures become words. */
  private async withServer<T>(work: (call: Call) => Promise<T>): Promise<T> {
    const call = await this.options.late.call();
    if (!call) throw dataError('server-unreachable');
    try {
      return await work(call);
    } catch (error) {
      const refusal = this.options.late.refusalOf(error);
      if (!refusal) throw error;
      const { code } = refusal;
      // A package that is gone was decided about a moment ago.
      if (code === 'decided-already' || code === 'not-found') throw dataError('decided-already');
      throw code === 'no-right' ? dataError(code) : refusal.said;
    }
  }

  private open(call: Call, head: HandedInHead): Promise<Opened> {
    const known = this.opened.get(head.id);
    if (known) return known;
    const opening = (async () => {
      const part = await call('GET', `/handed-in/${head.id}`, { answer: handedInPackage, timeoutMs: 60_000 });
      const { id, deviceId, keyId } = head;
      try {
        return { head, rows: await this.options.security.openHandedIn({ id, deviceId, keyId, ...part }) };
      } catch {
        return { head, rows: null };
      }
    })();
    opening.catch(() => this.opened.delete(head.id));
    this.opened.set(head.id, opening);
    return opening;
  }

  private async packages(call: Call, deviceId?: string): Promise<HandedInHead[]> {
    const { packages } = await call('GET', '/handed-in', { answer: handedInPackages });
    const found = deviceId === undefined ? packages : packages.filter((head) => head.deviceId === deviceId);
    if (deviceId !== undefined && found.length === 0) throw dataError('not-found');
    return found;
  }

  async list(): Promise<HandedInView[]> {
    if ((await this.options.security.server()) === null) return [];
    return this.withServer(async (call) => {
      const packages = await this.packages(call).catch((error: unknown) => {
        // A server of the time before this door has nothing.
        if (this.options.late.refusalOf(error)?.status === 404) return [];
        throw error;
      });
      return Promise.all([...byDevice(packages).values()].map((heads) => this.viewOf(call, heads)));
    });
  }

  private async viewOf(call: Call, heads: readonly HandedInHead[]): Promise<HandedInView> {
    const opened = await Promise.all(heads.map((head) => this.open(call, head)));
    const rows = opened.flatMap((one) => one.rows ?? []);
    const [{ deviceId = '', deviceName = null, personId = '', at = '' } = {}] = heads;
    return {
      deviceId,
      deviceName,
      personName: this.options.security.personName(personId) ?? '',
      since: at,
      entries: new Set(rows.map(({ collection, id }) => `${collection}/${id}`)).size,
      files: new Set(rows.flatMap((row) => fileOf(row) ?? [])).size,
      unreadable: opened.filter((one) => one.rows === null).length,
      begun: heads.some(({ accepted }) => accepted),
    };
  }

  async accept(deviceId: string): Promise<Accepted> {
    const sum = await this.withServer(async (call) => {
      const heads = await this.packages(call, deviceId);
      const opened: Opened[] = [];
      for (const head of heads) opened.push(await this.open(call, head));
      const body = { ids: heads.map(({ id }) => id), as: 'accepted' };
      await call('POST', '/handed-in/decide', { body, answer: z.unknown() });
      let all = NOTHING;
      for (const one of opened) {
        const { taken, erased, left } = await this.merge(call, one);
        all = { taken: all.taken + taken, erased: all.erased + erased, left: all.left + left };
        if (left === 0)
          await call('POST', '/handed-in/merged', { body: { ids: [one.head.id] }, answer: z.unknown() });
      }
      return all;
    });
    await this.options.audit.note({ action: 'handed-in-accepted', count: sum.taken });
    this.options.wake();
    this.options.onChange();
    return sum;
  }

  /** Pushes the rows of a package as the device would have; conflicts with what came since are made as ever. */
  private async merge(call: Call, { head, rows }: Opened): Promise<Accepted> {
    if (rows === null) return { ...NOTHING, left: 1 };
    const { late } = this.options;
    const known = rows.flatMap((row) =>
      isKnown(row.collection)
        ? [{ ref: { collection: row.collection, id: row.id }, row: localRow(row) }]
        : [],
    );
    const from = { storage: new MemoryStorage(known), personId: head.personId };
    const { aside, waiting } = await late.push(call, from);
    const erased = aside.filter(({ code }) => code === late.erased).length;
    const left = aside.length - erased + waiting + rows.length - known.length;
    return { taken: Math.max(0, rows.length - erased - left), erased, left };
  }

  async discard(deviceId: string): Promise<void> {
    const count = await this.withServer(async (call) => {
      const heads = await this.packages(call, deviceId);
      const body = { ids: heads.map(({ id }) => id), as: 'discarded' };
      await call('POST', '/handed-in/decide', { body, answer: z.unknown() });
      return heads.length;
    });
    await this.options.audit.note({ action: 'handed-in-discarded', count });
    this.options.onChange();
  }
}
