import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Engine } from '../../renderer/data/engine';
import { createServerClient } from '../../renderer/sync/http';
import type { ServerClient } from '../../renderer/sync/server-client';
import { startEngine } from '../support/engine-device';
import { startTestServer, type TestServer } from './support/server';

const PASSPHRASE = 'Vier Kraniche am Fluss';
const OTHER_PASSPHRASE = 'Ein ganz anderer Satz';

let server: TestServer;
let office: Awaited<ReturnType<typeof settled>>;
beforeAll(async () => {
  server = await startTestServer();
  office = await settled();
}, 120_000);
afterAll(async () => {
  await Promise.all([office.lead.close(), office.jonas.close()]);
  await server.end();
});

const client: (base: string) => ServerClient = (base) => createServerClient(base, fetch);
/** Of a server of the time before ended devices handed in what they had. */
const olderClient: typeof client = (base) => {
  const made = client(base);
  const request: ServerClient['request'] = (method, path, options) =>
    made.request(method, path === '/handed-in' ? '/not-known-yet' : path, options);
  return { ...made, request };
};
const device = (serverClient = client) => startEngine({ serverClient, now: Date.now });
const takeIn = (engine: Engine, family: string) =>
  engine.api.clientFiles.create({
    name: { family, given: 'Selam', block: false },
    concern: 'Sucht Arbeit',
    language: 'ti',
  });
const failure = (work: Promise<unknown>) =>
  work.then(
    () => 'none',
    (error: unknown) => (error as { code?: string }).code,
  );

async function until(engine: Engine, state: string): Promise<void> {
  for (let turn = 0; turn < 400 && (await engine.api.security.state()).state !== state; turn++)
    await new Promise((resolve) => setTimeout(resolve, 10));
  expect((await engine.api.security.state()).state).toBe(state);
}

/** An office with its lead, and a colleague on a device of his own. */
async function settled() {
  const lead = await device();
  await lead.api.security.setUpOffice({
    officeName: 'Servicestelle', personName: 'Miriam Okafor', passphrase: PASSPHRASE, circles: 'separate-circles', server: server.url,
  }); // prettier-ignore
  await takeIn(lead, 'Anfang');
  await lead.syncOnce();
  const invited = await lead.api.security.invite({
    purpose: 'person',
    name: 'Jonas Brandt',
    role: 'counsellor',
  });
  const jonas = await device(olderClient);
  await jonas.api.security.join({ server: server.url, code: invited.code, passphrase: OTHER_PASSPHRASE });
  await lead.api.security.invitations();
  await until(jonas, 'unlocked');
  await jonas.syncOnce();
  expect(await jonas.api.clientFiles.search('anfang')).toHaveLength(1);
  const people = await lead.api.security.people();
  const me = people.find(({ name }) => name === 'Miriam Okafor');
  const personId = people.find(({ name }) => name === 'Jonas Brandt')?.id ?? '';
  return { lead, jonas, personId, leadId: me?.id ?? '' };
}

it('opens nothing to somebody suspended, and goes on where they were', async () => {
  const { lead, jonas, personId } = office;
  const { id } = await takeIn(jonas, 'Wartend');
  await lead.api.security.setStanding({ personId, standing: 'suspended' });
  expect(await failure(jonas.syncOnce())).toBe('sign-in-refused');
  expect((await jonas.api.security.state()).state).toBe('suspended');
  expect(await failure(takeIn(jonas, 'Nein'))).toBe('no-right');
  await lead.api.security.setStanding({ personId, standing: 'active' });
  await jonas.syncOnce();
  await lead.syncOnce();
  expect(await lead.api.clientFiles.search('wartend')).toMatchObject([{ id }]);
});

it('sends what waited, once somebody who forgot the passphrase is readmitted on the same device', async () => {
  const { lead, jonas, personId } = office;
  const { id } = await takeIn(jonas, 'Vergessen');
  await jonas.api.security.lock();
  const { code } = await lead.api.security.invite({
    purpose: 'person',
    name: '',
    role: 'counsellor',
    personId,
  });
  await jonas.api.security.join({ server: server.url, code, passphrase: 'Nun ein neuer langer Satz' });
  await lead.api.security.invitations();
  await until(jonas, 'unlocked');
  await jonas.syncOnce();
  await lead.syncOnce();
  expect(await lead.api.clientFiles.search('vergessen')).toMatchObject([{ id }]);
  expect(await jonas.api.clientFiles.search('anfang')).toHaveLength(1);
});

it('keeps what somebody who left had not sent, until a colleague signs in on that device', async () => {
  const { lead, jonas, personId, leadId } = office;
  const { id } = await takeIn(jonas, 'Zuletzt');
  await lead.api.security.setStanding({ personId, standing: 'left' });
  expect(await failure(jonas.syncOnce())).toBe('sign-in-refused');
  const state = await jonas.api.security.state();
  expect(state).toMatchObject({ state: 'locked', people: [{ id: personId, ended: 'left' }] });
  expect(state.state === 'locked' && state.unsynced).toBeGreaterThan(0);

  // Saved after the end: another key than before.
  await takeIn(lead, 'Danach');
  await lead.syncOnce();
  const { rows } = await server.owner.query<{ key_id: string }>(
    `select distinct key_id from wegbuch.rows where collection = 'client-files'`,
  );
  expect(rows).toHaveLength(2);

  const { code } = await lead.api.security.invite({
    purpose: 'device', name: '', role: 'lead', personId: leadId,
  }); // prettier-ignore
  await jonas.api.security.join({ server: server.url, code, passphrase: PASSPHRASE });
  await jonas.syncOnce();
  await lead.syncOnce();
  expect(await lead.api.clientFiles.search('zuletzt')).toMatchObject([{ id }]);
  expect(await jonas.api.clientFiles.search('danach')).toHaveLength(1);
  expect((await lead.api.documents.get('client-files', id))?.changedBy).toBe(personId);
});
