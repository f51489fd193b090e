import { verifyRoster } from '#shared/security/roster';
import type { Context } from './context';

/** Who writes into which chain, and the key that entries are sealed to. */
export interface AuditWriter {
  officeId: string;
  deviceId: string;
  personId: string;
  key: { number: number; publicKey: string };
}

/**
 * The writer of the unlocked person, or of a person who could not be unlocked. Null before the office has an audit
 * key, and for nobody.
 */
export async function auditWriter(context: Context, personId?: string): Promise<AuditWriter | null> {
  const { unlocked } = context;
  if (unlocked?.roster && (personId === undefined || personId === unlocked.personId)) {
    const key = unlocked.roster.auditKeys.at(-1);
    const { officeId, deviceId, personId: person } = unlocked;
    return key ? { officeId, deviceId, personId: person, key } : null;
  }
  const record = personId === undefined ? null : await context.record();
  const enrolled = record?.enrolled.find((one) => one.personId === personId);
  if (!record || !enrolled || record.roster.length === 0) return null;
  const roster = await verifyRoster(record.roster, record.rootFingerprint);
  const key = roster.auditKeys.at(-1);
  const { officeId } = record;
  return key ? { officeId, deviceId: enrolled.deviceId, personId: enrolled.personId, key } : null;
}
