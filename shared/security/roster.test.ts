import { beforeAll, describe, expect, it } from 'vitest';
import { fromBase64url, toBase64url, utf8 } from '#shared/crypto/bytes';
import { systemRandom } from '#shared/crypto/random';
import { sign, signingKey, type SigningKey } from '#shared/crypto/sign';
import { epochKeyId, inboxKey } from '#shared/security/epoch-keys';
import { GrantError, openGrant, RECOVERY, sealGrant, verifyGrant } from '#shared/security/grants';
import { admitPerson, foundOffice, type Newcomer, type OfficeLog } from '#shared/security/office-log';
import { type PersonKeys, personKeys } from '#shared/security/person-keys';
import { recoveryKeys, type RecoveryKeys } from '#shared/security/recovery';
import {
  appendEntries,
  compartmentsOfPerson,
  newestEpoch,
  RosterError,
  type RosterState,
  verifyRoster,
} from '#shared/security/roster';
import { entryHash, ROOT, type RosterPayload } from '#shared/security/roster-entries';
import type { Grant, RosterEntry } from '#shared/sync/accounts-protocol';

const LEAD = 'person-lead';
const JONAS = 'person-jonas';
const PETRA = 'person-petra';

let recovery: RecoveryKeys;
let keys: Record<typeof LEAD | typeof JONAS | typeof PETRA, PersonKeys>;
let office: OfficeLog;
let roster: RosterState;
let secrets: Map<string, Uint8Array<ArrayBuffer>>;
let lead: { id: string; key: SigningKey };
let jonas: { id: string; key: SigningKey };
let root: { id: string; key: SigningKey };

const seed = (fill: number) => new Uint8Array(32).fill(fill);
const keyText = async (fill: number) => toBase64url((await signingKey(seed(fill), [])).publicKey);

async function newcomer(
  personId: string,
  of: PersonKeys,
  role: Newcomer['role'],
  fill: number,
): Promise<Newcomer> {
  return {
    personId,
    name: personId,
    role,
    signingKey: toBase64url(of.signing.publicKey),
    sealingKey: toBase64url(of.sealing.publicKey),
    deviceId: `device-of-${personId}`,
    deviceKey: await keyText(fill),
  };
}

beforeAll(async () => {
  keys = {
    [LEAD]: await personKeys(seed(1)),
    [JONAS]: await personKeys(seed(2)),
    [PETRA]: await personKeys(seed(3)),
  };
  recovery = await recoveryKeys(seed(9));
  root = { id: ROOT, key: recovery.root };
  lead = { id: LEAD, key: keys[LEAD].signing };
  jonas = { id: JONAS, key: keys[JONAS].signing };
  office = await foundOffice({
    officeId: 'office-0001',
    officeName: 'Servicestelle',
    circles: 'separate-circles',
    lead: await newcomer(LEAD, keys[LEAD], 'lead', 101),
    leadKey: keys[LEAD].signing,
    recoverySecret: seed(9),
    random: systemRandom,
  });
  roster = await verifyRoster(office.entries, office.rootFingerprint);
  secrets = new Map();
  for (const grant of office.grants.filter((one) => one.recipient === LEAD)) {
    secrets.set(grant.keyId, await openGrant(roster, grant, keys[LEAD].sealing));
  }
  for (const person of [
    await newcomer(JONAS, keys[JONAS], 'counsellor', 102),
    await newcomer(PETRA, keys[PETRA], 'office-staff', 103),
  ]) {
    const admitted = await admitPerson(office, person, secrets, lead, null);
    office.entries.push(...admitted.entries);
    office.grants.push(...admitted.grants);
  }
  roster = await verifyRoster(office.entries, office.rootFingerprint);
});

async function fault(
  entries: readonly RosterEntry[],
  known?: { version: number; hash: string },
): Promise<string> {
  return verifyRoster(entries, office.rootFingerprint, known).then(
    () => 'accepted',
    (error: unknown) => (error instanceof RosterError ? error.code : `not a RosterError: ${String(error)}`),
  );
}

/** The office's log with a further payload, signed by `signer`. */
const appended = (signer: { id: string; key: SigningKey }, ...payloads: RosterPayload[]) =>
  appendEntries(office.entries, payloads, signer);

/** The log with one entry altered and nothing signed anew. */
const altered = (version: number, change: Partial<RosterEntry>) =>
  office.entries.map((entry) => (entry.version === version ? { ...entry, ...change } : entry));

const person = async (id: string, fill: number): Promise<RosterPayload> => ({
  kind: 'person',
  personId: id,
  name: id,
  role: 'counsellor',
  signingKey: await keyText(fill),
  sealingKey: await keyText(fill + 1),
});

describe('roster', () => {
  it('says who is who', () => {
    expect(roster.officeName).toBe('Servicestelle');
    expect([...roster.people.values()].map(({ id, role }) => [id, role])).toEqual([
      [LEAD, 'lead'],
      [JONAS, 'counsellor'],
      [PETRA, 'office-staff'],
    ]);
    expect(compartmentsOfPerson(roster, PETRA, '2026-11-22')).toEqual(['stammdaten', 'schreiben', 'eingang']);
    expect(compartmentsOfPerson(roster, 'stranger', '2026-11-22')).toEqual([]);
    expect(newestEpoch(roster, 'eingang')?.inboxKey).toHaveLength(87);
    expect(roster.devices.size).toBe(3);
  });

  it('refuses an injected key: altered payloads, signers and signatures', async () => {
    const lead2 = office.entries[1];
    const stolen = await keyText(50);
    const injected = lead2?.payload.replace(/"signingKey":"[^"]+"/, `"signingKey":"${stolen}"`) ?? '';
    expect(await fault(altered(2, { payload: injected }))).toBe('wrong-signature');
    expect(await fault(altered(2, { signature: office.entries[0]?.signature ?? '' }))).toBe(
      'wrong-signature',
    );
    expect(await fault(altered(2, { signature: 'no base64url!' }))).toBe('wrong-signature');
    expect(await fault(altered(4, { signer: ROOT }))).toBe('no-right');
    expect(await fault(altered(4, { signer: 'stranger' }))).toBe('no-right');
    const own: SigningKey = await signingKey(seed(50), []);
    const forged = await appended({ id: LEAD, key: own }, await person('person-x', 60));
    expect(await fault(forged)).toBe('wrong-signature');
    // Control: the same entry by the lead's own key is accepted.
    expect(await fault(await appended(lead, await person('person-x', 60)))).toBe('accepted');
  });

  it('lets nobody sign beyond their right', async () => {
    const epoch: RosterPayload = {
      kind: 'epoch',
      compartment: 'beratung',
      epoch: 2,
      keyId: await epochKeyId(seed(70)),
      inboxKey: null,
    };
    const kiosk: RosterPayload = { kind: 'kiosk', kioskId: 'kiosk-0001', name: 'Eingang', letter: 'A' };
    const device = { kind: 'device', deviceId: 'device-new-1', publicKey: await keyText(71) } as const;
    for (const payload of [await person('person-x', 60), epoch, kiosk]) {
      expect(await fault(await appended(jonas, payload))).toBe('no-right');
      expect(await fault(await appended(root, payload))).toBe('no-right');
      expect(await fault(await appended(lead, payload))).toBe('accepted');
    }
    const newLead = { ...(await person('person-x', 60)), kind: 'lead' } as Record<string, unknown>;
    delete newLead['role'];
    expect(await fault(await appended(lead, newLead as RosterPayload))).toBe('no-right');
    expect(await fault(await appended(root, newLead as RosterPayload))).toBe('accepted');
    expect(await fault(await appended(jonas, { ...device, personId: PETRA }))).toBe('no-right');
    expect(await fault(await appended(jonas, { ...device, personId: JONAS }))).toBe('accepted');
    expect(await fault(await appended(lead, { ...device, personId: PETRA }))).toBe('accepted');
  });

  it('refuses another office, an empty log and a log without its beginning', async () => {
    expect(await fault([])).toBe('empty');
    expect(await fault(office.entries.slice(1))).toBe('broken-chain');
    const foreign = await foundOffice({
      officeId: 'office-0001',
      officeName: 'Servicestelle',
      circles: 'small-team',
      lead: await newcomer(LEAD, keys[LEAD], 'lead', 101),
      leadKey: keys[LEAD].signing,
      recoverySecret: seed(8),
      random: systemRandom,
    });
    expect(await fault(foreign.entries)).toBe('wrong-root');
    await expect(verifyRoster(foreign.entries, foreign.rootFingerprint)).resolves.toMatchObject({
      officeName: 'Servicestelle',
    });
    const mixed = [...office.entries.slice(0, 6), ...foreign.entries.slice(6)];
    expect(mixed).toHaveLength(7);
    expect(await fault(mixed)).toBe('broken-chain');
  });

  it('refuses gaps, repetitions, reordering and entries of another chain', async () => {
    const { entries } = office;
    expect(await fault(entries.filter((entry) => entry.version !== 4))).toBe('broken-chain');
    expect(await fault([...entries.slice(0, 4), ...entries.slice(3)])).toBe('broken-chain');
    expect(await fault([...entries.slice(0, 3), entries[4]!, entries[3]!, ...entries.slice(5)])).toBe(
      'broken-chain',
    );
    expect(await fault(altered(5, { previousHash: '' }))).toBe('broken-chain');
    expect(await fault(altered(5, { version: 6 }))).toBe('broken-chain');
    const shorter = entries.slice(0, -1);
    const other = await appendEntries(shorter, [await person('person-x', 60)], lead);
    expect(await fault([...entries, other.at(-1)!])).toBe('broken-chain');
  });

  it('refuses unknown kinds and payloads that are not canonical', async () => {
    const last = office.entries.at(-1)!;
    const previousHash = await entryHash(last);
    const write = async (payload: string) => {
      const entry = { version: last.version + 1, previousHash, payload, signer: LEAD };
      const bytes = utf8(JSON.stringify(['wegbuch-roster-1', entry.version, previousHash, payload, LEAD]));
      return [...office.entries, { ...entry, signature: toBase64url(await sign(lead.key, bytes)) }];
    };
    const kiosk = '{"kind":"kiosk","kioskId":"kiosk-0001","name":"Eingang","letter":"A"}';
    expect(await fault(await write(kiosk))).toBe('accepted');
    for (const wrong of [
      '{"kind":"administrator","personId":"person-x"}',
      kiosk.replace('}', ',"extra":1}'),
      kiosk.replace('"name"', ' "name"'),
      kiosk.replace('"kind":"kiosk",', '').replace('}', ',"kind":"kiosk"}'),
      kiosk.replace('"A"', '"AB"'),
      'null',
      '{',
      '',
    ]) {
      expect(await fault(await write(wrong))).toBe('unknown-kind');
    }
  });

  it('refuses keys and ids that were named before, and contradictions', async () => {
    const known = toBase64url(keys[PETRA].signing.publicKey);
    const reuse = { ...(await person('person-x', 60)), sealingKey: known } as RosterPayload;
    expect(await fault(await appended(lead, reuse))).toBe('key-reused');
    const device = { kind: 'device', personId: JONAS, publicKey: await keyText(71) } as const;
    expect(await fault(await appended(jonas, { ...device, deviceId: `device-of-${PETRA}` }))).toBe(
      'key-reused',
    );
    expect(await fault(await appended(lead, await person(JONAS, 60)))).toBe('contradiction');
    expect(
      await fault(await appended(lead, { ...device, deviceId: 'device-new-1', personId: 'stranger' })),
    ).toBe('contradiction');
    const epoch = { kind: 'epoch', compartment: 'eingang', keyId: await epochKeyId(seed(70)) } as const;
    const inbox = toBase64url((await inboxKey(seed(70))).publicKey);
    expect(await fault(await appended(lead, { ...epoch, epoch: 3, inboxKey: inbox }))).toBe('contradiction');
    expect(await fault(await appended(lead, { ...epoch, epoch: 1, inboxKey: inbox }))).toBe('contradiction');
    expect(await fault(await appended(lead, { ...epoch, epoch: 2, inboxKey: null }))).toBe('contradiction');
    expect(await fault(await appended(lead, { ...epoch, epoch: 2, inboxKey: inbox }))).toBe('accepted');
  });

  it('never goes back: an older or forked log is refused by who knew more', async () => {
    const { head } = roster;
    expect(await fault(office.entries, head)).toBe('accepted');
    expect(await fault(office.entries.slice(0, -1), head)).toBe('older-than-known');
    const fork = await appendEntries(office.entries.slice(0, -1), [await person('person-x', 60)], lead);
    expect(await fault(fork, head)).toBe('forked');
    // Control: without the known head both are accepted.
    expect(await fault(office.entries.slice(0, -1))).toBe('accepted');
    expect(await fault(fork)).toBe('accepted');
  });
});

describe('grants', () => {
  const grantFor = (recipient: string, compartment: string): Grant =>
    office.grants.find((one) => one.recipient === recipient && one.compartment === compartment)!;
  const grantFault = (grant: Grant) =>
    verifyGrant(roster, grant).then(
      () => 'accepted',
      (error: unknown) => (error instanceof GrantError ? error.code : String(error)),
    );

  it('open for their recipient and for recovery', async () => {
    const grant = grantFor(JONAS, 'beratung');
    const secret = await openGrant(roster, grant, keys[JONAS].sealing);
    expect(await epochKeyId(secret)).toBe(grant.keyId);
    const second = await openGrant(roster, grantFor(RECOVERY, 'beratung'), recovery.recovery);
    expect(second).toEqual(secret);
    await expect(openGrant(roster, grant, keys[PETRA].sealing)).rejects.toThrow();
    expect(office.grants.some((one) => one.recipient === PETRA && one.compartment === 'beratung')).toBe(
      false,
    );
  });

  it('refuse every swap', async () => {
    const grant = grantFor(JONAS, 'stammdaten');
    const other = grantFor(JONAS, 'beratung');
    expect(await grantFault(grant)).toBe('accepted');
    expect(await grantFault({ ...grant, sealed: other.sealed })).toBe('wrong-signature');
    expect(await grantFault({ ...grant, recipient: PETRA })).toBe('wrong-signature');
    expect(await grantFault({ ...grant, recipient: 'stranger' })).toBe('foreign-recipient');
    expect(await grantFault({ ...grant, compartment: 'beratung' })).toBe('unknown-epoch');
    expect(await grantFault({ ...grant, keyId: other.keyId })).toBe('unknown-epoch');
    expect(await grantFault({ ...grant, epoch: 2 })).toBe('unknown-epoch');
    expect(await grantFault({ ...grant, rosterVersion: grant.rosterVersion - 1 })).toBe('wrong-signature');
    expect(await grantFault({ ...grant, rosterVersion: 999 })).toBe('no-right');
    expect(await grantFault({ ...grant, signer: JONAS })).toBe('no-right');
    expect(await grantFault({ ...grant, signer: 'stranger' })).toBe('no-right');
    expect(await grantFault({ ...grant, signature: '!' })).toBe('wrong-signature');
    // Sealed text moved between recipients does not open even where the signature is not looked at.
    await expect(openGrant(roster, { ...grant, sealed: other.sealed }, keys[JONAS].sealing)).rejects.toThrow(
      GrantError,
    );
  });

  it('come from leads, for roles that may hold them, with the right key', async () => {
    const epoch = newestEpoch(roster, 'beratung')!;
    const secret = secrets.get(epoch.keyId)!;
    expect(await grantFault(await sealGrant(roster, epoch, secret, JONAS, jonas))).toBe('no-right');
    expect(await grantFault(await sealGrant(roster, epoch, secret, PETRA, lead))).toBe('foreign-recipient');
    const wrong = await sealGrant(roster, epoch, seed(80), JONAS, lead);
    await expect(openGrant(roster, wrong, keys[JONAS].sealing)).rejects.toMatchObject({ code: 'wrong-key' });
    const right = await sealGrant(roster, epoch, secret, JONAS, lead);
    expect(await openGrant(roster, right, keys[JONAS].sealing)).toEqual(secret);
    expect(fromBase64url(right.sealed).length).toBe(65 + 32 + 16);
  });
});
