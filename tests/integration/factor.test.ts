import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createServerClient } from '../../renderer/sync/http';
import { codeOf, stopClock } from '../support/authenticator';
import {
  code,
  type Device,
  device,
  founded,
  freshWorld,
  joined,
  OTHER_PASSPHRASE,
  PASSPHRASE,
  readsOf,
  relock,
  SERVER,
  until,
  world,
} from '../support/security-device';
import { characters } from './support/factor';
import { startTestServer, type TestServer } from './support/server';

let server: TestServer;
const goOn = stopClock();
beforeAll(async () => {
  server = await startTestServer();
  freshWorld();
  world.now = Date.now();
  world.client = (base) => createServerClient(base === SERVER ? server.url : base, fetch);
});
afterAll(async () => {
  goOn();
  await server.end();
});

/** Time passes at the server: devices have to give a code again, and nobody waits. */
const later = (days: number) =>
  server.owner.query(
    `update device_states set factor_at = factor_at - interval '${String(days)} days'; delete from sign_in_failures`,
  );

/** Switches it on with the code of the step before; hands back the secret and the recovery codes. */
async function switchOn(on: Device, passphrase: string) {
  const { secret, address } = await on.api.beginFactor({ passphrase });
  expect(address).toContain(`secret=${secret}`);
  const codes = await on.api.confirmFactor({ code: codeOf(secret, -1) });
  return { secret, codes: codes.map(characters) };
}

const idOf = (on: Device) => on.vault.record.enrolled.at(-1)?.personId ?? '';

describe('the second factor', () => {
  it('is asked of a new device, then every 30 days, and never for unlocking', async () => {
    const lead = await founded();
    const jonas = await joined(lead, 'counsellor', 'Jonas Brandt');
    expect(await code(jonas.api.beginFactor({ passphrase: 'Ein falscher Satz' }))).toBe('wrong-passphrase');
    world.now += 2_000;
    const { secret, codes } = await switchOn(jonas, OTHER_PASSPHRASE);
    expect(codes).toHaveLength(10);
    expect(await jonas.api.factor()).toEqual({ on: true, codesLeft: 10, others: [] });
    expect((await lead.api.factor()).others).toEqual([idOf(jonas)]);
    // The device that switched it on goes on for 30 days, also when it renews its session.
    await jonas.signIn(true);
    await later(29);
    await jonas.signIn(true);
    await later(2);
    await expect(jonas.signIn(true)).rejects.toMatchObject({ code: 'factor-needed', status: 403 });
    expect(await jonas.api.factorNews()).toEqual({ needed: true, ended: null });
    // Offline it opens as ever, with everything in it.
    await relock(jonas, 'Jonas Brandt', OTHER_PASSPHRASE);
    expect(await readsOf(jonas, jonas, 'beratung')).toBe(true);
    expect(await code(jonas.api.giveFactorCode({ code: '000000' }))).toMatch(/^factor-(wrong|expired)$/);
    expect(await code(jonas.api.giveFactorCode({ code: codeOf(secret) }))).toBe('wait');
    await later(0);
    expect(await code(jonas.api.giveFactorCode({ code: codeOf(secret, -3) }))).toBe('factor-expired');
    await later(0);
    await jonas.api.giveFactorCode({ code: codeOf(secret) });
    expect((await jonas.api.factorNews()).needed).toBe(false);

    const { code: invited } = await jonas.api.invite({ purpose: 'device', name: '', role: 'counsellor' });
    const laptop = device();
    await laptop.api.join({ server: SERVER, code: invited, passphrase: OTHER_PASSPHRASE });
    expect((await laptop.api.factorNews()).needed).toBe(true);
    expect(laptop.keyring()?.current('beratung')).toBeNull();
    expect(await code(laptop.api.giveFactorCode({ code: codeOf(secret) }))).toBe('factor-used');
    await later(0);
    await laptop.api.giveFactorCode({ code: codes[0] ?? '' });
    await laptop.refreshRoster();
    expect(await readsOf(lead, laptop, 'beratung')).toBe(true);
    expect((await laptop.api.factor()).codesLeft).toBe(9);
    // A device that was lost and found gives a code like a new one.
    const deviceId = jonas.vault.record.enrolled.at(-1)?.deviceId ?? '';
    await lead.api.endDevice({ deviceId, as: 'lost' });
    await lead.api.admitDevice({ deviceId });
    expect(await code(jonas.signIn(true))).toBe('factor-needed');
  });

  it('ends with a code, and a colleague ends it for who lost the phone, who is told', async () => {
    const lead = await founded();
    const jonas = await joined(lead, 'counsellor', 'Jonas Brandt');
    const { secret } = await switchOn(jonas, OTHER_PASSPHRASE);
    expect(await code(jonas.api.beginFactor({ passphrase: OTHER_PASSPHRASE }))).toBe('unknown');
    expect(await code(jonas.api.endFactor({ code: '000000' }))).toMatch(/^factor-(wrong|expired)$/);
    expect(await code(jonas.api.endFactor({ code: codeOf(secret) }))).toBe('wait');
    await later(0);
    await jonas.api.endFactor({ code: codeOf(secret) });
    expect((await jonas.api.factor()).on).toBe(false);

    await switchOn(jonas, OTHER_PASSPHRASE);
    expect(await code(jonas.api.endFactorOf({ personId: idOf(lead) }))).toBe('no-right');
    await switchOn(lead, PASSPHRASE);
    expect(await code(lead.api.endFactorOf({ personId: idOf(lead) }))).toBe('no-right');
    await later(31);
    expect(await code(jonas.signIn(true))).toBe('factor-needed');
    await lead.api.endFactorOf({ personId: idOf(jonas) });
    await jonas.signIn(true);
    expect(await jonas.api.factorNews()).toMatchObject({ needed: false, ended: { by: 'Miriam Okafor' } });
    await jonas.api.factorSeen();
    await jonas.signIn(true);
    expect((await jonas.api.factorNews()).ended).toBeNull();
  });

  it('outlives a new passphrase, and who was readmitted gives a code to come in', async () => {
    const lead = await founded();
    const jonas = await joined(lead, 'counsellor', 'Jonas Brandt');
    const { secret } = await switchOn(jonas, OTHER_PASSPHRASE);
    const personId = idOf(jonas);
    const invited = { purpose: 'person', personId, name: 'Jonas Brandt', role: 'counsellor' } as const;
    const { code: text } = await lead.api.invite(invited);
    await jonas.api.lock();
    const passphrase = 'Ein neuer Satz nach dem Urlaub';
    await jonas.api.join({ server: SERVER, code: text, passphrase });
    await lead.api.invitations();
    await jonas.api.lock();
    await jonas.api.unlock({ personId, passphrase });
    await until(async () => (await jonas.api.factorNews()).needed);
    expect((await jonas.api.state()).state).toBe('joining');
    await jonas.api.giveFactorCode({ code: codeOf(secret) });
    expect((await jonas.api.state()).state).toBe('unlocked');
    expect(await readsOf(lead, jonas, 'beratung')).toBe(true);
  });

  it('ends with the Notfallblatt, so that a lead without phone and codes comes in', async () => {
    const lead = await founded();
    await switchOn(lead, PASSPHRASE);
    const groups = (await lead.api.recoverySheet())?.groups.join(' ') ?? '';
    const again = device(lead.vault);
    const passphrase = 'Neuer Satz nach dem Urlaub';
    await again.api.recover({ personId: idOf(lead), passphrase, groups });
    expect(await again.api.factorNews()).toMatchObject({ needed: false, ended: { by: null } });
    expect((await again.api.factor()).on).toBe(false);
  });

  it('keeps its key in a file of the data folder that nobody else reads', async () => {
    const { mode } = await stat(join(server.dataFolder, 'factor-key'));
    expect(mode & 0o777).toBe(0o600);
  });
});
