import type { Kdf } from '#shared/crypto/kdf';
import type { AskPins } from '#shared/security/pin-keeper';
import { type Random, systemRandom } from '#shared/crypto/random';
import type { HandedRow } from '#shared/security/handed-in';
import type { ChangeEvent } from '../data/api';
import { dataError } from '../data/errors';
import type { ServerClient } from '../sync/server-client';
import { type DeviceRecord, deviceRecord, RECORD_NAME } from './device-record';
import type { LocalVault } from './local-vault';
import type { Unlocked } from './unlocked';

/** What security needs from outside. */
export interface SecurityOptions {
  vault: LocalVault;
  serverClient(this: void, base: string): ServerClient;
  /** `createKdf(argon2id)` in the product; a cheap one can only be handed in by tests. */
  kdf: Kdf;
  onChange(this: void, event: ChangeEvent): void;
  /** Fills the demo office; called unlocked. */
  seedDemo(this: void): Promise<void>;
  /** Client files on this device and rows that the server does not have yet. */
  countFiles(this: void): Promise<number>;
  countUnsynced(this: void): Promise<number>;
  /** Unix milliseconds. */
  clock?: (this: void) => number;
  random?: Random;
  /** Runs `work` while no other window changes the record (Web Locks). */
  exclusive?: <T>(this: void, work: () => Promise<T>) => Promise<T>;
  pause?: (this: void, ms: number) => Promise<void>;
  /** Whoever keeps what PINs open; without one nobody unlocks with a PIN. */
  pins?: AskPins;
  /** What the office says of PINs; called unlocked. `untilHour`: when the working day ends. */
  pinRules?: (this: void) => Promise<PinRules>;
  /** The rows of this device; without them an ended one hands in nothing. */
  handing?: Handing;
}

/** What the store does for a device that was ended. */
export interface Handing {
  /** All that the server does not have. */
  rows(this: void): Promise<HandedRow[]>;
  /** Other windows of the device lock as this one did. */
  lockOthers(this: void): void;
  /** Something was sealed and signed: it goes out, once other windows have had the time to lock. */
  packed(this: void): void;
  /** Wipes the device if nothing would be lost but the versions named. */
  wipe(this: void, revs: ReadonlySet<string>): Promise<boolean>;
}

/** What an office says of PINs. */
export interface PinRules {
  allowed: boolean;
  /** Hour of the day at which a PIN opens no longer. */
  untilHour: number;
}

/** State and tools that the steps of security share; one per worker. */
export interface Context {
  options: SecurityOptions;
  random: Random;
  now(this: void): number;
  pause(this: void, ms: number): Promise<void>;
  /** The one reference to secrets; null = locked. */
  unlocked: Unlocked | null;
  /** Counts lockings, so that a step begun before one does not unlock after it. */
  locks: number;
  /** Whether somebody joined on this device since the worker began. */
  joinedNow: boolean;
  /** Reads the record; null on an empty device; throws `storage-broken` if it cannot be read. */
  record(): Promise<DeviceRecord | null>;
  /** The record of a device that is set up; throws `not-found`. */
  need(): Promise<DeviceRecord>;
  /** Reads, changes and writes in one turn. */
  change(change: (record: DeviceRecord) => DeviceRecord): Promise<DeviceRecord>;
  /** Writes the first record; throws `already-set-up` if there is one. */
  begin(record: DeviceRecord): Promise<void>;
  clear(): Promise<void>;
  /** Runs `work` while no window changes the record. */
  exclusively<T>(this: void, work: () => Promise<T>): Promise<T>;
  /** Runs steps one after another, never two at once. */
  inTurn<T>(this: void, step: () => Promise<T>): Promise<T>;
  /** Tells screens that who is unlocked, or the office, changed. */
  changed(): void;
}

/** Makes the shared context over the options. */
export function createContext(options: SecurityOptions): Context {
  const acrossWindows = options.exclusive ?? ((work) => work());
  const inTurn = queue();
  const oneWriter = queue();
  const exclusive = <T>(work: () => Promise<T>) => oneWriter(() => acrossWindows(work));
  const read = async (): Promise<DeviceRecord | null> => {
    const stored = await options.vault.get<unknown>(RECORD_NAME);
    if (stored === null) return null;
    const parsed = deviceRecord.safeParse(stored);
    if (!parsed.success) throw dataError('storage-broken');
    return parsed.data;
  };
  const need = async (): Promise<DeviceRecord> => {
    const record = await read();
    if (!record) throw dataError('not-found');
    return record;
  };
  return {
    options,
    random: options.random ?? systemRandom,
    now: options.clock ?? Date.now,
    pause: options.pause ?? ((ms) => new Promise((resolve) => setTimeout(resolve, ms))),
    unlocked: null,
    locks: 0,
    joinedNow: false,
    record: read,
    need,
    change: (change) =>
      exclusive(async () => {
        const record = change(await need());
        await options.vault.put(RECORD_NAME, record);
        return record;
      }),
    begin: (record) =>
      exclusive(async () => {
        if (await read()) throw dataError('already-set-up');
        await options.vault.put(RECORD_NAME, record);
      }),
    clear: () => exclusive(() => options.vault.remove(RECORD_NAME)),
    exclusively: exclusive,
    inTurn,
    changed: () => options.onChange({ collections: ['security'] }),
  };
}

/** Runs what it is given one after another; a failure fails its own caller only. */
function queue(): <T>(step: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (step) => {
    const next = last.then(step, step);
    last = next.catch(() => undefined);
    return next;
  };
}

/** The unlocked person; throws `locked`. */
export function needUnlocked(context: Context): Unlocked {
  if (!context.unlocked) throw dataError('locked');
  return context.unlocked;
}
