import { afterAll, beforeAll, expect, it } from 'vitest';
import { createServerClient } from '../../renderer/sync/http';
import type { Engine } from '../../renderer/data/engine';
import { startEngine } from '../support/engine-device';
import { dumpAllText } from './support/dump';
import { startTestServer, type TestServer } from './support/server';

const PASSPHRASE = 'Vier Kraniche am Fluss';
const CANARIES = ['Kanarienvogel-Qx7', 'Haile', 'ሰላም'];

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.end());

const device = () => startEngine({ serverClient: (base) => createServerClient(base, fetch), now: Date.now });

async function settle(...engines: Engine[]): Promise<void> {
  for (let turn = 0; turn < 2; turn++) for (const engine of engines) await engine.syncOnce();
}

it('synchronises two devices over the real server, which learns nothing of the client', async () => {
  const a = await device();
  await a.api.security.setUpOffice({
    officeName: 'Servicestelle', personName: 'Miriam Okafor', passphrase: PASSPHRASE, circles: 'separate-circles', server: server.url,
  }); // prettier-ignore
  const { id } = await a.api.clientFiles.create({
    name: { family: 'Haile', given: 'Selam', block: false },
    nameOriginal: { text: 'ሰላም', language: 'ti' },
    concern: CANARIES[0] ?? '',
    language: 'ti',
  });
  await a.syncOnce();
  expect(await a.api.sync.state()).toMatchObject({ kind: 'synced' });

  const state = await a.api.security.state();
  if (state.state !== 'unlocked') throw new Error(state.state);
  const { code } = await a.api.security.invite({
    purpose: 'device', name: state.person.name, role: state.person.role, personId: state.person.id,
  }); // prettier-ignore
  const b = await device();
  await b.api.security.join({ server: server.url, code, passphrase: PASSPHRASE });
  await b.syncOnce();
  expect(await b.api.clientFiles.search('haile')).toMatchObject([{ id, nameOriginal: 'ሰላም' }]);

  await a.api.documents.change('client-files', id, { phone: '0151 5550101' });
  await b.api.documents.change('client-files', id, { phone: '0151 5550202' });
  await settle(a, b);
  for (const engine of [a, b]) {
    expect(await engine.api.conflicts.open()).toMatchObject([
      { field: 'phone', kept: { value: '0151 5550202' }, other: { value: '0151 5550101' } },
    ]);
  }

  const text = await dumpAllText(server.owner);
  for (const canary of CANARIES) expect(text).not.toContain(canary);
  // Control: the scan does see what the server has to know.
  expect(text).toContain(id);
  await Promise.all([a.close(), b.close()]);
});
