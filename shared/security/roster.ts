import type { SigningKey } from '#shared/crypto/sign';
import type { Circles, Compartment, Role } from '#shared/security/compartments';
import { type Deputy, isStandingIn, keysOf, maySignDeputy, withDeputy } from '#shared/security/deputies';
import { AUDIT_READERS } from '#shared/security/rights';
import {
  entryHash,
  entrySignedBy,
  fingerprint,
  readPayload,
  ROOT,
  type RosterPayload,
  signEntry,
  type Standing,
} from '#shared/security/roster-entries';
import type { RosterEntry } from '#shared/sync/accounts-protocol';

/**
 * The roster says who belongs to an office, with which keys. It is a hash-chained, signed log; the state is what
 * a reader concludes from the whole of it. Trust starts at the root's fingerprint, never at the server.
 */
export interface RosterPerson {
  id: string;
  name: string;
  role: Role;
  standing: Standing;
  /** The day of the last change of role or standing, as who signed it wrote it; null since the beginning. */
  changedOn: string | null;
  /** Roles and standings since the person came, oldest first, with the version of each. */
  terms: Array<{ since: number; role: Role; standing: Standing }>;
  /** All signing keys the person ever had, oldest first, with the version they came with. */
  signingKeys: Array<{ since: number; key: string }>;
  sealingKey: string;
}

export interface RosterEpoch {
  compartment: Compartment;
  epoch: number;
  keyId: string;
  inboxKey: string | null;
  /** Version of its entry. */
  since: number;
}

export interface RosterDevice {
  id: string;
  personId: string;
  publicKey: string;
}

/** A key that the audit is sealed to, with the shares of its private half. */
export type AuditKey = Omit<Extract<RosterPayload, { kind: 'audit' }>, 'kind'>;

export interface RosterState {
  officeId: string;
  officeName: string;
  circles: Circles;
  rootKey: string;
  recoveryKey: string;
  /** Version and hash of the last entry. */
  head: { version: number; hash: string };
  /** Everybody who ever belonged to the office: their names stand beside what they wrote. */
  people: ReadonlyMap<string, RosterPerson>;
  devices: ReadonlyMap<string, RosterDevice>;
  /** Devices that are out, with the version of the entry that ended them. */
  endedDevices: ReadonlyMap<string, RosterDevice & { until: number }>;
  epochs: readonly RosterEpoch[];
  /** Who stands in for whom, ended ones too; a pair of people once. */
  deputies: readonly Deputy[];
  /** By letter. */
  kiosks: ReadonlyMap<string, { id: string; name: string; letter: string }>;
  /** Oldest first; the last one is in use. */
  auditKeys: readonly AuditKey[];
}

export type RosterFault =
  | 'empty'
  | 'wrong-root'
  | 'broken-chain'
  | 'unknown-kind'
  | 'no-right'
  | 'wrong-signature'
  | 'key-reused'
  | 'contradiction'
  | 'last-lead'
  | 'older-than-known'
  | 'forked';

/** Why a roster is not believed; `version` is the entry at fault. */
export class RosterError extends Error {
  override name = 'RosterError';
  constructor(
    readonly code: RosterFault,
    readonly version: number,
  ) {
    super(`roster: ${code} at ${version}`);
  }
}

/** The state while it is being built. */
interface Draft {
  founding: Extract<RosterPayload, { kind: 'founding' }>;
  head: { version: number; hash: string };
  people: Map<string, RosterPerson>;
  devices: Map<string, RosterDevice>;
  endedDevices: Map<string, RosterDevice & { until: number }>;
  epochs: RosterEpoch[];
  deputies: Deputy[];
  kiosks: Map<string, { id: string; name: string; letter: string }>;
  auditKeys: AuditKey[];
  /** Every public key and id of a key, device or kiosk that was ever named: none may come twice. */
  used: Set<string>;
}

/**
 * Verifies a whole roster from the pinned root fingerprint and returns its state; throws RosterError. With
 * `known`, the head of the log seen before, an older or forked log is refused.
 */
export async function verifyRoster(
  entries: readonly RosterEntry[],
  pinnedRootFingerprint: string,
  known?: { version: number; hash: string },
): Promise<RosterState> {
  if (known && entries.length < known.version) throw new RosterError('older-than-known', entries.length);
  let draft: Draft | null = null;
  for (const entry of entries) {
    draft = draft ? await follow(draft, entry) : await begin(entry, pinnedRootFingerprint);
    if (known?.version === draft.head.version && known.hash !== draft.head.hash) {
      throw new RosterError('forked', draft.head.version);
    }
  }
  if (!draft) throw new RosterError('empty', 0);
  const { founding, used: _, ...state } = draft;
  const { officeId, name: officeName, circles, rootKey, recoveryKey } = founding;
  return { officeId, officeName, circles, rootKey, recoveryKey, ...state };
}

/** The log with signed entries for the payloads appended. Verify the result before use. */
export async function appendEntries(
  entries: readonly RosterEntry[],
  payloads: readonly RosterPayload[],
  signer: { id: string; key: SigningKey },
): Promise<RosterEntry[]> {
  const log = [...entries];
  for (const payload of payloads) {
    const last = log.at(-1);
    const head = last ? { version: last.version, hash: await entryHash(last) } : { version: 0, hash: '' };
    log.push(await signEntry(head, payload, signer));
  }
  return log;
}

/** The key a person signs with at a version of the roster, or null. */
export function signingKeyAt(person: RosterPerson | undefined, version: number): string | null {
  return person?.signingKeys.findLast((held) => held.since <= version)?.key ?? null;
}

/** Compartments that a person may read on a day (ISO, in Berlin); none for strangers and who is suspended or left. */
export function compartmentsOfPerson(roster: RosterState, personId: string, day: string): Compartment[] {
  if (roster.people.get(personId)?.standing !== 'active') return [];
  return keysOf(roster, personId, (deputy) => isStandingIn(deputy, day));
}

/** Whether somebody was a lead with all rights at a version of the roster. */
export function wasLeadAt(person: RosterPerson | undefined, version: number): boolean {
  const term = person?.terms.findLast(({ since }) => since <= version);
  return term?.role === 'lead' && term.standing === 'active';
}

/** The newest epoch of a compartment, or null before its first. */
export function newestEpoch(roster: RosterState, compartment: Compartment): RosterEpoch | null {
  return roster.epochs.findLast((epoch) => epoch.compartment === compartment) ?? null;
}

async function begin(entry: RosterEntry, pinned: string): Promise<Draft> {
  const payload = readPayload(entry);
  if (entry.version !== 1 || entry.previousHash !== '') throw new RosterError('broken-chain', entry.version);
  if (payload?.kind !== 'founding') throw new RosterError('unknown-kind', 1);
  if ((await fingerprint(payload.rootKey)) !== pinned) throw new RosterError('wrong-root', 1);
  if (entry.signer !== ROOT) throw new RosterError('no-right', 1);
  if (!(await signed(entry, payload.rootKey))) throw new RosterError('wrong-signature', 1);
  if (payload.rootKey === payload.recoveryKey) throw new RosterError('key-reused', 1);
  return {
    founding: payload,
    head: { version: 1, hash: await entryHash(entry) },
    people: new Map(),
    devices: new Map(),
    endedDevices: new Map(),
    epochs: [],
    deputies: [],
    kiosks: new Map(),
    auditKeys: [],
    used: new Set([payload.rootKey, payload.recoveryKey]),
  };
}

async function follow(draft: Draft, entry: RosterEntry): Promise<Draft> {
  const version = draft.head.version + 1;
  if (entry.version !== version || entry.previousHash !== draft.head.hash) {
    throw new RosterError('broken-chain', version);
  }
  const payload = readPayload(entry);
  if (!payload) throw new RosterError('unknown-kind', version);
  if (!maySign(draft, entry.signer, payload)) throw new RosterError('no-right', version);
  const key =
    entry.signer === ROOT
      ? draft.founding.rootKey
      : signingKeyAt(draft.people.get(entry.signer), draft.head.version);
  if (!key || !(await signed(entry, key))) throw new RosterError('wrong-signature', version);
  apply(draft, payload, version);
  draft.head = { version, hash: await entryHash(entry) };
  return draft;
}

/** A signature that is not even base64url is a wrong one. */
async function signed(entry: RosterEntry, key: string): Promise<boolean> {
  try {
    return await entrySignedBy(entry, key);
  } catch {
    return false;
  }
}

/** Who may write what: the root certifies leads and nothing else; leads write the rest; people add own devices. */
function maySign(draft: Draft, signer: string, payload: RosterPayload): boolean {
  switch (payload.kind) {
    case 'founding':
      return false;
    case 'lead':
      return signer === ROOT;
    case 'device':
      return (signer === payload.personId && isActive(draft, signer)) || isActive(draft, signer, 'lead');
    case 'standing': {
      const suspends = payload.standing === 'suspended';
      return isActive(draft, signer, 'lead') || (suspends && isActive(draft, signer, 'administration'));
    }
    case 'deputy':
      if (isActive(draft, signer) && maySignDeputy(signer, payload, draft.deputies)) return true;
      return isActive(draft, signer, 'lead');
    case 'person':
    case 'role':
    case 'keys':
    case 'epoch':
    case 'kiosk':
    case 'audit':
      return isActive(draft, signer, 'lead');
  }
}

function isActive(draft: Draft, personId: string, role?: Role): boolean {
  const person = draft.people.get(personId);
  return person?.standing === 'active' && (role === undefined || person.role === role);
}

function claimKeys(draft: Draft, version: number, ...keys: string[]): void {
  for (const key of keys) {
    if (draft.used.has(key)) throw new RosterError('key-reused', version);
    draft.used.add(key);
  }
}

function apply(draft: Draft, payload: RosterPayload, version: number): void {
  switch (payload.kind) {
    case 'founding':
      throw new RosterError('contradiction', version);
    case 'lead':
    case 'person':
      return admit(draft, payload, version);
    case 'standing':
    case 'role':
      return changeTerm(draft, payload, version);
    case 'deputy': {
      const deputies = withDeputy({ ...draft, circles: draft.founding.circles }, payload);
      if (!deputies) throw new RosterError('contradiction', version);
      draft.deputies = deputies;
      return;
    }
    case 'keys': {
      const known = draft.people.get(payload.personId);
      if (known?.standing !== 'active' || known.role === 'lead') {
        throw new RosterError('contradiction', version);
      }
      return replaceKeys(draft, known, payload, version);
    }
    case 'device':
      if (!isActive(draft, payload.personId)) throw new RosterError('contradiction', version);
      claimKeys(draft, version, payload.deviceId, payload.publicKey);
      draft.devices.set(payload.deviceId, {
        id: payload.deviceId,
        personId: payload.personId,
        publicKey: payload.publicKey,
      });
      return;
    case 'epoch': {
      const { compartment, epoch, keyId, inboxKey } = payload;
      const before = draft.epochs.findLast((known) => known.compartment === compartment)?.epoch ?? 0;
      if (epoch !== before + 1 || (inboxKey !== null) !== (compartment === 'eingang')) {
        throw new RosterError('contradiction', version);
      }
      claimKeys(draft, version, keyId, ...(inboxKey ? [inboxKey] : []));
      draft.epochs.push({ compartment, epoch, keyId, inboxKey, since: version });
      return;
    }
    case 'kiosk':
      claimKeys(draft, version, payload.kioskId);
      draft.kiosks.set(payload.letter, {
        id: payload.kioskId,
        name: payload.name,
        letter: payload.letter,
      });
      return;
    case 'audit': {
      const { number, publicKey, shares } = payload;
      if (number !== draft.auditKeys.length + 1 || !areHolders(draft, shares))
        throw new RosterError('contradiction', version);
      claimKeys(draft, version, publicKey);
      draft.auditKeys.push({ number, publicKey, shares });
    }
  }
}

/** A new person, new keys for a lead, or a person of another role who becomes a lead. */
function admit(
  draft: Draft,
  payload: Extract<RosterPayload, { kind: 'lead' | 'person' }>,
  version: number,
): void {
  const { personId: id, name, signingKey, sealingKey } = payload;
  const role: Role = payload.kind === 'lead' ? 'lead' : payload.role;
  const known = draft.people.get(id);
  if (!known) {
    claimKeys(draft, version, signingKey, sealingKey);
    const terms = [{ since: version, role, standing: 'active' as const }];
    const signingKeys = [{ since: version, key: signingKey }];
    const standing = 'active' as const;
    draft.people.set(id, { id, name, role, standing, changedOn: null, terms, signingKeys, sealingKey });
    return;
  }
  if (payload.kind === 'person' || known.standing === 'left') {
    throw new RosterError('contradiction', version);
  }
  // The root's word counts for more than that of a lead who suspended another.
  const terms = [...known.terms, { since: version, role, standing: 'active' as const }];
  const certified = { ...known, name, role, standing: 'active' as const, terms };
  if (known.role === 'lead') return replaceKeys(draft, certified, payload, version);
  if (known.signingKeys.at(-1)?.key !== signingKey || known.sealingKey !== sealingKey) {
    throw new RosterError('contradiction', version);
  }
  draft.people.set(id, certified);
}

function replaceKeys(
  draft: Draft,
  person: RosterPerson,
  { signingKey, sealingKey }: { signingKey: string; sealingKey: string },
  version: number,
): void {
  claimKeys(draft, version, signingKey, sealingKey);
  const signingKeys = [...person.signingKeys, { since: version, key: signingKey }];
  draft.people.set(person.id, { ...person, signingKeys, sealingKey });
  endDevices(draft, person.id, version);
}

/** Another role or standing. Who left stays so, and an office keeps a lead. */
function changeTerm(
  draft: Draft,
  payload: Extract<RosterPayload, { kind: 'standing' | 'role' }>,
  version: number,
): void {
  const known = draft.people.get(payload.personId);
  if (!known || known.standing === 'left') throw new RosterError('contradiction', version);
  const role = payload.kind === 'role' ? payload.role : known.role;
  const standing = payload.kind === 'standing' ? payload.standing : known.standing;
  if (role === known.role && standing === known.standing) throw new RosterError('contradiction', version);
  const terms = [...known.terms, { since: version, role, standing }];
  draft.people.set(known.id, { ...known, role, standing, terms, changedOn: payload.on });
  if (standing === 'left') endDevices(draft, known.id, version);
  if (standing === 'left' || role === 'administration')
    draft.deputies = draft.deputies.filter(({ deputyId }) => deputyId !== known.id);
  const isLed = [...draft.people.keys()].some((id) => isActive(draft, id, 'lead'));
  if (!isLed) throw new RosterError('last-lead', version);
}

function endDevices(draft: Draft, personId: string, version: number): void {
  for (const device of draft.devices.values()) {
    if (device.personId !== personId) continue;
    draft.devices.delete(device.id);
    draft.endedDevices.set(device.id, { ...device, until: version });
  }
}

/** Shares of the audit key go to people who may read the audit, and to the Notfallblatt; to each once. */
function areHolders(draft: Draft, shares: AuditKey['shares']): boolean {
  const readers = [...draft.people.values()].filter(
    ({ role, standing }) => standing === 'active' && AUDIT_READERS.includes(role),
  );
  const allowed = new Set([draft.founding.recoveryKey, ...readers.map(({ sealingKey }) => sealingKey)]);
  return shares.every(({ to }) => allowed.delete(to));
}
