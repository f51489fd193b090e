import { beforeEach, describe, expect, it } from 'vitest';
import { createPinKeeper, type AskPins } from '#shared/security/pin-keeper';
import { createSecurity } from '../../renderer/security/create-security';
import { cheapKdf } from '../support/cheap-kdf';
import {
  code,
  device,
  founded,
  freshWorld,
  MemoryVault,
  PASSPHRASE,
  SERVER,
  world,
} from '../support/security-device';

const PIN = '739251';
const OTHER = 'Ein ganz anderer Satz';

/** A worker on a device whose keeper lives on when the worker does not. */
function worker(vault: MemoryVault, pins: AskPins, allowed = true) {
  return createSecurity({
    vault,
    serverClient: (base) => world.client(base),
    kdf: cheapKdf,
    clock: () => world.now,
    onChange: () => undefined,
    seedDemo: () => Promise.resolve(),
    countFiles: () => Promise.resolve(0),
    countUnsynced: () => Promise.resolve(0),
    pins,
    pinRules: () => Promise.resolve({ allowed, untilHour: 19 }),
  }).api;
}

function keeper(): AskPins {
  const ask = createPinKeeper(() => world.now);
  return (question) => Promise.resolve(ask(question));
}

async function withPin() {
  const { vault } = await founded(null);
  const pins = keeper();
  const api = worker(vault, pins);
  const personId = vault.record.enrolled[0]?.personId ?? '';
  await api.unlock({ personId, passphrase: PASSPHRASE });
  await api.setPin({ passphrase: PASSPHRASE, pin: PIN });
  await api.lock();
  return { vault, pins, personId, restarted: () => worker(vault, pins) };
}

beforeEach(freshWorld);

describe('a PIN', () => {
  it('unlocks after the worker was replaced, and not once its keeper is gone', async () => {
    const { vault, personId, restarted } = await withPin();
    const next = restarted();
    expect(await next.state()).toMatchObject({ state: 'locked', people: [{ pinTries: 5 }] });
    await next.unlockByPin({ personId, pin: PIN });
    expect(await next.state()).toMatchObject({ state: 'unlocked', person: { id: personId } });
    const elsewhere = worker(vault, keeper());
    expect(await elsewhere.state()).toMatchObject({ people: [{ pinTries: null }] });
    expect(await code(elsewhere.unlockByPin({ personId, pin: PIN }))).toBe('pin-over');
  });

  it('cannot be tried on a copy of the profile: what lies on the disk opens with the person’s keys alone', async () => {
    const { vault, pins: memory, personId } = await withPin();
    const copy = new MemoryVault();
    copy.values = new Map(vault.values);
    expect(await code(worker(copy, keeper()).unlockByPin({ personId, pin: PIN }))).toBe('pin-over');
    // Control: with the keeper's memory the very same copy opens.
    await worker(copy, memory).unlockByPin({ personId, pin: PIN });
  });

  it('is over after five misses, also across reloads, until the passphrase renews it', async () => {
    const { personId, restarted } = await withPin();
    for (let miss = 1; miss <= 4; miss++)
      expect(await code(restarted().unlockByPin({ personId, pin: '000000' }))).toBe('wrong-pin');
    expect(await code(restarted().unlockByPin({ personId, pin: '000000' }))).toBe('pin-over');
    const last = restarted();
    expect(await code(last.unlockByPin({ personId, pin: PIN }))).toBe('pin-over');
    await last.unlock({ personId, passphrase: PASSPHRASE });
    await last.lock();
    await last.unlockByPin({ personId, pin: PIN });
  });

  it('is over with the working day and with another passphrase', async () => {
    const { vault, personId, restarted } = await withPin();
    // As a change of the passphrase leaves the record.
    const record = vault.record;
    await vault.put('security', {
      ...record,
      enrolled: record.enrolled.map((one) => ({ ...one, wrappedSeed: `${one.wrappedSeed}A` })),
    });
    expect(await code(restarted().unlockByPin({ personId, pin: PIN }))).toBe('pin-over');
    await vault.put('security', record);
    const again = restarted();
    await again.unlock({ personId, passphrase: PASSPHRASE });
    await again.lock();
    world.now = new Date(world.now).setHours(19, 0, 0, 0);
    expect(await code(again.unlockByPin({ personId, pin: PIN }))).toBe('pin-over');
  });

  it('asks for the passphrase, refuses what is easy to guess, and goes when it is taken away', async () => {
    const { vault, pins, personId, restarted } = await withPin();
    const api = restarted();
    await api.unlockByPin({ personId, pin: PIN });
    expect(await code(api.setPin({ passphrase: PASSPHRASE, pin: '123456' }))).toBe('weak-pin');
    expect(await code(api.setPin({ passphrase: OTHER, pin: '480697' }))).toBe('wrong-passphrase');
    await api.removePin();
    expect(await api.pin()).toMatchObject({ allowed: true, set: false });
    await api.lock();
    expect(await code(api.unlockByPin({ personId, pin: PIN }))).toBe('pin-over');
    const strict = worker(vault, pins, false);
    world.now += 10_000;
    await strict.unlock({ personId, passphrase: PASSPHRASE });
    expect(await code(strict.setPin({ passphrase: PASSPHRASE, pin: PIN }))).toBe('pin-unavailable');
  });
});

describe('the place before a lock', () => {
  it('is given back once, to the person alone', async () => {
    const { vault, personId, restarted } = await withPin();
    const api = restarted();
    await api.unlockByPin({ personId, pin: PIN });
    await api.keepPlace('Halbgetippt');
    expect(JSON.stringify([...vault.values])).not.toContain('Halbgetippt');
    await api.lock();
    expect(await code(api.takePlace())).toBe('locked');
    await api.unlockByPin({ personId, pin: PIN });
    expect([await api.takePlace(), await api.takePlace()]).toEqual(['Halbgetippt', null]);
  });
});

describe('a device that is wiped at each logon', () => {
  it('is told by the many devices that the person had before it', async () => {
    const lead = await founded();
    const { id, name } = (await lead.api.people())[0] ?? { id: '', name: '' };
    for (let before = 1; before <= 3; before++) {
      const { code: text } = await lead.api.invite({ purpose: 'device', name, role: 'lead', personId: id });
      const wiped = device();
      await wiped.api.join({ server: SERVER, code: text, passphrase: PASSPHRASE });
      expect(await wiped.api.earlierDevices()).toBe(before);
      // Control: the device that stays and is opened again counts none.
      await wiped.api.lock();
      const again = device(wiped.vault);
      await again.api.unlock({ personId: id, passphrase: PASSPHRASE });
      expect(await again.api.earlierDevices()).toBe(0);
    }
  });
});
