import { type Bytes, toBase64url } from '#shared/crypto/bytes';
import type { Random } from '#shared/crypto/random';
import type { SigningKey } from '#shared/crypto/sign';
import {
  type Circles,
  type Compartment,
  COMPARTMENTS,
  compartmentsOf,
  type Role,
} from '#shared/security/compartments';
import { circlesOf, type Deputy, keysOf } from '#shared/security/deputies';
import { epochKeyId, inboxKey } from '#shared/security/epoch-keys';
import { RECOVERY, sealGrant } from '#shared/security/grants';
import { recoveryKeys } from '#shared/security/recovery';
import {
  appendEntries,
  newestEpoch,
  RosterError,
  type RosterState,
  verifyRoster,
} from '#shared/security/roster';
import { fingerprint, ROOT, type RosterPayload, type Standing } from '#shared/security/roster-entries';
import type { PersonClaim } from '#shared/security/enrolment';
import type { Grant, RosterEntry } from '#shared/sync/accounts-protocol';

/** Public keys of a person and of the device they join with, as a claim carries them. */
export type Newcomer = Omit<PersonClaim, 'version'> & { name: string; role: Role };

/** Steps in an office's life, as pure functions: they return what is to be stored and sent. */
export interface OfficeLog {
  rootFingerprint: string;
  entries: RosterEntry[];
  grants: Grant[];
}

/** Secrets of epochs by key id; only ever in the memory of an unlocked device. */
export type EpochSecrets = ReadonlyMap<string, Bytes>;

/** Founds an office with its first lead: founding, lead, device and the first epoch of each compartment. */
export async function foundOffice(input: {
  officeId: string;
  officeName: string;
  circles: Circles;
  lead: Omit<Newcomer, 'role'>;
  leadKey: SigningKey;
  recoverySecret: Bytes;
  random: Random;
}): Promise<OfficeLog> {
  const { lead, random } = input;
  const { root, recovery } = await recoveryKeys(input.recoverySecret);
  const rootKey = toBase64url(root.publicKey);
  const founding: RosterPayload = {
    kind: 'founding',
    officeId: input.officeId,
    name: input.officeName,
    circles: input.circles,
    rootKey,
    recoveryKey: toBase64url(recovery.publicKey),
  };
  const secrets = await Promise.all(
    COMPARTMENTS.map(async (compartment) => ({ compartment, secret: random(32) })),
  );
  const epochs = await Promise.all(secrets.map((made) => epochPayload(made.compartment, 1, made.secret)));
  const signer = { id: lead.personId, key: input.leadKey };
  const certified = await appendEntries([], [founding, leadPayload(lead)], { id: ROOT, key: root });
  const entries = await appendEntries(certified, [devicePayload(lead), ...epochs], signer);
  const rootFingerprint = await fingerprint(rootKey);
  const roster = await verifyRoster(entries, rootFingerprint);
  const bySecret = new Map(
    await Promise.all(secrets.map(async (made) => [await epochKeyId(made.secret), made.secret] as const)),
  );
  const grants = await grantAll(roster, [...COMPARTMENTS], bySecret, [lead.personId, RECOVERY], signer);
  return { rootFingerprint, entries, grants };
}

/**
 * Admits a person and their first device, with grants for all epochs of the role's compartments. `root` is needed
 * to admit a lead. Returns the new entries alone.
 */
export async function admitPerson(
  log: Pick<OfficeLog, 'rootFingerprint' | 'entries'>,
  newcomer: Newcomer,
  secrets: EpochSecrets,
  lead: { id: string; key: SigningKey },
  root: SigningKey | null,
): Promise<{ entries: RosterEntry[]; grants: Grant[] }> {
  const person = await appendEntries(log.entries, [personPayload(newcomer)], {
    ...(newcomer.role === 'lead' && root ? { id: ROOT, key: root } : lead),
  });
  const entries = await appendEntries(person, [devicePayload(newcomer)], lead);
  const roster = await verifyRoster(entries, log.rootFingerprint);
  const compartments = compartmentsOf(newcomer.role, roster.circles);
  const grants = await grantAll(roster, compartments, secrets, [newcomer.personId], lead);
  return { entries: entries.slice(log.entries.length), grants };
}

/** Gives a lead new keys in place of lost ones, certified by the root, and grants them everything again. */
export async function replaceLead(
  log: Pick<OfficeLog, 'rootFingerprint' | 'entries'>,
  lead: Omit<Newcomer, 'role'>,
  leadKey: SigningKey,
  root: SigningKey,
  secrets: EpochSecrets,
): Promise<{ entries: RosterEntry[]; grants: Grant[] }> {
  const signer = { id: lead.personId, key: leadKey };
  const certified = await appendEntries(log.entries, [leadPayload(lead)], { id: ROOT, key: root });
  const entries = await appendEntries(certified, [devicePayload(lead)], signer);
  const roster = await verifyRoster(entries, log.rootFingerprint);
  const grants = await grantAll(roster, [...COMPARTMENTS], secrets, [lead.personId], signer);
  return { entries: entries.slice(log.entries.length), grants };
}

/** New keys for somebody who forgot the passphrase, with their first device and grants for all they hold. */
export async function readmitPerson(
  log: Pick<OfficeLog, 'rootFingerprint' | 'entries'>,
  claim: Omit<PersonClaim, 'version'>,
  secrets: EpochSecrets,
  lead: { id: string; key: SigningKey },
): Promise<{ entries: RosterEntry[]; grants: Grant[] }> {
  const { personId, signingKey, sealingKey } = claim;
  const keys: RosterPayload = { kind: 'keys', personId, signingKey, sealingKey };
  const entries = await appendEntries(log.entries, [keys, devicePayload(claim)], lead);
  const roster = await verifyRoster(entries, log.rootFingerprint);
  const held = circlesOf(roster, personId);
  const grants = await grantAll(roster, held, secrets, [personId], lead);
  return { entries: entries.slice(log.entries.length), grants };
}

/**
 * What is to change about a person of the office. `lead` is certified by the root, which signs nothing else; `deputy`
 * is about who stands in, since theirs are the circles that change.
 */
export type PersonChange =
  | { kind: 'standing'; standing: Standing }
  | { kind: 'role'; role: Role; root: SigningKey | null }
  | { kind: 'deputy'; deputy: Deputy };

/**
 * Changes a person's standing or role, or for whom they stand in. Circles that are lost for good get a new epoch, sealed to who stays and to
 * recovery; circles that are gained are granted with all their epochs. A suspension takes no circle: the keys stay,
 * the server refuses. Throws RosterError (`last-lead`, `no-right` …).
 */
export async function changePerson(
  log: Pick<OfficeLog, 'rootFingerprint' | 'entries'>,
  person: { id: string; change: PersonChange; on: string },
  secrets: EpochSecrets,
  by: { id: string; key: SigningKey },
  random: Random,
): Promise<{ entries: RosterEntry[]; grants: Grant[] }> {
  const before = await verifyRoster(log.entries, log.rootFingerprint);
  const { payload, signer } = signedChange(before, person, by);
  const changed = await appendEntries(log.entries, [payload], signer);
  const after = await verifyRoster(changed, log.rootFingerprint);
  const lost = lostFor(before, after, person.id);
  const made = new Map<string, Bytes>();
  const epochs = await Promise.all(
    lost.map(async (compartment) => {
      const secret = random(32);
      const epoch = (newestEpoch(before, compartment)?.epoch ?? 0) + 1;
      const next = await epochPayload(compartment, epoch, secret);
      made.set(next.keyId, secret);
      return next;
    }),
  );
  const entries = await appendEntries(changed, epochs, by);
  const roster = await verifyRoster(entries, log.rootFingerprint);
  const had = new Set(circlesOf(before, person.id, person.on));
  const gained = circlesOf(roster, person.id, person.on).filter((held) => !had.has(held));
  const grants = [
    ...(await Promise.all(
      lost.map((held) => grantAll(roster, [held], made, holdersOf(roster, held, person.on), by)),
    )),
    gained.length > 0 ? await grantAll(roster, gained, secrets, [person.id], by) : [],
  ];
  return { entries: entries.slice(log.entries.length), grants: grants.flat() };
}

function signedChange(
  roster: RosterState,
  { id, change, on }: { id: string; change: PersonChange; on: string },
  by: { id: string; key: SigningKey },
): { payload: RosterPayload; signer: { id: string; key: SigningKey } } {
  if (change.kind === 'standing') {
    return { payload: { kind: 'standing', personId: id, standing: change.standing, on }, signer: by };
  }
  if (change.kind === 'deputy') {
    const { personId, deputyId, from, until, lends } = change.deputy;
    return { payload: { kind: 'deputy', personId, deputyId, from, until, lends }, signer: by };
  }
  if (change.role !== 'lead') {
    return { payload: { kind: 'role', personId: id, role: change.role, on }, signer: by };
  }
  const known = roster.people.get(id);
  const signingKey = known?.signingKeys.at(-1)?.key;
  if (!known || signingKey === undefined || !change.root)
    throw new RosterError('no-right', roster.head.version);
  const payload = leadPayload({ ...known, personId: id, signingKey });
  return { payload, signer: { id: ROOT, key: change.root } };
}

/** Circles whose keys a person had and shall not have any more; one who is suspended still has them. */
function lostFor(before: RosterState, after: RosterState, personId: string): Compartment[] {
  const left = keysOf(after, personId);
  return keysOf(before, personId).filter((held) => !left.includes(held));
}

function holdersOf(roster: RosterState, compartment: Compartment, on: string): string[] {
  const people = [...roster.people.keys()];
  return [...people.filter((id) => circlesOf(roster, id, on).includes(compartment)), RECOVERY];
}

async function grantAll(
  roster: RosterState,
  compartments: Compartment[],
  secrets: EpochSecrets,
  recipients: string[],
  signer: { id: string; key: SigningKey },
): Promise<Grant[]> {
  const wanted = roster.epochs.filter((epoch) => compartments.includes(epoch.compartment));
  const grants = wanted.flatMap((epoch) => {
    const secret = secrets.get(epoch.keyId);
    return secret ? recipients.map((to) => sealGrant(roster, epoch, secret, to, signer)) : [];
  });
  return Promise.all(grants);
}

async function epochPayload(
  compartment: Compartment,
  epoch: number,
  secret: Bytes,
): Promise<Extract<RosterPayload, { kind: 'epoch' }>> {
  const inbox = compartment === 'eingang' ? toBase64url((await inboxKey(secret)).publicKey) : null;
  return { kind: 'epoch', compartment, epoch, keyId: await epochKeyId(secret), inboxKey: inbox };
}

function leadPayload(lead: Pick<Newcomer, 'personId' | 'name' | 'signingKey' | 'sealingKey'>): RosterPayload {
  const { personId, name, signingKey, sealingKey } = lead;
  return { kind: 'lead', personId, name, signingKey, sealingKey };
}

function personPayload(newcomer: Newcomer): RosterPayload {
  const { personId, name, role, signingKey, sealingKey } = newcomer;
  if (role === 'lead') return leadPayload(newcomer);
  return { kind: 'person', personId, name, role, signingKey, sealingKey };
}

function devicePayload(device: Pick<Newcomer, 'personId' | 'deviceId' | 'deviceKey'>): RosterPayload {
  return {
    kind: 'device',
    personId: device.personId,
    deviceId: device.deviceId,
    publicKey: device.deviceKey,
  };
}
