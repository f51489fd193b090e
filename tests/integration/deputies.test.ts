import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Engine } from '../../renderer/data/engine';
import { createServerClient } from '../../renderer/sync/http';
import { startEngine } from '../support/engine-device';
import {
  code,
  type Device,
  founded,
  freshWorld,
  joined,
  readsOf,
  SERVER,
  world,
} from '../support/security-device';
import { API } from './support/office';
import { call, startTestServer, type TestServer } from './support/server';

const [FIRST, LAST] = ['2026-12-01', '2026-12-14'] as const;
/** Midnight in Berlin. */
const [BEGINS, ENDS] = ['2026-11-30T23:00:00Z', '2026-12-14T23:00:00Z'] as const;
const MINUTE = 60_000;

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  freshWorld();
  world.client = (base) => createServerClient(base === SERVER ? server.url : base, fetch);
  vi.useFakeTimers({ toFake: ['Date'] });
});
afterAll(async () => {
  vi.useRealTimers();
  await server.end();
});

/** Moves the clocks of the server and of all devices. */
function at(moment: string, offset = 0): void {
  world.now = Date.parse(moment) + offset;
  vi.setSystemTime(world.now);
}

const idOf = (on: Device) => on.vault.record.enrolled.at(-1)?.personId ?? '';
async function pullStatus(on: Device): Promise<number> {
  const { token } = await on.signIn(true);
  return (await call(server.url, 'GET', `${API}/sync/pull?compartment=beratung&from=0`, { token })).status;
}
const holds = (on: Device) => on.keyring()?.compartments().includes('beratung');
const grantsOf = (on: Device) =>
  on.vault.record.grants.filter(
    ({ recipient, compartment }) => recipient === idOf(on) && compartment === 'beratung',
  ).length;

async function office() {
  at(BEGINS, -60 * MINUTE);
  const lead = await founded();
  const jonas = await joined(lead, 'counsellor', 'Jonas Brandt');
  const petra = await joined(lead, 'office-staff', 'Petra Hoffmann');
  await jonas.refreshRoster();
  const days = { personId: idOf(jonas), deputyId: idOf(petra), from: FIRST, until: LAST };
  return { lead, jonas, petra, days };
}

describe('a circle that is lent to a deputy', () => {
  it('is open on its days by the clock of the server, and gets new keys afterwards', async () => {
    const { lead, petra, days } = await office();
    await lead.api.setDeputy(days);
    await petra.refreshRoster();
    expect([await pullStatus(petra), holds(petra), grantsOf(petra)]).toEqual([403, false, 0]);

    at(BEGINS);
    await petra.refreshRoster();
    expect([await pullStatus(petra), holds(petra), grantsOf(petra)]).toEqual([200, true, 1]);
    expect(await readsOf(lead, petra, 'beratung')).toBe(true);
    const old = lead.keyring()?.current('beratung')?.keyId ?? '';

    at(ENDS, -MINUTE);
    expect([await pullStatus(petra), holds(petra)]).toEqual([200, true]);
    at(ENDS);
    // Nobody has done anything, and the device has heard nothing yet.
    expect([await pullStatus(petra), holds(petra)]).toEqual([403, false]);
    expect(petra.keyring()?.byId(old)).toBeNull();
    // A device that is told a wrong time still has its old keys, and gets nothing from the server.
    world.now = Date.parse(ENDS) - 60 * MINUTE;
    expect(holds(petra)).toBe(true);
    expect(await pullStatus(petra)).toBe(403);

    at(ENDS, MINUTE);
    await lead.renewKeys();
    await petra.refreshRoster();
    world.now = Date.parse(ENDS) - 60 * MINUTE;
    expect([holds(petra), grantsOf(petra)]).toEqual([false, 0]);
    at(ENDS, 2 * MINUTE);
    expect(lead.keyring()?.current('beratung')?.keyId).not.toBe(old);
    expect(await readsOf(lead, petra, 'beratung')).toBe(false);
    const length = lead.vault.record.roster.length;
    await lead.renewKeys();
    expect(lead.vault.record.roster.length).toBe(length);

    // Control: given to the person without days, the same request is let through.
    const change = "update members set compartments = compartments || '{beratung}' where person_id = $1";
    await server.owner.query(change, [idOf(petra)]);
    expect(await pullStatus(petra)).toBe(200);
  });

  it('closes at once when it is ended earlier, whoever ends it', async () => {
    const { lead, jonas, petra, days } = await office();
    const { personId, deputyId } = days;
    for (const ender of [jonas, petra, lead]) {
      at(BEGINS);
      await lead.refreshRoster();
      await lead.api.setDeputy(days);
      await Promise.all([jonas.refreshRoster(), petra.refreshRoster()]);
      expect(await pullStatus(petra)).toBe(200);
      const old = lead.keyring()?.current('beratung')?.keyId ?? '';
      await ender.api.endDeputy({ personId, deputyId });
      expect(await pullStatus(petra)).toBe(403);
      await lead.refreshRoster();
      await lead.renewKeys();
      expect(lead.keyring()?.current('beratung')?.keyId).not.toBe(old);
      expect(await code(lead.api.endDeputy({ personId, deputyId }))).toBe('not-found');
    }
  });
});

describe('naming who stands in', () => {
  it('is for oneself and for leads, among those who work with clients, for a year at most', async () => {
    const { lead, jonas, petra, days } = await office();
    const mina = await joined(lead, 'counsellor', 'Mina Sahak');
    const ines = await joined(lead, 'administration', 'Ines Vogt');
    await Promise.all([jonas.refreshRoster(), petra.refreshRoster(), mina.refreshRoster()]);
    const own = { ...days, deputyId: idOf(mina) };
    // Who is away cannot lend a circle, nobody arranges for others, the administration for nobody.
    expect(await code(jonas.api.setDeputy(days))).toBe('no-right');
    expect(await code(mina.api.setDeputy(own))).toBe('no-right');
    expect(await code(ines.api.setDeputy(own))).toBe('no-right');
    expect(await code(lead.api.setDeputy({ ...days, deputyId: idOf(ines) }))).toBe('not-found');
    expect(await code(lead.api.setDeputy({ ...days, deputyId: days.personId }))).toBe('not-found');
    for (const wrong of [{ until: '2026-11-29' }, { until: '2027-12-02' }, { from: '2026-12-15' }])
      expect(await code(jonas.api.setDeputy({ ...own, ...wrong }))).toBe('invalid');
    await jonas.api.setDeputy(own);
    await mina.refreshRoster();
    const arranged = async (on: Device) =>
      (await on.api.people())
        .find(({ id }) => id === days.personId)
        ?.deputies.map(({ deputyId }) => deputyId);
    expect(await arranged(mina)).toEqual([idOf(mina)]);
    await petra.refreshRoster();
    expect(await code(petra.api.endDeputy(own))).toBe('no-right');
    await mina.api.endDeputy(own);
    expect(await arranged(mina)).toEqual([]);
    // Among people who hold the same circles no key changes.
    expect(lead.keyring()?.current('beratung')?.epoch).toBe(1);
  });
});

describe('files of a colleague', () => {
  const device = () =>
    startEngine({ serverClient: (base) => createServerClient(base, fetch), now: () => Date.now() });
  const residences = async (on: Engine, fileId: string) =>
    (await on.api.documents.list('residence', { fileId })).length;

  it('arrive with the first round of the first day, and a lead’s next round after the last takes them back', async () => {
    at(BEGINS, -60 * MINUTE);
    const lead = await device();
    await lead.api.security.setUpOffice({
      officeName: 'Servicestelle', personName: 'Miriam Okafor', passphrase: 'Vier Kraniche am Fluss', circles: 'separate-circles', server: server.url,
    }); // prettier-ignore
    const { id } = await lead.api.clientFiles.create({
      name: { family: 'Tesfay', given: 'Selam', block: false },
      concern: 'Sucht Arbeit',
      language: 'ti',
    });
    await lead.api.documents.create('residence', { documentType: 'aufenthaltserlaubnis' }, { fileId: id });
    const invited = await lead.api.security.invite({
      purpose: 'person',
      name: 'Petra',
      role: 'office-staff',
    });
    const petra = await device();
    const passphrase = 'Ein ganz anderer Satz';
    await petra.api.security.join({ server: server.url, code: invited.code, passphrase });
    await lead.api.security.invitations();
    const opened = async () => (await petra.api.security.state()).state === 'unlocked';
    for (let turn = 0; turn < 400 && !(await opened()); turn++)
      await new Promise((resolve) => setTimeout(resolve, 10));
    await lead.syncOnce();
    const [me, other] = await lead.api.security.people();
    const about = { personId: me?.id ?? '', deputyId: other?.id ?? '' };
    await lead.api.security.setDeputy({ ...about, from: FIRST, until: LAST });
    await petra.syncOnce();
    expect(await residences(lead, id)).toBe(1);
    expect(await residences(petra, id)).toBe(0);
    at(BEGINS);
    await petra.syncOnce();
    expect(await residences(petra, id)).toBe(1);
    at(ENDS);
    expect(await residences(petra, id)).toBe(0);
    await petra.syncOnce();
    await lead.syncOnce();
    await petra.syncOnce();
    expect((await petra.api.security.people()).map(({ compartments }) => compartments.length)).toEqual([
      4, 3,
    ]);
    await lead.close();
    await petra.close();
  });
});
