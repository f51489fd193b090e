import { fromBase64url } from '#shared/crypto/bytes';
import { signingKey } from '#shared/crypto/sign';
import { needsAuditKey, newAuditKey } from '#shared/audit/keys';
import { appendEntries, verifyRoster } from '#shared/security/roster';
import { dataError, isDataError } from '../data/errors';
import { reportFault } from '../data/report-fault';
import { isServerFailure } from '../sync/http';
import { type Context, needUnlocked } from './context';
import type { AuditHands } from './create-security';
import type { DeviceRecord } from './device-record';
import { append } from './appending';
import { openOwn } from './new-person';
import { longer } from './server-session';
import { absorb } from './unlocked';

/** Somebody else made the key meanwhile. */
class NotNeeded extends Error {}

/**
 * Gives the office an audit key that exactly those hold a share of who may read the audit. Done by any lead's
 * device; a server or colleague that is away, or a server that does not know audits yet, holds up nothing.
 * Throws ServerFailure when the server cannot be reached.
 */
export async function renewAuditKey(context: Context): Promise<void> {
  const unlocked = needUnlocked(context);
  const signer = { id: unlocked.personId, key: unlocked.keys.signing };
  const more = async (record: DeviceRecord) => {
    const roster = await verifyRoster(record.roster, record.rootFingerprint);
    if (!needsAuditKey(roster)) throw new NotNeeded();
    const log = await appendEntries(record.roster, [await newAuditKey(roster, context.random)], signer);
    return { entries: log.slice(record.roster.length), grants: [] };
  };
  try {
    const record = await context.need();
    if (record.server !== null) {
      await append(context, '/roster', more);
      return;
    }
    const entries = [...record.roster, ...(await more(record)).entries];
    const roster = await verifyRoster(entries, record.rootFingerprint);
    const changed = await context.change((now) => ({ ...now, roster: longer(now.roster, entries) }));
    await absorb(unlocked, roster, changed.grants);
  } catch (error) {
    if (error instanceof NotNeeded) return;
    const refused = isServerFailure(error) && error.kind === 'refused';
    if (!refused && !isDataError(error)) throw error;
    // An older server says 404; anything else nobody foresaw, and the next renewal tries again.
    if (!refused || error.status !== 404) reportFault(error);
  }
}

/** Keys and roster of the unlocked person; throws `locked`. */
export async function auditHands(context: Context): Promise<AuditHands> {
  const { officeId, personId, deviceId, keys, roster } = needUnlocked(context);
  const { enrolled, roster: log, rootFingerprint } = await context.need();
  const own = enrolled.find((one) => one.deviceId === deviceId);
  if (!roster || !own) throw dataError('locked');
  const seed = await openOwn(keys, ['device', deviceId], fromBase64url(own.sealedDeviceSeed));
  const { sealing, signing } = keys;
  const device = await signingKey(seed, ['device']);
  return { officeId, personId, deviceId, roster, log, rootFingerprint, sealing, signing, device };
}
