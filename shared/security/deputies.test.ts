import { beforeAll, describe, expect, it } from 'vitest';
import { toBase64url } from '#shared/crypto/bytes';
import { systemRandom } from '#shared/crypto/random';
import { signingKey } from '#shared/crypto/sign';
import type { Role } from '#shared/security/compartments';
import { circlesOf, type Deputy, maySignDeputy, overdueLent, withDeputy } from '#shared/security/deputies';
import { verifyGrant } from '#shared/security/grants';
import {
  admitPerson,
  changePerson,
  foundOffice,
  type Newcomer,
  type OfficeLog,
} from '#shared/security/office-log';
import { type PersonKeys, personKeys } from '#shared/security/person-keys';
import {
  appendEntries,
  compartmentsOfPerson,
  newestEpoch,
  RosterError,
  verifyRoster,
} from '#shared/security/roster';
import type { RosterPayload } from '#shared/security/roster-entries';

const [LEAD, JONAS, PETRA, INES, MINA] = ['lead', 'jonas', 'petra', 'ines', 'mina'].map(
  (name) => `person-${name}`,
) as [string, string, string, string, string];
const [BEFORE, FIRST, LAST, AFTER] = ['2026-11-30', '2026-12-01', '2026-12-14', '2026-12-15'] as const;
const seed = (fill: number) => new Uint8Array(32).fill(fill);

let office: OfficeLog;
const keys = new Map<string, PersonKeys>();
const secrets = new Map<string, Uint8Array<ArrayBuffer>>();
const by = (id: string) => {
  const own = keys.get(id);
  if (!own) throw new Error(id);
  return { id, key: own.signing };
};

async function newcomer(personId: string, role: Role, fill: number): Promise<Newcomer> {
  const own = await personKeys(seed(fill));
  keys.set(personId, own);
  return {
    personId,
    name: personId,
    role,
    signingKey: toBase64url(own.signing.publicKey),
    sealingKey: toBase64url(own.sealing.publicKey),
    deviceId: `device-of-${personId}`,
    deviceKey: toBase64url((await signingKey(seed(fill + 100), [])).publicKey),
  };
}

/** Remembers the secrets of new epochs, as the device that made them does. */
const random = (length: number) => {
  const made = systemRandom(length);
  fresh.push(made);
  return made;
};
let fresh: Array<Uint8Array<ArrayBuffer>> = [];

async function learn(): Promise<void> {
  const { epochKeyId } = await import('#shared/security/epoch-keys');
  for (const secret of fresh.filter(({ length }) => length === 32))
    secrets.set(await epochKeyId(secret), secret);
  fresh = [];
}

beforeAll(async () => {
  const lead = await newcomer(LEAD, 'lead', 1);
  const [officeId, officeName, circles] = ['office-0001', 'Servicestelle', 'separate-circles'] as const;
  const part = { officeId, officeName, circles, recoverySecret: seed(9), random };
  office = await foundOffice({ ...part, lead, leadKey: by(LEAD).key });
  await learn();
  for (const [id, role, fill] of [
    [JONAS, 'counsellor', 3],
    [PETRA, 'office-staff', 4],
    [INES, 'administration', 5],
    [MINA, 'counsellor', 6],
  ] as const) {
    const admitted = await admitPerson(office, await newcomer(id, role, fill), secrets, by(LEAD), null);
    office.entries.push(...admitted.entries);
    office.grants.push(...admitted.grants);
  }
});

const stateOf = ({ entries, rootFingerprint }: OfficeLog) => verifyRoster(entries, rootFingerprint);
const deputy = (more: Partial<Deputy> = {}): Deputy => ({
  personId: JONAS,
  deputyId: PETRA,
  from: FIRST,
  until: LAST,
  lends: [],
  ...more,
});
const lent = (more: Partial<Deputy> = {}) => deputy({ lends: ['beratung'], ...more });

/** The office after an entry, as everybody has it then. */
async function after(entry: Deputy, signer = LEAD, from = office, on: string = BEFORE): Promise<OfficeLog> {
  const change = { kind: 'deputy', deputy: entry } as const;
  const more = await changePerson(from, { id: entry.deputyId, change, on }, secrets, by(signer), random);
  await learn();
  return { ...from, entries: [...from.entries, ...more.entries], grants: [...from.grants, ...more.grants] };
}

async function fault(entry: Deputy, signer: string, from = office): Promise<string> {
  const payload: RosterPayload = { kind: 'deputy', ...entry };
  const entries = await appendEntries(from.entries, [payload], by(signer));
  return verifyRoster(entries, office.rootFingerprint).then(
    () => 'accepted',
    (error: unknown) => (error instanceof RosterError ? error.code : String(error)),
  );
}

const grantsTo = (log: OfficeLog, id: string, keyId: string | undefined) =>
  log.grants.filter((grant) => grant.recipient === id && grant.keyId === keyId).length;

describe('a circle that is lent', () => {
  it('is read from its first day to its last, no day before or after', async () => {
    const log = await after(lent());
    const roster = await stateOf(log);
    const reads = (day: string) => compartmentsOfPerson(roster, PETRA, day).includes('beratung');
    expect([BEFORE, FIRST, LAST, AFTER].map(reads)).toEqual([false, true, true, false]);
    expect(compartmentsOfPerson(roster, JONAS, FIRST)).toContain('beratung');
    const given = log.grants.slice(office.grants.length);
    expect(given.map(({ compartment, recipient }) => [compartment, recipient])).toEqual([
      ['beratung', PETRA],
    ]);
    for (const grant of given) await expect(verifyGrant(roster, grant)).resolves.toBeUndefined();
    // Control: the same grant without the entry is refused.
    await expect(verifyGrant(await stateOf(office), given[0]!)).rejects.toThrow('foreign-recipient');
  });

  it('has a new epoch when it is taken back, which the deputy gets no key of', async () => {
    const log = await after(lent());
    const before = newestEpoch(await stateOf(log), 'beratung');
    const back = await after(deputy(), LEAD, log, AFTER);
    const roster = await stateOf(back);
    const epoch = newestEpoch(roster, 'beratung');
    expect(epoch?.epoch).toBe((before?.epoch ?? 0) + 1);
    expect([LEAD, JONAS, MINA, PETRA].map((id) => grantsTo(back, id, epoch?.keyId))).toEqual([1, 1, 1, 0]);
    expect(circlesOf(roster, PETRA)).not.toContain('beratung');
    expect(overdueLent((await stateOf(log)).deputies, AFTER)).toHaveLength(1);
    expect(overdueLent((await stateOf(log)).deputies, LAST)).toEqual([]);
    expect(overdueLent(roster.deputies, AFTER)).toEqual([]);
  });

  it('gets no key of an epoch that is made after its days, and gets it when it is lent anew', async () => {
    const log = await after(lent());
    const left = { kind: 'standing', standing: 'left' } as const;
    const gone = (on: string) => changePerson(log, { id: MINA, change: left, on }, secrets, by(LEAD), random);
    const recipients = ({ grants }: Awaited<ReturnType<typeof gone>>) =>
      grants.filter(({ compartment }) => compartment === 'beratung').map(({ recipient }) => recipient);
    const late = await gone(AFTER);
    await learn();
    expect(recipients(late)).not.toContain(PETRA);
    // Control: within its days it does.
    expect(recipients(await gone(LAST))).toContain(PETRA);
    const then = {
      ...log,
      entries: [...log.entries, ...late.entries],
      grants: [...log.grants, ...late.grants],
    };
    const anew = await after(lent({ from: AFTER, until: '2026-12-31' }), LEAD, then, AFTER);
    const epoch = newestEpoch(await stateOf(anew), 'beratung');
    expect(grantsTo(anew, PETRA, epoch?.keyId)).toBe(1);
  });

  it('is lost with a new epoch by a deputy who leaves or moves to the administration', async () => {
    const log = await after(lent());
    for (const change of [
      { kind: 'standing', standing: 'left' },
      { kind: 'role', role: 'administration', root: null },
    ] as const) {
      const more = await changePerson(log, { id: PETRA, change, on: FIRST }, secrets, by(LEAD), random);
      const roster = await stateOf({ ...log, entries: [...log.entries, ...more.entries] });
      expect(newestEpoch(roster, 'beratung')?.epoch).toBe(2);
      expect(roster.deputies).toEqual([]);
    }
    // Control: without the loan their circles are others.
    const change = { kind: 'role', role: 'administration', root: null } as const;
    const plain = await changePerson(office, { id: PETRA, change, on: FIRST }, secrets, by(LEAD), random);
    const roster = await stateOf({ ...office, entries: [...office.entries, ...plain.entries] });
    expect(newestEpoch(roster, 'beratung')?.epoch).toBe(1);
    await learn();
  });

  it('is taken back also from who stands in for somebody who has left meanwhile', async () => {
    const log = await after(lent());
    const left = { kind: 'standing', standing: 'left' } as const;
    const more = await changePerson(log, { id: JONAS, change: left, on: FIRST }, secrets, by(LEAD), random);
    await learn();
    const gone = { ...log, entries: [...log.entries, ...more.entries] };
    expect(newestEpoch(await stateOf(gone), 'beratung')?.epoch).toBe(2);
    expect(await fault(lent({ until: FIRST }), PETRA, gone)).toBe('accepted');
    expect(await fault(lent({ until: AFTER }), LEAD, gone)).toBe('contradiction');
    const back = await after(deputy(), LEAD, gone, AFTER);
    expect(newestEpoch(await stateOf(back), 'beratung')?.epoch).toBe(3);
  });

  it('takes no key from a deputy whose role has come to hold it', async () => {
    const log = await after(lent());
    const role = { kind: 'role', role: 'counsellor', root: null } as const;
    const more = await changePerson(log, { id: PETRA, change: role, on: FIRST }, secrets, by(LEAD), random);
    const counsels = { ...log, entries: [...log.entries, ...more.entries] };
    const back = await after(deputy(), LEAD, counsels, AFTER);
    expect(newestEpoch(await stateOf(back), 'beratung')?.epoch).toBe(1);
  });
});

describe('who signs', () => {
  it('lets leads do everything, people name their own deputy, and nobody lend but leads', async () => {
    expect(await fault(lent(), LEAD)).toBe('accepted');
    expect(await fault(deputy({ deputyId: MINA }), JONAS)).toBe('accepted');
    expect(await fault(lent(), JONAS)).toBe('no-right');
    expect(await fault(lent(), PETRA)).toBe('no-right');
    expect(await fault(deputy(), PETRA)).toBe('no-right');
    expect(await fault(deputy(), MINA)).toBe('no-right');
    expect(await fault(deputy(), INES)).toBe('no-right');
    // Control: the rule that refuses a loan by who is away is what refuses it.
    expect(maySignDeputy(JONAS, lent(), [lent()])).toBe(true);
    expect(maySignDeputy(JONAS, lent(), [])).toBe(false);
  });

  it('lets both end it earlier, never longer, never with other circles, never as if it had been taken back', async () => {
    const log = await after(lent());
    for (const signer of [JONAS, PETRA]) {
      expect(await fault(lent({ until: FIRST }), signer, log)).toBe('accepted');
      expect(await fault(lent({ until: BEFORE }), signer, log)).toBe('accepted');
      expect(await fault(lent({ until: AFTER }), signer, log)).toBe('no-right');
      expect(await fault(lent({ from: BEFORE }), signer, log)).toBe('no-right');
      expect(await fault(lent({ lends: ['beratung', 'eingang'] }), signer, log)).toBe('no-right');
      expect(await fault(deputy(), signer, log)).toBe('no-right');
    }
    expect(await fault(lent({ until: FIRST }), MINA, log)).toBe('no-right');
  });

  it('refuses what makes no sense, whoever signs', async () => {
    const sound = await stateOf(office);
    expect(withDeputy(sound, lent())).toHaveLength(1);
    for (const entry of [
      deputy({ deputyId: JONAS }),
      deputy({ deputyId: INES }),
      deputy({ personId: INES }),
      deputy({ deputyId: 'person-nobody' }),
      deputy({ until: '2027-12-02' }),
      deputy({ personId: PETRA, deputyId: JONAS, lends: ['beratung'] }),
    ])
      expect(await fault(entry, LEAD)).toBe('contradiction');
    expect(await fault(deputy({ until: '2027-12-01' }), LEAD)).toBe('accepted');
  });

  it('keeps one entry for two people: the later one counts', async () => {
    const log = await after(deputy({ until: FIRST }), LEAD, await after(lent()));
    expect((await stateOf(log)).deputies).toEqual([deputy({ until: FIRST })]);
  });
});
