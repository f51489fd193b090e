import { z } from 'zod';
import type { KioskPlatform } from './platform';

/** Names of the two files beside the envelopes. */
const RECORD_FILE = 'kiosk-record';
const COUNTER_FILE = 'kiosk-counter';

/** What the kiosk knows of its office: nothing about people. */
const kioskRecord = z.strictObject({
  version: z.literal(1),
  server: z.url(),
  officeId: z.string(),
  officeName: z.string(),
  kioskId: z.string(),
  letter: z.string().regex(/^[A-Z]$/),
  /** May post a check-in, read the configuration and send a heartbeat; nothing else. */
  token: z.string(),
  /** Pinned when the kiosk was enrolled; every roster is verified from here. */
  rootFingerprint: z.string(),
  rosterHead: z.strictObject({ version: z.number().int(), hash: z.string() }),
  inbox: z.strictObject({ keyId: z.string(), publicKey: z.string() }),
});
export type KioskRecord = z.infer<typeof kioskRecord>;

const dayCounter = z.strictObject({ day: z.iso.date(), last: z.number().int().min(0) });
const envelope = z.strictObject({ id: z.string(), keyId: z.string(), sealed: z.string() });
export type Envelope = z.infer<typeof envelope>;

/** Everything on disk: the kiosk's record, the counter of the day, sealed envelopes not yet taken. */
export interface Stored {
  record: KioskRecord | null;
  counter: z.infer<typeof dayCounter> | null;
  envelopes: Envelope[];
}

function parsed<S extends z.ZodType>(schema: S, body: string | undefined): z.infer<S> | null {
  if (body === undefined) return null;
  try {
    return schema.parse(JSON.parse(body));
  } catch {
    // A file torn by a crash says nothing; a kiosk without a record asks to be set up again.
    return null;
  }
}

/** Reads what is on disk. */
export async function readStored(platform: KioskPlatform): Promise<Stored> {
  const files = new Map((await platform.all()).map((file) => [file.id, file.body]));
  const record = parsed(kioskRecord, files.get(RECORD_FILE));
  const counter = parsed(dayCounter, files.get(COUNTER_FILE));
  files.delete(RECORD_FILE);
  files.delete(COUNTER_FILE);
  const envelopes = [...files.values()].flatMap((body) => parsed(envelope, body) ?? []);
  return { record, counter, envelopes };
}

export function saveRecord(platform: KioskPlatform, record: KioskRecord): Promise<void> {
  return platform.save(RECORD_FILE, JSON.stringify(record));
}

export function saveCounter(platform: KioskPlatform, counter: z.infer<typeof dayCounter>): Promise<void> {
  return platform.save(COUNTER_FILE, JSON.stringify(counter));
}

/** The kiosk asks for a new code after this; sealed envelopes stay. */
export function forgetRecord(platform: KioskPlatform): Promise<void> {
  return platform.remove(RECORD_FILE);
}
