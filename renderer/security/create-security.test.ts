import { beforeEach, describe, expect, it } from 'vitest';
import { sealRow, openRow } from '#shared/crypto/envelope';
import { toBase64url, utf8 } from '#shared/crypto/bytes';
import { DEMO_PEOPLE } from '#shared/demo/people';
import { inboxOf, readCheckIn, sealCheckIn } from '#shared/security/inbox';
import { verifyRoster } from '#shared/security/roster';
import { fromBase64url } from '#shared/crypto/bytes';
import type { Compartment } from '#shared/security/compartments';
import { cheapKdf } from '../../tests/support/cheap-kdf';
import { OfficeServerDouble } from '../../tests/support/office-server-double';
import { createSecurity, type Security } from './create-security';
import type { DeviceRecord } from './device-record';
import type { LocalVault } from './local-vault';

const PASSPHRASE = 'Vier Kraniche am Fluss';
const SERVER = 'https://server.example';
const NOW = Date.parse('2026-11-21T09:00:00Z');

class MemoryVault implements LocalVault {
  values = new Map<string, string>();
  get<T>(name: string): Promise<T | null> {
    const text = this.values.get(name);
    return Promise.resolve(text === undefined ? null : (JSON.parse(text) as T));
  }
  put(name: string, value: unknown): Promise<void> {
    this.values.set(name, JSON.stringify(value));
    return Promise.resolve();
  }
  remove(name: string): Promise<void> {
    this.values.delete(name);
    return Promise.resolve();
  }
  get record(): DeviceRecord {
    return JSON.parse(this.values.get('security') ?? 'null') as DeviceRecord;
  }
}

let server: OfficeServerDouble;
let now: number;
beforeEach(() => {
  server = new OfficeServerDouble();
  now = NOW;
});

interface Device extends Security {
  vault: MemoryVault;
  files: number;
}

/** One worker on one device; hand in a vault to "restart" it. */
function device(vault = new MemoryVault()): Device {
  const made = { vault, files: 0 } as Device;
  const security = createSecurity({
    vault,
    serverClient: server.client,
    kdf: cheapKdf,
    clock: () => now,
    onChange: () => undefined,
    seedDemo: () => Promise.resolve(),
    countFiles: () => Promise.resolve(made.files),
    countUnsynced: () => Promise.resolve(3),
    // Joining is followed by hand in tests: the loop asks once and then rests for good.
    pause: () => new Promise(() => undefined),
  });
  return Object.assign(made, security);
}

async function founded(
  at: string | null = SERVER,
  circles: 'small-team' | 'separate-circles' = 'separate-circles',
) {
  const lead = device();
  await lead.api.setUpOffice({
    officeName: 'Servicestelle',
    personName: 'Miriam Okafor',
    passphrase: PASSPHRASE,
    circles,
    server: at,
  });
  return lead;
}

async function joined(lead: Device, role: 'counsellor' | 'office-staff', name: string, on = device()) {
  const { code } = await lead.api.invite({ purpose: 'person', name, role });
  await on.api.join({ server: SERVER, code, passphrase: 'Ein ganz anderer Satz' });
  const states = await lead.api.invitations();
  expect(states.at(-1)?.state).toBe('confirmed');
  await relock(on, name, 'Ein ganz anderer Satz');
  return on;
}

/** Locks and unlocks; for a joining person this asks the server once. */
async function relock(on: Device, name: string, passphrase: string) {
  await on.api.lock();
  const state = await on.api.state();
  if (state.state !== 'locked') throw new Error(state.state);
  const personId = state.people.find((person) => person.name === name)?.id ?? '';
  await on.api.unlock({ personId, passphrase });
  await until(async () => (await on.api.state()).state === 'unlocked');
}

async function until(holds: () => Promise<boolean>) {
  for (let i = 0; i < 200 && !(await holds()); i++) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(await holds()).toBe(true);
}

async function code(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'no error',
    (error: unknown) => (error as { code?: string }).code ?? String(error),
  );
}

async function readsOf(from: Device, to: Device, compartment: Compartment): Promise<boolean> {
  const key = from.keyring()?.current(compartment);
  if (!key) throw new Error('no key');
  const place = { table: 'client-files', id: 'x', keyId: key.keyId, maxStamp: 's' };
  const sealed = await sealRow(key.aes, place, utf8('Akte'));
  const other = to.keyring()?.byId(key.keyId);
  return other ? (await openRow(other.aes, place, sealed)).length === 4 : false;
}

describe('setting up', () => {
  it('works without a server and unlocks again offline', async () => {
    const lead = await founded(null);
    expect(server.calls).toEqual([]);
    expect(lead.keyring()?.compartments()).toEqual(['stammdaten', 'beratung', 'schreiben', 'eingang']);
    const again = device(lead.vault);
    expect(again.keyring()).toBeNull();
    await relock(again, 'Miriam Okafor', PASSPHRASE);
    expect(await readsOf(lead, again, 'beratung')).toBe(true);
  });

  it('writes nothing when the server cannot be reached', async () => {
    server.offline = true;
    expect(await code(founded())).toBe('server-unreachable');
    const lead = device();
    expect(await lead.api.state()).toEqual({ state: 'empty' });
    expect(lead.vault.values.size).toBe(0);
  });

  it('keeps no secret readable on the device', async () => {
    const lead = await founded();
    const sheet = await lead.api.recoverySheet();
    const disk = [...lead.vault.values.values()].join('\n');
    expect(disk).not.toContain(PASSPHRASE);
    expect(disk).not.toContain(server.accounts.values().next().value?.authSecret ?? '');
    expect(disk.toUpperCase()).not.toContain(sheet?.groups[3]);
    // Control: the founder's wrapped seed is there, so the scan looks at the right thing.
    expect(disk).toContain(lead.vault.record.enrolled[0]?.wrappedSeed);
  });

  it('refuses weak passphrases, empty names and a second office', async () => {
    const lead = device();
    const input = { officeName: 'A', personName: 'B', circles: 'small-team' as const, server: null };
    expect(await code(lead.api.setUpOffice({ ...input, passphrase: 'kurz' }))).toBe('weak-passphrase');
    expect(await code(lead.api.setUpOffice({ ...input, officeName: ' ', passphrase: PASSPHRASE }))).toBe(
      'invalid',
    );
    await lead.api.setUpOffice({ ...input, passphrase: PASSPHRASE });
    expect(await code(lead.api.setUpOffice({ ...input, passphrase: PASSPHRASE }))).toBe('already-set-up');
  });

  it('connects to a server later, with the same roster', async () => {
    const lead = await founded(null);
    await lead.connect(SERVER);
    expect(server.roster).toEqual(lead.vault.record.roster);
    expect((await lead.signIn(true)).token).toBeTruthy();
    await joined(lead, 'counsellor', 'Jonas Brandt');
  });

  it('sets up a demo office with three people of one device', async () => {
    const demo = device();
    await demo.api.setUpDemo();
    expect(await demo.api.state()).toMatchObject({
      state: 'unlocked',
      demo: true,
      person: { name: 'Jonas Brandt' },
    });
    for (const { name, passphrase } of DEMO_PEOPLE) await relock(demo, name, passphrase);
    await relock(demo, 'Petra Hoffmann', DEMO_PEOPLE[1]?.passphrase ?? '');
    expect(demo.keyring()?.compartments()).toEqual(['stammdaten', 'schreiben', 'eingang']);
    expect(demo.keyring()?.current('beratung')).toBeNull();
    expect((await demo.api.recoveryState()).pending).toBe(false);
  });
});

describe('unlocking', () => {
  it('waits longer after each wrong passphrase, across restarts, and says nothing more', async () => {
    const lead = await founded(null);
    const personId = lead.keyring()?.personId ?? '';
    for (const wait of [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]) {
      const attempt = device(lead.vault);
      const wrong = { personId, passphrase: 'ganz sicher falsch' };
      await expect(attempt.api.unlock(wrong)).rejects.toMatchObject({
        name: 'DataError',
        code: 'wrong-passphrase',
        retryAfterSeconds: wait,
      });
      // Even the right one has to wait.
      await expect(device(lead.vault).api.unlock({ personId, passphrase: PASSPHRASE })).rejects.toMatchObject(
        {
          code: 'wait',
          retryAfterSeconds: wait,
        },
      );
      now += wait * 1000;
    }
    await device(lead.vault).api.unlock({ personId, passphrase: PASSPHRASE });
    expect(lead.vault.record.enrolled[0]?.misses.count).toBe(0);
  });

  it('counts the attempt before it derives, so that a kill does not help', async () => {
    const lead = await founded(null);
    const personId = lead.keyring()?.personId ?? '';
    const killed = createSecurity({
      vault: lead.vault,
      serverClient: server.client,
      kdf: { current: 'never', derive: () => new Promise(() => undefined) },
      clock: () => now,
      onChange: () => undefined,
      seedDemo: () => Promise.resolve(),
      countFiles: () => Promise.resolve(0),
      countUnsynced: () => Promise.resolve(0),
    });
    void killed.api.unlock({ personId, passphrase: 'egal welcher' });
    await until(() => Promise.resolve(lead.vault.record.enrolled[0]?.misses.count === 1));
    expect(await code(device(lead.vault).api.unlock({ personId, passphrase: PASSPHRASE }))).toBe('wait');
  });

  it('locks: nothing is left to ask, and an unlocking under way does not undo it', async () => {
    const lead = await founded(null);
    const personId = lead.keyring()?.personId ?? '';
    await lead.api.lock();
    expect(lead.keyring()).toBeNull();
    expect(await code(lead.api.people())).toBe('locked');
    expect(await code(lead.signIn())).toBe('locked');
    const unlocking = lead.api.unlock({ personId, passphrase: PASSPHRASE });
    await lead.api.lock();
    expect(await code(unlocking)).toBe('locked');
    expect(lead.keyring()).toBeNull();
    expect(await lead.api.state()).toMatchObject({ state: 'locked', unsynced: 3 });
  });

  it('refuses a changed roster or wrapped key on disk', async () => {
    const lead = await founded(null);
    const personId = lead.keyring()?.personId ?? '';
    const { record } = lead.vault;
    const [first, ...rest] = record.roster;
    await lead.vault.put('security', {
      ...record,
      roster: [{ ...first, payload: first?.payload + ' ' }, ...rest],
    });
    expect(await code(device(lead.vault).api.unlock({ personId, passphrase: PASSPHRASE }))).toBe(
      'roster-invalid',
    );
    await lead.vault.put('security', { ...record, roster: 'broken' });
    expect(await device(lead.vault).api.state()).toMatchObject({ state: 'broken' });
  });
});

describe('joining', () => {
  it('admits a person who then reads what the role may read', async () => {
    const lead = await founded();
    const staff = await joined(lead, 'office-staff', 'Petra Hoffmann');
    expect(await readsOf(lead, staff, 'stammdaten')).toBe(true);
    expect(await readsOf(lead, staff, 'beratung')).toBe(false);
    expect((await staff.api.people()).map((person) => person.name)).toEqual([
      'Miriam Okafor',
      'Petra Hoffmann',
    ]);
  });

  it('waits as "joining" until the lead was there, also over a restart', async () => {
    const lead = await founded();
    const { code: text } = await lead.api.invite({ purpose: 'person', name: 'Jonas', role: 'counsellor' });
    const jonas = device();
    const seen = await jonas.api.readCode({ server: SERVER, code: text.toLowerCase().replaceAll('-', ' ') });
    expect(seen).toEqual({
      purpose: 'person',
      officeName: 'Servicestelle',
      name: 'Jonas',
      role: 'counsellor',
    });
    await jonas.api.join({ server: SERVER, code: text, passphrase: 'Ein ganz anderer Satz' });
    expect(await jonas.api.state()).toEqual({ state: 'joining', officeName: 'Servicestelle', name: 'Jonas' });
    expect(jonas.keyring()).toBeNull();
    const restarted = device(jonas.vault);
    expect(await restarted.api.state()).toMatchObject({ state: 'locked' });
    await lead.refreshInvitations();
    await relock(restarted, 'Jonas', 'Ein ganz anderer Satz');
    expect(await readsOf(lead, restarted, 'beratung')).toBe(true);
  });

  it('lets a code be used once', async () => {
    const lead = await founded();
    const { code: text } = await lead.api.invite({ purpose: 'person', name: 'Jonas', role: 'counsellor' });
    await device().api.join({ server: SERVER, code: text, passphrase: 'Ein ganz anderer Satz' });
    const late = device();
    expect(
      await code(late.api.join({ server: SERVER, code: text, passphrase: 'Noch ein anderer Satz' })),
    ).toBe('code-expired');
    expect(late.vault.values.size).toBe(0);
  });

  it('names the wrong group of a mistyped code and does not ask the server', async () => {
    const lead = await founded();
    const { code: text } = await lead.api.invite({ purpose: 'person', name: 'Jonas', role: 'counsellor' });
    const groups = text.split('-');
    groups[2] = groups[2]?.startsWith('7') ? `8${groups[2].slice(1)}` : `7${groups[2]?.slice(1)}`;
    const calls = server.calls.length;
    await expect(device().api.readCode({ server: SERVER, code: groups.join('-') })).rejects.toMatchObject({
      code: 'code-unknown',
      fields: [{ path: 'groups.3', problem: 'wrong' }],
    });
    expect(server.calls.length).toBe(calls);
  });

  it('gives a person a further device by code and passphrase, without a lead', async () => {
    const lead = await founded();
    const jonas = await joined(lead, 'counsellor', 'Jonas Brandt');
    const { code: text } = await jonas.api.invite({ purpose: 'device', name: '', role: 'counsellor' });
    const laptop = device();
    expect(
      await code(laptop.api.join({ server: SERVER, code: text, passphrase: 'falscher Satz hier' })),
    ).toBe('wrong-passphrase');
    expect(
      await code(laptop.api.join({ server: SERVER, code: text, passphrase: 'Ein ganz anderer Satz' })),
    ).toBe('wait');
    now += 2000;
    await laptop.api.join({ server: SERVER, code: text, passphrase: 'Ein ganz anderer Satz' });
    expect(await laptop.api.state()).toMatchObject({ state: 'unlocked', person: { name: 'Jonas Brandt' } });
    expect(await readsOf(jonas, laptop, 'beratung')).toBe(true);
    expect(laptop.keyring()?.deviceId).not.toBe(jonas.keyring()?.deviceId);
    // A counsellor invites nobody else.
    expect(await code(jonas.api.invite({ purpose: 'person', name: 'X', role: 'counsellor' }))).toBe(
      'no-right',
    );
    const leadId = lead.keyring()?.personId ?? '';
    const foreign = { purpose: 'device' as const, name: '', role: 'lead' as const, personId: leadId };
    expect(await code(jonas.api.invite(foreign))).toBe('no-right');
  });

  it('takes two people of one office on one device, and no second office', async () => {
    const lead = await founded();
    await joined(lead, 'counsellor', 'Jonas Brandt', device(lead.vault));
    await relock(lead, 'Miriam Okafor', PASSPHRASE);
    const state = await device(lead.vault).api.state();
    expect(state.state === 'locked' && state.people.map((person) => person.name)).toEqual([
      'Miriam Okafor',
      'Jonas Brandt',
    ]);
    const other = await founded(null);
    const { code: text } = await lead.api.invite({ purpose: 'person', name: 'Y', role: 'counsellor' });
    expect(await code(other.api.join({ server: SERVER, code: text, passphrase: PASSPHRASE }))).toBe(
      'already-set-up',
    );
  });

  it('retries when the roster grew under an admission', async () => {
    const lead = await founded();
    const second = device(lead.vault);
    await relock(second, 'Miriam Okafor', PASSPHRASE);
    const stale = device();
    await stale.vault.put('security', lead.vault.record);
    await relock(stale, 'Miriam Okafor', PASSPHRASE);
    await lead.api.inviteKiosk({ name: 'Eingang', letter: 'A' });
    await stale.api.inviteKiosk({ name: 'Flur', letter: 'B' });
    expect(stale.vault.record.roster).toEqual(server.roster);
    expect((await stale.api.kiosks()).map((kiosk) => kiosk.letter)).toEqual(['A', 'B']);
  });
});

describe('a hostile server', () => {
  it('cannot put its own keys into a joining box, nor swap the office', async () => {
    const lead = await founded();
    const { code: text } = await lead.api.invite({ purpose: 'person', name: 'Jonas', role: 'counsellor' });
    const joining = () => code(device().api.join({ server: SERVER, code: text, passphrase: PASSPHRASE }));
    server.tamper = (_, answer) => ({ ...(answer as object), officeId: 'another-office' });
    expect(await joining()).toBe('code-unknown');
    server.tamper = (_, answer) => ({ ...(answer as object), box: flipped((answer as { box: string }).box) });
    expect(await joining()).toBe('code-unknown');
    server.tamper = (_, answer) => answer;
    expect(await joining()).toBe('no error');
  });

  it('cannot get a claim of its own admitted', async () => {
    const lead = await founded();
    const { code: text } = await lead.api.invite({ purpose: 'person', name: 'Jonas', role: 'counsellor' });
    await device().api.join({ server: SERVER, code: text, passphrase: PASSPHRASE });
    const people = server.roster.length;
    const [enrolment] = server.enrolments.values();
    if (enrolment?.answer) enrolment.answer.claim = flipped(enrolment.answer.claim);
    expect((await lead.api.invitations())[0]?.state).toBe('expired');
    expect(server.roster.length).toBe(people);
  });

  it('cannot show a cut, forked or foreign roster to a known device', async () => {
    const lead = await founded();
    const jonas = await joined(lead, 'counsellor', 'Jonas Brandt');
    const before = jonas.vault.record.roster;
    await lead.api.inviteKiosk({ name: 'Eingang', letter: 'A' });
    const foreign = new OfficeServerDouble();
    const own = server;
    server = foreign;
    await founded();
    server = own;
    const hostile = [
      (entries: unknown[]) => [...entries, ...foreign.roster],
      (entries: unknown[]) =>
        entries.map((entry) => ({ ...(entry as object), signer: jonas.keyring()?.personId })),
      (entries: unknown[]) =>
        entries.map((entry) => ({ ...(entry as object), previousHash: 'x'.repeat(43) })),
      () => foreign.roster.slice(before.length),
    ];
    for (const change of hostile) {
      server.tamper = (path, answer) =>
        path.startsWith('/roster')
          ? { ...(answer as object), entries: change((answer as { entries: unknown[] }).entries) }
          : answer;
      if (change([{}]).length === 0) continue;
      await expect(jonas.refreshRoster()).rejects.toMatchObject({ name: 'RosterError' });
      expect(jonas.vault.record.roster).toEqual(before);
    }
    server.tamper = (_, answer) => answer;
    await jonas.refreshRoster();
    expect(jonas.vault.record.roster.length).toBe(before.length + 1);
  });

  it('withholds grants: the keys count as loading and arrive later', async () => {
    const lead = await founded();
    server.tamper = (path, answer) =>
      path.startsWith('/roster') ? { ...(answer as object), grants: [] } : answer;
    const jonas = await joined(lead, 'counsellor', 'Jonas Brandt');
    expect(jonas.keyring()?.current('stammdaten')).toBeNull();
    server.tamper = (_, answer) => answer;
    await jonas.refreshRoster();
    expect(await readsOf(lead, jonas, 'stammdaten')).toBe(true);
  });
});

describe('the Notfallblatt', () => {
  it('may wait seven days or five files', async () => {
    const lead = await founded();
    expect(await lead.api.recoveryState()).toEqual({
      pending: true,
      dueOn: '2026-11-28',
      filesLeft: 5,
      overdue: false,
    });
    lead.files = 5;
    expect(await lead.api.recoveryState()).toMatchObject({ filesLeft: 0, overdue: true });
    lead.files = 1;
    now += 7 * 24 * 3_600_000;
    expect(await lead.api.recoveryState()).toMatchObject({ filesLeft: 4, overdue: true });
    await lead.api.recoverySheetStored();
    expect(await lead.api.recoverySheet()).toBeNull();
    expect((await lead.api.recoveryState()).pending).toBe(false);
  });

  it.each([null, SERVER])('gives a lead a new passphrase (server: %s)', async (at) => {
    const lead = await founded(at);
    const sheet = await lead.api.recoverySheet();
    const key = lead.keyring()?.current('beratung')?.keyId;
    await lead.api.recoverySheetStored();
    const stale = structuredClone(lead.vault.record);
    if (at) await joined(lead, 'counsellor', 'Jonas Brandt');
    const personId = lead.keyring()?.personId ?? '';
    // The device did not hear of the newcomer: recovery catches up first.
    await lead.vault.put('security', stale);
    const forgetful = device(lead.vault);
    const wrong = sheet?.groups.with(4, '00000').join(' ') ?? '';
    const input = { personId, passphrase: 'Neuer Satz nach dem Urlaub' };
    await expect(forgetful.api.recover({ ...input, groups: wrong })).rejects.toMatchObject({
      code: 'recovery-wrong',
      fields: [{ path: 'groups.5', problem: 'wrong' }],
    });
    await forgetful.api.recover({ ...input, groups: sheet?.groups.join(' ').toLowerCase() ?? '' });
    expect(forgetful.keyring()?.current('beratung')?.keyId).toBe(key);
    expect(await code(device(lead.vault).api.unlock({ personId, passphrase: PASSPHRASE }))).toBe(
      'wrong-passphrase',
    );
    now += 5000;
    await relock(device(lead.vault), 'Miriam Okafor', input.passphrase);
    if (at) await forgetful.signIn(true);
  });

  it('of another office opens nothing', async () => {
    const lead = await founded(null);
    const other = await founded(null);
    const sheet = await other.api.recoverySheet();
    const personId = lead.keyring()?.personId ?? '';
    const input = { personId, passphrase: 'Neuer Satz nach dem Urlaub', groups: sheet?.qr ?? '' };
    expect(await code(lead.api.recover(input))).toBe('recovery-wrong');
  });
});

describe('a kiosk', () => {
  it('seals check-ins from the verified roster alone; the staff opens them', async () => {
    const lead = await founded();
    await lead.api.inviteKiosk({ name: 'Eingang', letter: 'a' });
    const inbox = inboxOf(await verifyRoster(server.roster, lead.vault.record.rootFingerprint));
    if (!inbox) throw new Error('no inbox');
    const item = {
      version: 1 as const,
      id: 'check-in-0000000001',
      number: 'A-07',
      at: '2026-11-21T09:00:00.000Z',
      language: 'ti',
      kind: 'walk-in' as const,
      reason: null,
      code: null,
      name: null,
      birthYear: null,
    };
    const sealed = await sealCheckIn(inbox, item);
    const opened = await lead.keyring()?.openInbox(inbox.keyId, fromBase64url(sealed));
    expect(readCheckIn(opened ?? utf8(''), item.id)).toEqual(item);
    expect(() => readCheckIn(opened ?? utf8(''), 'check-in-0000000002')).toThrow();
    const longer = await sealCheckIn(inbox, { ...item, name: 'Ä'.repeat(100) });
    expect(longer.length).toBe(sealed.length);
    expect(server.kiosks.get('A')?.tokenHash).toHaveLength(43);
    expect(toBase64url(inbox.publicKey)).toHaveLength(87);
  });
});

function flipped(text: string): string {
  const at = Math.floor(text.length / 2);
  return text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1);
}
