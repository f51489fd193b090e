import { z } from 'zod';
import { type Bytes, fromBase64url, toBase64url } from '#shared/crypto/bytes';
import { EnvelopeError } from '#shared/crypto/envelope';
import { type OpeningKey, openSealed, SealError, sealTo } from '#shared/crypto/hpke';
import type { Kdf } from '#shared/crypto/kdf';
import { RECOVERY } from '#shared/security/grants';
import { passphraseKeys, personKeys, unwrapSeed } from '#shared/security/person-keys';
import { readRecovery, recoveryKeys } from '#shared/security/recovery';
import { fingerprint } from '#shared/security/roster-entries';
import { dataError } from '../data/errors';
import { type Context, needUnlocked } from './context';

/**
 * What stands readable at the beginning of a backup: whose it is, when it was made, and the file's key, sealed to
 * each person of the office and to recovery (ADR 17). Seeds of people lie in it as on the device: wrapped.
 */
export const backupHeader = z.object({
  format: z.literal(1),
  /** Version of the local database that it was made from. */
  schema: z.number(),
  officeId: z.string(),
  officeName: z.string(),
  rootFingerprint: z.string(),
  /** ISO. */
  madeAt: z.string(),
  people: z.array(
    z.object({
      personId: z.string(),
      name: z.string(),
      kdf: z.object({ id: z.string(), salt: z.string() }),
      wrappedSeed: z.string(),
    }),
  ),
  keys: z.array(z.object({ recipient: z.string(), sealed: z.string() })),
});
export type BackupHeader = z.infer<typeof backupHeader>;

/** A way into a backup without this device: a person's passphrase, or the Notfallblatt. */
export type BackupWay = { personId: string; passphrase: string } | { groups: string };

const labelOf = ({ officeId, madeAt }: Pick<BackupHeader, 'officeId' | 'madeAt'>) => [
  'backup',
  officeId,
  madeAt,
];

async function openFor(header: BackupHeader, recipient: string, key: OpeningKey): Promise<Bytes | null> {
  const own = header.keys.find((one) => one.recipient === recipient);
  if (!own) return null;
  try {
    return await openSealed(key, labelOf(header), fromBase64url(own.sealed));
  } catch (error) {
    if (error instanceof SealError) return null;
    throw error;
  }
}

/** The header of a backup with `key`, for everybody of the office. Throws `locked`. */
export async function sealBackupKey(context: Context, key: Bytes, schema: number): Promise<BackupHeader> {
  const { roster } = needUnlocked(context);
  const { officeId, officeName, rootFingerprint, enrolled } = await context.need();
  if (!roster) throw dataError('locked');
  const madeAt = new Date(context.now()).toISOString();
  const recipients = [
    ...[...roster.people.values()]
      .filter(({ standing, role }) => standing === 'active' && role !== 'administration')
      .map(({ id, sealingKey }) => ({ recipient: id, sealingKey })),
    { recipient: RECOVERY, sealingKey: roster.recoveryKey },
  ];
  const keys = await Promise.all(
    recipients.map(async ({ recipient, sealingKey }) => {
      const sealed = await sealTo(fromBase64url(sealingKey), labelOf({ officeId, madeAt }), key);
      return { recipient, sealed: toBase64url(sealed) };
    }),
  );
  const people = enrolled
    .filter(({ personId, ended }) => roster.people.has(personId) && ended === null)
    .map(({ personId, name, kdf, wrappedSeed }) => ({ personId, name, kdf, wrappedSeed }));
  return { format: 1, schema, officeId, officeName, rootFingerprint, madeAt, people, keys };
}

/** The file's key for the unlocked person. Throws `locked`, `no-right` when it is not sealed to them. */
export async function openBackupKey(context: Context, header: BackupHeader): Promise<Bytes> {
  const { personId, keys } = needUnlocked(context);
  const key = await openFor(header, personId, keys.sealing);
  if (!key) throw dataError('no-right');
  return key;
}

/** The file's key on a device that knows nothing. Throws `wrong-passphrase`, `recovery-wrong`, `not-found`. */
export async function openBackupWith(kdf: Kdf, header: BackupHeader, way: BackupWay): Promise<Bytes> {
  if ('groups' in way) {
    const reading = readRecovery(way.groups);
    if (!reading.ok) {
      const fields = reading.wrongGroups.map((group) => ({ path: `groups.${group}`, problem: 'wrong' }));
      throw dataError('recovery-wrong', { fields });
    }
    const { root, recovery } = await recoveryKeys(reading.secret);
    const isOurs = (await fingerprint(toBase64url(root.publicKey))) === header.rootFingerprint;
    const key = isOurs ? await openFor(header, RECOVERY, recovery) : null;
    if (!key) throw dataError('recovery-wrong');
    return key;
  }
  const person = header.people.find(({ personId }) => personId === way.personId);
  if (!person) throw dataError('not-found');
  const place = { officeId: header.officeId, personId: person.personId };
  try {
    const { wrapping } = await passphraseKeys(kdf, person.kdf, way.passphrase, place);
    const { sealing } = await personKeys(await unwrapSeed(wrapping, place, person.wrappedSeed));
    const key = await openFor(header, person.personId, sealing);
    if (!key) throw dataError('backup-damaged');
    return key;
  } catch (error) {
    if (error instanceof EnvelopeError) throw dataError('wrong-passphrase');
    throw error;
  }
}
