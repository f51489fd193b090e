import { beforeEach, describe, expect, it } from 'vitest';
import { DEMO_PEOPLE } from '#shared/demo/people';
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
  until,
  world,
} from '../support/security-device';
import { cheapKdf } from '../support/cheap-kdf';
import { createSecurity } from '../../renderer/security/create-security';

beforeEach(freshWorld);

describe('setting up', () => {
  it('works without a server and unlocks again offline', async () => {
    const lead = await founded(null);
    expect(world.server.calls).toEqual([]);
    expect(lead.keyring()?.compartments()).toEqual(['stammdaten', 'beratung', 'schreiben', 'eingang']);
    const again = device(lead.vault);
    expect(again.keyring()).toBeNull();
    await relock(again, 'Miriam Okafor', PASSPHRASE);
    expect(await readsOf(lead, again, 'beratung')).toBe(true);
  });

  it('writes nothing when the server cannot be reached', async () => {
    world.server.offline = true;
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
    expect(disk).not.toContain(world.server.accounts.values().next().value?.authSecret ?? '');
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
    expect(world.server.roster).toEqual(lead.vault.record.roster);
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

describe('sessions', () => {
  it('are kept while they last, by the length the server gave, whatever the clock says', async () => {
    world.now = Date.parse('2036-01-01T00:00:00Z');
    const lead = await founded();
    const first = await lead.signIn();
    world.now += 58 * 60_000;
    expect((await lead.signIn()).token).toBe(first.token);
    world.now += 2 * 60_000;
    expect((await lead.signIn()).token).not.toBe(first.token);
    expect((await lead.signIn(true)).token).not.toBe((await lead.signIn(true)).token);
  });

  it('are opened again once when the server forgot them', async () => {
    const lead = await founded();
    world.server.tokens.clear();
    await lead.refreshRoster();
    expect(world.server.calls.filter((call) => call === 'POST /sessions')).toHaveLength(1);
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
      world.now += wait * 1000;
    }
    await device(lead.vault).api.unlock({ personId, passphrase: PASSPHRASE });
    expect(lead.vault.record.enrolled[0]?.misses.count).toBe(0);
  });

  it('counts the attempt before it derives, so that a kill does not help', async () => {
    const lead = await founded(null);
    const personId = lead.keyring()?.personId ?? '';
    const killed = createSecurity({
      vault: lead.vault,
      serverClient: world.server.client,
      kdf: { ...cheapKdf, derive: () => new Promise(() => undefined) },
      clock: () => world.now,
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
