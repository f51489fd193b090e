import { z } from 'zod';
import { ROLES } from '#shared/security/compartments';
import { keysOf } from '#shared/security/deputies';
import { RECOVERY } from '#shared/security/grants';
import type { RosterState } from '#shared/security/roster';
import { grant, rosterEntry } from '#shared/sync/accounts-protocol';

/** Name of the record in the vault. One record, so that each step is written whole or not at all. */
export const RECORD_NAME = 'security';
/** Name of the record of what this device hands in after it was ended. */
export const HANDED_IN_NAME = 'handed-in';

/** A person who can unlock on this device. */
const enrolledPerson = z.object({
  personId: z.string(),
  name: z.string(),
  role: z.enum(ROLES),
  deviceId: z.string(),
  kdf: z.object({ id: z.string(), salt: z.string() }),
  /** The seed of all private keys, wrapped under the passphrase. */
  wrappedSeed: z.string(),
  /** The device's own seed, sealed to the person. */
  sealedDeviceSeed: z.string(),
  lastHere: z.string().nullable(),
  misses: z.object({ count: z.number(), at: z.number() }),
  /** Invitations under way, sealed to the person. */
  sealedInvitations: z.string().nullable(),
  /** While a lead has not confirmed yet: where to ask, and the least that the roster must contain. */
  joining: z.object({ lookup: z.string(), version: z.number(), hash: z.string() }).nullable(),
  /** The signed roster says that the person left, or that this device is out; their keys are gone from here. */
  ended: z.enum(['left', 'replaced']).nullable().default(null),
  /** What was derived from the person's PIN, sealed to the person: without their keys no PIN can be tried on it. */
  pin: z.object({ salt: z.string(), sealed: z.string() }).optional(),
  /** Where the person was when it was locked, and what they typed, sealed to them. */
  place: z.string().optional(),
});
export type EnrolledPerson = z.infer<typeof enrolledPerson>;

/** All that the device keeps about keys and office; public, wrapped or sealed, never plain secrets. */
export const deviceRecord = z.object({
  format: z.literal(1),
  officeId: z.string(),
  officeName: z.string(),
  /** What every roster is verified from. */
  rootFingerprint: z.string(),
  server: z.string().nullable(),
  demo: z.boolean(),
  /** Empty only while the first person of this device is joining. */
  roster: z.array(rosterEntry),
  grants: z.array(grant),
  enrolled: z.array(enrolledPerson),
  /** The recovery secret, sealed to the founder until the Notfallblatt is stored. */
  recovery: z.object({ personId: z.string(), sealed: z.string(), since: z.string() }).nullable(),
});
export type DeviceRecord = z.infer<typeof deviceRecord>;

/** The record with one enrolled person changed. */
export function withPerson(
  record: DeviceRecord,
  personId: string,
  change: Partial<EnrolledPerson>,
): DeviceRecord {
  return {
    ...record,
    enrolled: record.enrolled.map((known) => (known.personId === personId ? { ...known, ...change } : known)),
  };
}

/**
 * The record as a verified roster wants it: people by their name and role of today; keys are dropped of who left
 * or whose device is out, and of circles that somebody lost. Who is suspended keeps theirs.
 */
export function inLineWith(roster: RosterState, record: DeviceRecord): DeviceRecord {
  const enrolled = record.enrolled.map((one): EnrolledPerson => {
    const person = roster.people.get(one.personId);
    if (!person || one.joining) return one;
    const { name, role } = person;
    if (roster.devices.has(one.deviceId)) return { ...one, name, role };
    const ended = person.standing === 'left' ? 'left' : 'replaced';
    const gone = { wrappedSeed: '', sealedDeviceSeed: '', sealedInvitations: null };
    return { ...one, name, role, ended, ...gone };
  });
  const grants = record.grants.filter(
    ({ recipient, compartment }) => recipient === RECOVERY || keysOf(roster, recipient).includes(compartment),
  );
  return { ...record, enrolled, grants };
}
