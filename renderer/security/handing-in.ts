import { z } from 'zod';
import { newId } from '#shared/crypto/random';
import {
  type HandedRow,
  inPackages,
  openPackage,
  packageHash,
  packageSignedBy,
  sealPackage,
} from '#shared/security/handed-in';
import { inboxOf } from '#shared/security/inbox';
import type { RosterState } from '#shared/security/roster';
import { handedInReceipt, type HandIn, handIn as handInRequest } from '#shared/sync/handed-in-protocol';
import { dataError } from '../data/errors';
import { isServerFailure } from '../sync/http';
import { type Context, needUnlocked, type SecurityOptions } from './context';
import { HANDED_IN_NAME } from './device-record';
import type { Unlocked } from './unlocked';

/** What this device hands in, sealed and signed: nobody need be unlocked to send it. */
const handingIn = z.object({
  server: z.string(),
  /** `part` is null once the server has given its receipt for all of them. `revs`: the versions in it. */
  packages: z.array(z.object({ part: handInRequest.nullable(), revs: z.array(z.string()) })),
  /** The server's reason for not taking them. */
  refused: z.string().nullable(),
});
type HandingInRecord = z.infer<typeof handingIn>;

async function recordIn({ vault }: Pick<SecurityOptions, 'vault'>): Promise<HandingInRecord | null> {
  const parsed = handingIn.safeParse(await vault.get(HANDED_IN_NAME));
  return parsed.success ? parsed.data : null;
}

const recordOf = ({ options }: Context) => recordIn(options);

/** Whether something is on its way, was not taken, or has all arrived; null: there is nothing. */
export async function standingOf(
  options: Pick<SecurityOptions, 'vault'>,
): Promise<'waiting' | 'refused' | 'done' | null> {
  const record = await recordIn(options);
  if (!record) return null;
  if (record.refused !== null) return 'refused';
  return record.packages.some(({ part }) => part !== null) ? 'waiting' : 'done';
}

/**
 * Seals what waits for the server to the office's inbox, and signs it with the key of the device, which is dropped
 * afterwards. What was packed before is not packed again. `isOut`: by the signed roster, so that even a device that
 * has nothing to hand in is wiped.
 */
export async function packUp(
  context: Context,
  unlocked: Unlocked,
  roster: RosterState,
  isOut: boolean,
): Promise<void> {
  const { handing, vault } = context.options;
  const { server } = await context.need();
  const inbox = inboxOf(roster);
  if (!handing || !inbox || server === null) return;
  const rows = await handing.rows();
  await context.exclusively(async () => {
    const before = await recordOf(context);
    const known = new Set(before?.packages.flatMap(({ revs }) => revs));
    const parts = inPackages(rows.filter(({ rev }) => !known.has(rev)));
    if (parts.length === 0 && (before !== null || !isOut)) return;
    const device = { id: unlocked.deviceId, key: unlocked.deviceKey };
    const sealed = parts.map(async (part) => ({
      part: await sealPackage(inbox, device, newId(context.random), part),
      revs: part.map(({ rev }) => rev),
    }));
    const packages = [...(before?.packages ?? []), ...(await Promise.all(sealed))];
    await vault.put(HANDED_IN_NAME, { server, packages, refused: null } satisfies HandingInRecord);
  });
}

/** True with the server's receipt for these very bytes. Throws ServerFailure. */
async function isReceived(context: Context, server: string, part: HandIn): Promise<boolean> {
  const request = { body: part, answer: handedInReceipt, timeoutMs: 60_000 };
  const receipt = await context.options.serverClient(server).request('POST', '/handed-in', request);
  return receipt.id === part.id && receipt.hash === (await packageHash(part.sealed));
}

/**
 * Sends what was packed, and wipes the device once the server has given its receipt for all of it and nobody else is
 * at home here. What the server does not take stays as it is. Gives whether to try again later.
 */
export async function handIn(context: Context): Promise<boolean> {
  const record = await recordOf(context);
  if (!record) return false;
  try {
    for (const { part } of record.packages)
      if (part && !(await isReceived(context, record.server, part))) return true;
  } catch (error) {
    if (!isServerFailure(error)) throw error;
    // A server of the time before this door has no such route.
    if (error.kind !== 'refused' || error.status === 404) return true;
    await change(context, (now) => ({ ...now, refused: error.code }));
    context.changed();
    return false;
  }
  await finish(context, record);
  context.changed();
  return false;
}

async function change(context: Context, to: (now: HandingInRecord) => HandingInRecord): Promise<void> {
  await context.exclusively(async () => {
    const now = await recordOf(context);
    if (now) await context.options.vault.put(HANDED_IN_NAME, to(now));
  });
}

async function finish(context: Context, { packages }: HandingInRecord): Promise<void> {
  const revs = new Set(packages.flatMap((one) => one.revs));
  const isWiped = await context.exclusively(async () => {
    const device = await context.record();
    // Where somebody else is enrolled, or somebody may come back with a code, the rows are theirs too.
    const isLeft = device?.enrolled.every(({ ended }) => ended === 'left') ?? false;
    return isLeft && ((await context.options.handing?.wipe(revs)) ?? false);
  });
  if (isWiped) return;
  const received = new Set(packages.flatMap(({ part }) => part?.id ?? []));
  await change(context, (now) => ({
    ...now,
    refused: null,
    packages: now.packages.map((one) => (received.has(one.part?.id ?? '') ? { ...one, part: null } : one)),
  }));
}

/**
 * The rows of a package that another device handed in, for who holds the office's inbox. Throws `not-found` unless
 * that device signed it, SealError, ZodError; `locked`.
 */
export async function openHandedIn(context: Context, part: Omit<HandIn, 'officeId'>): Promise<HandedRow[]> {
  const { officeId, roster, rowKeys } = needUnlocked(context);
  const device = roster?.endedDevices.get(part.deviceId) ?? roster?.devices.get(part.deviceId);
  const inbox = rowKeys.get(part.keyId)?.inbox;
  if (!device || !inbox || !(await packageSignedBy(device.publicKey, { ...part, officeId })))
    throw dataError('not-found');
  return openPackage(inbox, { ...part, officeId });
}
