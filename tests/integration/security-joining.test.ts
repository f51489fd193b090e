import { beforeEach, describe, expect, it } from 'vitest';
import { fromBase64url, toBase64url, utf8 } from '#shared/crypto/bytes';
import { inboxOf, readCheckIn, sealCheckIn } from '#shared/security/inbox';
import { verifyRoster } from '#shared/security/roster';
import { OfficeServerDouble } from '../support/office-server-double';
import {
  code,
  device,
  founded,
  freshWorld,
  joined,
  PASSPHRASE,
  readsOf,
  relock,
  SERVER,
  world,
} from '../support/security-device';

beforeEach(freshWorld);

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
    const calls = world.server.calls.length;
    await expect(device().api.readCode({ server: SERVER, code: groups.join('-') })).rejects.toMatchObject({
      code: 'code-unknown',
      fields: [{ path: 'groups.3', problem: 'wrong' }],
    });
    expect(world.server.calls.length).toBe(calls);
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
    world.now += 2000;
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
    expect(stale.vault.record.roster).toEqual(world.server.roster);
    expect((await stale.api.kiosks()).map((kiosk) => kiosk.letter)).toEqual(['A', 'B']);
  });
});

describe('a hostile server', () => {
  it('cannot put its own keys into a joining box, nor swap the office', async () => {
    const lead = await founded();
    const { code: text } = await lead.api.invite({ purpose: 'person', name: 'Jonas', role: 'counsellor' });
    const joining = () => code(device().api.join({ server: SERVER, code: text, passphrase: PASSPHRASE }));
    world.server.tamper = (_, answer) => ({ ...(answer as object), officeId: 'another-office' });
    expect(await joining()).toBe('code-unknown');
    world.server.tamper = (_, answer) => ({
      ...(answer as object),
      box: flipped((answer as { box: string }).box),
    });
    expect(await joining()).toBe('code-unknown');
    world.server.tamper = (_, answer) => answer;
    expect(await joining()).toBe('no error');
  });

  it('cannot get a claim of its own admitted', async () => {
    const lead = await founded();
    const { code: text } = await lead.api.invite({ purpose: 'person', name: 'Jonas', role: 'counsellor' });
    await device().api.join({ server: SERVER, code: text, passphrase: PASSPHRASE });
    const people = world.server.roster.length;
    const [enrolment] = world.server.enrolments.values();
    if (enrolment?.answer) enrolment.answer.claim = flipped(enrolment.answer.claim);
    expect((await lead.api.invitations())[0]?.state).toBe('expired');
    expect(world.server.roster.length).toBe(people);
  });

  it('cannot show a cut, forked or foreign roster to a known device', async () => {
    const lead = await founded();
    const jonas = await joined(lead, 'counsellor', 'Jonas Brandt');
    const before = jonas.vault.record.roster;
    await lead.api.inviteKiosk({ name: 'Eingang', letter: 'A' });
    const foreign = new OfficeServerDouble();
    const own = world.server;
    world.server = foreign;
    await founded();
    world.server = own;
    const hostile = [
      (entries: unknown[]) => [...entries, ...foreign.roster],
      (entries: unknown[]) =>
        entries.map((entry) => ({ ...(entry as object), signer: jonas.keyring()?.personId })),
      (entries: unknown[]) =>
        entries.map((entry) => ({ ...(entry as object), previousHash: 'x'.repeat(43) })),
      () => foreign.roster.slice(before.length),
    ];
    for (const change of hostile) {
      world.server.tamper = (path, answer) =>
        path.startsWith('/roster')
          ? { ...(answer as object), entries: change((answer as { entries: unknown[] }).entries) }
          : answer;
      if (change([{}]).length === 0) continue;
      await expect(jonas.refreshRoster()).rejects.toMatchObject({ name: 'RosterError' });
      expect(jonas.vault.record.roster).toEqual(before);
    }
    world.server.tamper = (_, answer) => answer;
    await jonas.refreshRoster();
    expect(jonas.vault.record.roster.length).toBe(before.length + 1);
  });

  it('withholds grants: the keys count as loading and arrive later', async () => {
    const lead = await founded();
    world.server.tamper = (path, answer) =>
      path.startsWith('/roster') ? { ...(answer as object), grants: [] } : answer;
    const jonas = await joined(lead, 'counsellor', 'Jonas Brandt');
    expect(jonas.keyring()?.current('stammdaten')).toBeNull();
    world.server.tamper = (_, answer) => answer;
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
    world.now += 7 * 24 * 3_600_000;
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
    world.now += 5000;
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
    const inbox = inboxOf(await verifyRoster(world.server.roster, lead.vault.record.rootFingerprint));
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
    expect(world.server.kiosks.get('A')?.tokenHash).toHaveLength(43);
    expect(toBase64url(inbox.publicKey)).toHaveLength(87);
  });
});

function flipped(text: string): string {
  const at = Math.floor(text.length / 2);
  return text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1);
}
