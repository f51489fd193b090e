import { beforeAll, describe, expect, it } from 'vitest';
import { toBase64url, utf8 } from '#shared/crypto/bytes';
import { systemRandom } from '#shared/crypto/random';
import { sign, signingKey, type SigningKey } from '#shared/crypto/sign';
import { COMPARTMENTS } from '#shared/security/compartments';
import { endedAt, signEndedRequest } from '#shared/security/ended';
import { epochKeyId } from '#shared/security/epoch-keys';
import { GrantError, openGrant, RECOVERY, sealGrant, verifyGrant } from '#shared/security/grants';
import {
  admitPerson,
  changePerson,
  foundOffice,
  type Newcomer,
  type OfficeLog,
  type PersonChange,
  readmitPerson,
} from '#shared/security/office-log';
import { type PersonKeys, personKeys } from '#shared/security/person-keys';
import { recoveryKeys } from '#shared/security/recovery';
import {
  appendEntries,
  compartmentsOfPerson,
  newestEpoch,
  RosterError,
  type RosterState,
  verifyRoster,
} from '#shared/security/roster';
import { type RosterPayload, ROOT } from '#shared/security/roster-entries';
import type { Grant, RosterEntry } from '#shared/sync/accounts-protocol';

const [LEAD, SECOND, JONAS, PETRA, INES] = ['lead', 'second', 'jonas', 'petra', 'ines'].map(
  (name) => `person-${name}`,
) as [string, string, string, string, string];
const ON = '2026-11-22';
type Signer = { id: string; key: SigningKey };

const seed = (fill: number) => new Uint8Array(32).fill(fill);
const keyText = async (fill: number) => toBase64url((await signingKey(seed(fill), [])).publicKey);

let office: OfficeLog;
let secrets: Map<string, Uint8Array<ArrayBuffer>>;
const keys = new Map<string, PersonKeys>();
const signers = new Map<string, Signer>();
const by = (id: string) => signers.get(id)!;

async function newcomer(personId: string, role: Newcomer['role'], fill: number): Promise<Newcomer> {
  const own = await personKeys(seed(fill));
  keys.set(personId, own);
  signers.set(personId, { id: personId, key: own.signing });
  return {
    personId,
    name: personId,
    role,
    signingKey: toBase64url(own.signing.publicKey),
    sealingKey: toBase64url(own.sealing.publicKey),
    deviceId: `device-of-${personId}`,
    deviceKey: await keyText(fill + 100),
  };
}

beforeAll(async () => {
  const { root } = await recoveryKeys(seed(9));
  signers.set(ROOT, { id: ROOT, key: root });
  const lead = await newcomer(LEAD, 'lead', 1);
  office = await foundOffice({
    officeId: 'office-0001',
    officeName: 'Servicestelle',
    circles: 'separate-circles',
    lead,
    leadKey: by(LEAD).key,
    recoverySecret: seed(9),
    random: systemRandom,
  });
  secrets = await secretsOf(LEAD, office);
  for (const [id, role, fill] of [
    [SECOND, 'lead', 2],
    [JONAS, 'counsellor', 3],
    [PETRA, 'office-staff', 4],
    [INES, 'administration', 5],
  ] as const) {
    const admitted = await admitPerson(office, await newcomer(id, role, fill), secrets, by(LEAD), root);
    office.entries.push(...admitted.entries);
    office.grants.push(...admitted.grants);
  }
});

/** All secrets that a person's grants open, as a device of theirs would. */
async function secretsOf(id: string, log: OfficeLog): Promise<Map<string, Uint8Array<ArrayBuffer>>> {
  const roster = await stateOf(log);
  const opened = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const grant of log.grants.filter(({ recipient }) => recipient === id)) {
    const secret = await openGrant(roster, grant, keys.get(id)!.sealing).catch(() => null);
    if (secret) opened.set(grant.keyId, secret);
  }
  return opened;
}

const stateOf = ({ entries, rootFingerprint }: OfficeLog) => verifyRoster(entries, rootFingerprint);

/** The office after a change, as everybody has it then. */
async function after(
  personId: string,
  change: PersonChange,
  signer = LEAD,
  from = office,
): Promise<OfficeLog> {
  const held = await secretsOf(signer, from);
  const more = await changePerson(from, { id: personId, change, on: ON }, held, by(signer), systemRandom);
  return { ...from, entries: [...from.entries, ...more.entries], grants: [...from.grants, ...more.grants] };
}

const left = { kind: 'standing', standing: 'left' } as const;
const suspended = { kind: 'standing', standing: 'suspended' } as const;
const active = { kind: 'standing', standing: 'active' } as const;

async function fault(log: OfficeLog, signer: string, ...payloads: RosterPayload[]): Promise<string> {
  const entries = await appendEntries(log.entries, payloads, by(signer));
  return faultOf(entries);
}
const faultOf = (entries: RosterEntry[], known?: { version: number; hash: string }) =>
  verifyRoster(entries, office.rootFingerprint, known).then(
    () => 'accepted',
    (error: unknown) => (error instanceof RosterError ? error.code : String(error)),
  );
const grantFault = (roster: RosterState, grant: Grant) =>
  verifyGrant(roster, grant).then(
    () => 'accepted',
    (error: unknown) => (error instanceof GrantError ? error.code : String(error)),
  );
const standing = (personId: string, to: 'active' | 'suspended' | 'left'): RosterPayload => ({
  kind: 'standing',
  personId,
  standing: to,
  on: ON,
});
const kiosk: RosterPayload = { kind: 'kiosk', kioskId: 'kiosk-0001', name: 'Eingang', letter: 'A' };

describe('who leaves', () => {
  it('has none of the new keys; who stays and recovery have them all', async () => {
    const log = await after(JONAS, left);
    const roster = await stateOf(log);
    expect(compartmentsOfPerson(roster, JONAS, ON)).toEqual([]);
    for (const compartment of COMPARTMENTS) {
      const epoch = newestEpoch(roster, compartment)!;
      expect(epoch.epoch).toBe(2);
      const to = log.grants.filter(({ keyId }) => keyId === epoch.keyId).map(({ recipient }) => recipient);
      const reads = compartment === 'beratung' ? [] : [PETRA];
      expect(to.sort()).toEqual([LEAD, SECOND, ...reads, RECOVERY].sort());
    }
    // What is still sealed to them is not believed either. Control: before the end it was.
    const own = log.grants.find(({ recipient }) => recipient === JONAS)!;
    expect(await grantFault(roster, own)).toBe('foreign-recipient');
    expect(await grantFault(await stateOf(office), own)).toBe('accepted');
  });

  it('signs nothing any more, and does not come back under the same name', async () => {
    const log = await after(SECOND, left);
    for (const payload of [kiosk, standing(JONAS, 'left'), standing(SECOND, 'active')]) {
      expect(await fault(log, SECOND, payload)).toBe('no-right');
    }
    expect(await fault(office, SECOND, kiosk)).toBe('accepted');
    expect(await fault(log, LEAD, standing(SECOND, 'active'))).toBe('contradiction');
    const device = { kind: 'device', personId: SECOND, deviceId: 'device-new-1' } as const;
    const payload = { ...device, publicKey: await keyText(71) };
    expect(await fault(log, LEAD, payload)).toBe('contradiction');
    expect(await fault(office, LEAD, payload)).toBe('accepted');
  });

  it('cannot date an entry back: the chain has one place for it, which is taken', async () => {
    const log = await after(SECOND, left);
    const { head } = await stateOf(log);
    const forged = await appendEntries(office.entries, [kiosk], by(SECOND));
    expect(await faultOf(forged)).toBe('accepted');
    expect(await faultOf([...forged, ...log.entries.slice(office.entries.length)])).toBe('broken-chain');
    expect(await faultOf(forged, head)).toBe('older-than-known');
    const long = await appendEntries(
      forged,
      ['B', 'C', 'D', 'E', 'F', 'G'].map((letter) => ({ ...kiosk, kioskId: `kiosk-000${letter}`, letter })),
      by(SECOND),
    );
    expect(long.length).toBeGreaterThan(log.entries.length);
    expect(await faultOf(long, head)).toBe('forked');
    expect(await faultOf(long)).toBe('accepted');
  });

  it('cannot grant keys that came after, under a date from before; what they granted then still holds', async () => {
    const log = await after(SECOND, left);
    const roster = await stateOf(log);
    const before = await stateOf(office);
    const epoch = newestEpoch(roster, 'beratung')!;
    const secret = (await secretsOf(LEAD, log)).get(epoch.keyId)!;
    const backdated = { ...roster, head: before.head };
    const grant = await sealGrant(backdated, epoch, secret, JONAS, by(SECOND));
    expect(await grantFault(roster, grant)).toBe('unknown-epoch');
    const dated = await sealGrant(roster, epoch, secret, JONAS, by(SECOND));
    expect(await grantFault(roster, dated)).toBe('no-right');
    expect(await grantFault(roster, await sealGrant(roster, epoch, secret, JONAS, by(LEAD)))).toBe(
      'accepted',
    );
    const old = newestEpoch(before, 'beratung')!;
    const rightly = await sealGrant(before, old, secrets.get(old.keyId)!, JONAS, by(SECOND));
    expect(await grantFault(roster, rightly)).toBe('accepted');
  });

  it('is never the last lead who can work', async () => {
    const log = await after(SECOND, suspended);
    await expect(after(LEAD, left, LEAD, log)).rejects.toMatchObject({ code: 'last-lead' });
    expect(await fault(log, INES, standing(LEAD, 'suspended'))).toBe('last-lead');
    const role: RosterPayload = { kind: 'role', personId: LEAD, role: 'counsellor', on: ON };
    expect(await fault(log, LEAD, role)).toBe('last-lead');
    expect(await fault(office, SECOND, role)).toBe('accepted');
    expect(await fault(office, INES, standing(LEAD, 'suspended'))).toBe('accepted');
  });
});

describe('who is suspended', () => {
  it('holds nothing until a lead takes them up again, with what came meanwhile', async () => {
    const resting = await after(JONAS, suspended);
    const roster = await stateOf(resting);
    expect(roster.epochs).toHaveLength(COMPARTMENTS.length);
    expect(compartmentsOfPerson(roster, JONAS, ON)).toEqual([]);
    expect(await fault(resting, JONAS, standing(JONAS, 'active'))).toBe('no-right');
    const changed = await after(PETRA, left, LEAD, resting);
    const newest = newestEpoch(await stateOf(changed), 'beratung')!;
    expect(await secretsOf(JONAS, changed)).toEqual(new Map());
    const back = await after(JONAS, active, LEAD, changed);
    expect([...(await secretsOf(JONAS, back)).keys()]).toContain(newest.keyId);
    expect(await secretsOf(JONAS, back)).toEqual(await secretsOf(LEAD, back));
  });
});

describe('another role', () => {
  it('gives all epochs of a circle, and takes it with a new one', async () => {
    const down = await after(JONAS, { kind: 'role', role: 'office-staff', root: null });
    const roster = await stateOf(down);
    expect(newestEpoch(roster, 'beratung')!.epoch).toBe(2);
    expect(newestEpoch(roster, 'stammdaten')!.epoch).toBe(1);
    const up = await after(PETRA, { kind: 'role', role: 'counsellor', root: null }, LEAD, down);
    expect(await secretsOf(PETRA, up)).toEqual(await secretsOf(LEAD, up));
    expect((await secretsOf(JONAS, up)).has(newestEpoch(roster, 'beratung')!.keyId)).toBe(false);
  });

  it('makes a lead only by the root, with the keys the person has', async () => {
    await expect(after(JONAS, { kind: 'role', role: 'lead', root: null })).rejects.toMatchObject({
      code: 'no-right',
    });
    const own = keys.get(JONAS)!;
    const payload: RosterPayload = {
      kind: 'lead',
      personId: JONAS,
      name: JONAS,
      signingKey: toBase64url(own.signing.publicKey),
      sealingKey: toBase64url(own.sealing.publicKey),
    };
    expect(await fault(office, LEAD, payload)).toBe('no-right');
    expect(await fault(office, ROOT, payload)).toBe('accepted');
    const stolen = { ...payload, sealingKey: await keyText(60) };
    expect(await fault(office, ROOT, stolen)).toBe('contradiction');
    const log = await after(JONAS, { kind: 'role', role: 'lead', root: by(ROOT).key });
    expect(await fault(log, JONAS, kiosk)).toBe('accepted');
    expect(await fault(office, JONAS, kiosk)).toBe('no-right');
  });
});

describe('the administration', () => {
  it('suspends, and can neither grant, admit, rotate, take up again nor end', async () => {
    const roster = await stateOf(office);
    const epoch = newestEpoch(roster, 'beratung')!;
    const secret = secrets.get(epoch.keyId)!;
    expect(compartmentsOfPerson(roster, INES, ON)).toEqual([]);
    expect(await grantFault(roster, await sealGrant(roster, epoch, secret, JONAS, by(INES)))).toBe(
      'no-right',
    );
    expect(await grantFault(roster, await sealGrant(roster, epoch, secret, INES, by(LEAD)))).toBe(
      'foreign-recipient',
    );
    const next: RosterPayload = {
      kind: 'epoch',
      compartment: 'beratung',
      epoch: 2,
      keyId: await epochKeyId(seed(70)),
      inboxKey: null,
    };
    const person = { kind: 'person', personId: 'person-x', name: 'X', role: 'counsellor' } as const;
    const admitted = { ...person, signingKey: await keyText(60), sealingKey: await keyText(61) };
    const role: RosterPayload = { kind: 'role', personId: PETRA, role: 'counsellor', on: ON };
    const lost = { signingKey: await keyText(62), sealingKey: await keyText(63) };
    const fresh: RosterPayload = { kind: 'keys', personId: JONAS, ...lost };
    for (const payload of [next, admitted, role, fresh, kiosk, standing(JONAS, 'left')]) {
      expect(await fault(office, INES, payload)).toBe('no-right');
      expect(await fault(office, LEAD, payload)).toBe('accepted');
    }
    const log = await after(JONAS, suspended, INES);
    expect(await fault(log, INES, standing(JONAS, 'active'))).toBe('no-right');
    expect(await fault(log, LEAD, standing(JONAS, 'active'))).toBe('accepted');
  });
});

describe('new keys for a person', () => {
  it('put the old ones and their devices out', async () => {
    const { name: _, role: __, ...claim } = await newcomer(JONAS, 'counsellor', 6);
    const more = await readmitPerson(office, { ...claim, deviceId: 'device-again-1' }, secrets, by(LEAD));
    const log = { ...office, entries: [...office.entries, ...more.entries], grants: more.grants };
    expect(await secretsOf(JONAS, log)).toEqual(secrets);
    const roster = await stateOf(log);
    expect(roster.devices.has(`device-of-${JONAS}`)).toBe(false);
    expect(roster.devices.has('device-again-1')).toBe(true);
    const old: Signer = { id: JONAS, key: (await personKeys(seed(3))).signing };
    const device = { kind: 'device', personId: JONAS, deviceId: 'device-new-1' } as const;
    const payload = { ...device, publicKey: await keyText(71) };
    const signedBy = async (signer: Signer) => faultOf(await appendEntries(log.entries, [payload], signer));
    expect(await signedBy(old)).toBe('wrong-signature');
    expect(await signedBy(by(JONAS))).toBe('accepted');
    // Leads get theirs from the root alone.
    const taken = { signingKey: await keyText(62), sealingKey: await keyText(63) };
    expect(await fault(office, LEAD, { kind: 'keys', personId: SECOND, ...taken })).toBe('contradiction');
  });
});

describe('the entries that ended a device', () => {
  it('are for that device, up to its end', async () => {
    const device = await signingKey(seed(103), []);
    const id = `device-of-${JONAS}`;
    const signature = await signEndedRequest(device, 'office-0001', id);
    const log = await after(JONAS, left);
    expect(await endedAt(await stateOf(log), id, signature)).toBe(office.entries.length + 1);
    expect(await endedAt(await stateOf(office), id, signature)).toBeNull();
    expect(await endedAt(await stateOf(log), `device-of-${PETRA}`, signature)).toBeNull();
    const other = await signingKey(seed(104), []);
    expect(
      await endedAt(await stateOf(log), id, await signEndedRequest(other, 'office-0001', id)),
    ).toBeNull();
    const elsewhere = toBase64url(await sign(device, utf8('[]')));
    expect(await endedAt(await stateOf(log), id, elsewhere)).toBeNull();
    const resting = await after(JONAS, suspended);
    expect(await endedAt(await stateOf(resting), id, signature)).toBe(resting.entries.length);
  });
});
