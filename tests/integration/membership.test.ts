import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPayload } from '#shared/security/roster-entries';
import { createServerClient } from '../../renderer/sync/http';
import {
  code,
  type Device,
  device,
  founded,
  freshWorld,
  joined,
  OTHER_PASSPHRASE,
  readsOf,
  relock,
  SERVER,
  world,
} from '../support/security-device';
import { API } from './support/office';
import { call, startTestServer, type TestServer } from './support/server';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  freshWorld();
  world.now = Date.now();
  world.client = (base) => createServerClient(base === SERVER ? server.url : base, fetch);
});
afterAll(() => server.end());

const idOf = (on: Device) => on.vault.record.enrolled.at(-1)?.personId ?? '';
const statusOf = async (on: { token: string }, path = '/roster') =>
  (await call(server.url, 'GET', API + path, { token: on.token })).status;
const kinds = (on: Device, from: number) =>
  on.vault.record.roster.slice(from).map((entry) => readPayload(entry)?.kind);

describe('leaving', () => {
  it('ends sessions at once, gives new keys to who stays, and locks the device of who left', async () => {
    const lead = await founded();
    const jonas = await joined(lead, 'counsellor', 'Jonas Brandt');
    const petra = await joined(lead, 'office-staff', 'Petra Hoffmann');
    await jonas.refreshRoster();
    const session = await jonas.signIn(true);
    expect(await statusOf(session)).toBe(200);
    const before = lead.vault.record.roster.length;
    const old = lead.keyring()?.current('beratung')?.keyId ?? '';

    await lead.api.setStanding({ personId: idOf(jonas), standing: 'left' });
    expect(kinds(lead, before)).toEqual(['standing', 'epoch', 'epoch', 'epoch', 'epoch']);
    expect(await statusOf(session)).toBe(401);
    // What is saved from now on is sealed with a key that those who stay have, and the one who left has not.
    await petra.refreshRoster();
    expect(lead.keyring()?.current('beratung')?.keyId).not.toBe(old);
    expect(lead.keyring()?.byId(old)).not.toBeNull();
    expect(await readsOf(lead, petra, 'stammdaten')).toBe(true);
    expect(await readsOf(petra, lead, 'stammdaten')).toBe(true);
    expect(await readsOf(lead, jonas, 'stammdaten')).toBe(false);
    expect(await readsOf(lead, petra, 'beratung')).toBe(false);

    // The device learns it from the signed roster, and its keys are gone.
    expect(await code(jonas.refreshRoster())).toBe('sign-in-refused');
    const state = await jonas.api.state();
    expect(state).toMatchObject({ state: 'locked', people: [{ name: 'Jonas Brandt', ended: 'left' }] });
    const [gone] = jonas.vault.record.enrolled;
    expect(gone).toMatchObject({ wrappedSeed: '', sealedDeviceSeed: '' });
    expect(jonas.vault.record.grants.filter(({ recipient }) => recipient === gone?.personId)).toEqual([]);
    expect(await code(jonas.api.unlock({ personId: idOf(jonas), passphrase: OTHER_PASSPHRASE }))).not.toBe(
      'no error',
    );

    // A newcomer reads old and new; the name of who left stays.
    const mina = await joined(lead, 'counsellor', 'Mina Sahak');
    expect(mina.keyring()?.byId(old)).not.toBeNull();
    expect(await readsOf(lead, mina, 'beratung')).toBe(true);
    expect((await mina.api.people()).find(({ id }) => id === idOf(jonas))).toMatchObject({
      name: 'Jonas Brandt',
      standing: 'left',
    });
  });

  it('is for leads, not for oneself, and never for good of the last lead', async () => {
    const lead = await founded();
    const jonas = await joined(lead, 'counsellor', 'Jonas Brandt');
    const leadId = idOf(lead);
    expect(await code(jonas.api.setStanding({ personId: leadId, standing: 'left' }))).not.toBe('no error');
    expect(await code(lead.api.setStanding({ personId: leadId, standing: 'left' }))).toBe('no-right');
    // The founder certifies a second lead while the Notfallblatt is on this device; that one may end the first.
    await lead.api.setRole({ personId: idOf(jonas), role: 'lead' });
    await jonas.refreshRoster();
    await jonas.api.setStanding({ personId: leadId, standing: 'left' });
    expect(await code(jonas.api.setRole({ personId: leadId, role: 'counsellor' }))).toBe('not-found');
  });

  it('shows a device nothing that was signed after its end, and strangers nothing at all', async () => {
    const lead = await founded();
    const jonas = await joined(lead, 'counsellor', 'Jonas Brandt');
    const record = jonas.vault.record;
    const ask = (body: object) => call(server.url, 'POST', `${API}/roster/ended`, { body });
    const about = { officeId: record.officeId, deviceId: record.enrolled[0]?.deviceId ?? '', from: 0 };
    const sent: object[] = [];
    const client = world.client;
    world.client = (base) => {
      const made = client(base);
      const request: typeof made.request = (method, path, options) => {
        if (path === '/roster/ended') sent.push(options.body as object);
        return made.request(method, path, options);
      };
      return { ...made, request };
    };
    await lead.api.setStanding({ personId: idOf(jonas), standing: 'left' });
    await lead.api.invite({ purpose: 'person', name: 'Mina Sahak', role: 'counsellor' });
    await joined(lead, 'counsellor', 'Petra Hoffmann');
    expect(await code(jonas.refreshRoster())).toBe('sign-in-refused');
    world.client = client;
    const [own] = sent;
    expect(own).toMatchObject({ deviceId: about.deviceId });
    const answer = await ask({ ...own, from: 0 });
    const entries = answer.body['entries'] as Array<{ payload: string }>;
    expect(entries.at(-1)?.payload).toContain('"standing":"left"');
    expect(answer.body['grants']).toEqual([]);
    expect((await ask({ ...about, signature: 'A'.repeat(86) })).status).toBe(403);
    const leadDevice = lead.vault.record.enrolled[0]?.deviceId;
    expect((await ask({ ...own, deviceId: leadDevice })).status).toBe(403);
    expect((await ask({ ...own, officeId: 'another-office' })).status).toBe(403);
  });
});

describe('suspending', () => {
  it('refuses at once, keeps the keys, and opens again', async () => {
    const lead = await founded();
    const jonas = await joined(lead, 'counsellor', 'Jonas Brandt');
    const session = await jonas.signIn(true);
    const key = lead.keyring()?.current('beratung')?.keyId ?? '';
    await lead.api.setStanding({ personId: idOf(jonas), standing: 'suspended' });
    expect(await statusOf(session)).toBe(401);
    expect(lead.keyring()?.current('beratung')?.keyId).toBe(key);
    expect(await code(jonas.refreshRoster())).toBe('sign-in-refused');
    expect(await jonas.api.state()).toMatchObject({ state: 'suspended', name: 'Jonas Brandt' });
    expect(jonas.keyring()?.byId(key)).toBeNull();
    expect(jonas.vault.record.enrolled[0]?.wrappedSeed).not.toBe('');
    await lead.api.setStanding({ personId: idOf(jonas), standing: 'active' });
    await jonas.refreshRoster();
    expect(await jonas.api.state()).toMatchObject({ state: 'unlocked', person: { standing: 'active' } });
    expect(await readsOf(lead, jonas, 'beratung')).toBe(true);
  });

  it('is what the administration may do, and nothing beyond', async () => {
    const lead = await founded();
    const ines = await joined(lead, 'administration', 'Ines Vogt');
    const jonas = await joined(lead, 'counsellor', 'Jonas Brandt');
    await ines.refreshRoster();
    expect(ines.keyring()?.compartments()).toEqual([]);
    const { token } = await ines.signIn(true);
    for (const path of ['/sync/pull?compartment=stammdaten&from=0', '/inbox', '/erasures'])
      expect(await statusOf({ token }, path)).toBe(403);
    const personId = idOf(jonas);
    expect(await code(ines.api.setStanding({ personId, standing: 'left' }))).toBe('no-right');
    expect(await code(ines.api.setRole({ personId, role: 'office-staff' }))).toBe('no-right');
    await ines.api.setStanding({ personId, standing: 'suspended' });
    expect(await code(ines.api.setStanding({ personId, standing: 'active' }))).toBe('no-right');
    expect(await code(ines.api.setStanding({ personId: idOf(lead), standing: 'suspended' }))).toBe(
      'last-lead',
    );
  });
});

describe('another role', () => {
  it('gives circles with all their epochs, takes them with a new one, and the device follows', async () => {
    const lead = await founded();
    const petra = await joined(lead, 'office-staff', 'Petra Hoffmann');
    const jonas = await joined(lead, 'counsellor', 'Jonas Brandt');
    const first = lead.keyring()?.current('beratung')?.keyId ?? '';
    await lead.api.setRole({ personId: idOf(jonas), role: 'office-staff' });
    await jonas.refreshRoster();
    expect(jonas.keyring()?.compartments()).toEqual(['stammdaten', 'schreiben', 'eingang']);
    expect(jonas.keyring()?.byId(first)).toBeNull();
    expect(lead.keyring()?.current('beratung')?.keyId).not.toBe(first);
    const { token } = await jonas.signIn();
    expect(await statusOf({ token }, '/sync/pull?compartment=beratung&from=0')).toBe(403);
    expect(await statusOf({ token }, '/sync/pull?compartment=stammdaten&from=0')).toBe(200);
    await lead.api.setRole({ personId: idOf(petra), role: 'counsellor' });
    await petra.refreshRoster();
    expect(petra.keyring()?.byId(first)).not.toBeNull();
    expect(await readsOf(lead, petra, 'beratung')).toBe(true);
    expect(await petra.api.state()).toMatchObject({ state: 'unlocked', person: { role: 'counsellor' } });
  });

  it('makes leads only with the office root, from the Notfallblatt once it is stored', async () => {
    const lead = await founded();
    const jonas = await joined(lead, 'counsellor', 'Jonas Brandt');
    const groups = (await lead.api.recoverySheet())?.groups.join(' ') ?? '';
    await lead.api.recoverySheetStored();
    const personId = idOf(jonas);
    expect(await code(lead.api.setRole({ personId, role: 'lead' }))).toBe('no-right');
    const wrong = `${groups.slice(0, -1)}${groups.endsWith('0') ? '1' : '0'}`;
    expect(await code(lead.api.setRole({ personId, role: 'lead', groups: wrong }))).toBe('recovery-wrong');
    await lead.api.setRole({ personId, role: 'lead', groups });
    await jonas.refreshRoster();
    expect(await jonas.api.state()).toMatchObject({ state: 'unlocked', person: { role: 'lead' } });
    await joined(jonas, 'counsellor', 'Mina Sahak');
  });
});

describe('readmitting', () => {
  it('gives new keys on the same device; the old ones and other devices are out', async () => {
    const lead = await founded();
    const jonas = await joined(lead, 'counsellor', 'Jonas Brandt');
    const personId = idOf(jonas);
    const invited = await jonas.api.invite({ purpose: 'device', name: '', role: 'counsellor' });
    const laptop = device();
    await laptop.api.join({ server: SERVER, code: invited.code, passphrase: OTHER_PASSPHRASE });
    const session = await laptop.signIn(true);
    const stamp = jonas.keyring()?.personOf;
    expect(stamp).toBeDefined();
    await jonas.api.lock();

    const again = await lead.api.invite({ purpose: 'person', name: '', role: 'counsellor', personId });
    const passphrase = 'Nun ein neuer langer Satz';
    await jonas.api.join({ server: SERVER, code: again.code, passphrase });
    expect((await lead.api.invitations()).at(-1)?.state).toBe('confirmed');
    await relock(jonas, 'Jonas Brandt', passphrase);
    expect(jonas.keyring()?.personId).toBe(personId);
    expect(jonas.vault.record.enrolled).toHaveLength(1);
    expect(await readsOf(lead, jonas, 'beratung')).toBe(true);
    expect((await jonas.signIn(true)).token).toBeTruthy();

    expect(await statusOf(session)).toBe(401);
    expect(await code(laptop.refreshRoster())).toBe('sign-in-refused');
    expect(await laptop.api.state()).toMatchObject({ state: 'locked', people: [{ ended: 'replaced' }] });
  });
});
