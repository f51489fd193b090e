import { expect, it } from 'vitest';
import type { Engine } from '../../renderer/data/engine';
import { startEngine } from '../support/engine-device';
import { SyncServerDouble } from '../support/sync-server-double';

let later = 0;
const now = () => Date.now() + later;
const server = new SyncServerDouble(now);

async function founded(): Promise<Engine> {
  const engine = await startEngine({ serverClient: (base) => server.client(base), now });
  await engine.api.security.setUpOffice({
    officeName: 'Servicestelle', personName: 'Miriam Okafor', passphrase: 'Vier Kraniche am Fluss', circles: 'small-team', server: null,
  }); // prettier-ignore
  return engine;
}

it('a deleted document is found, with its history, and comes back whole', async () => {
  const engine = await founded();
  const { documents } = engine.api;
  const names = async (deleted: boolean) =>
    (await documents.list('partners', { deleted })).map(({ value }) => value.name);
  const kept = await documents.create('partners', { name: 'IHK', kind: 'ihk' });
  const { id } = await documents.create('partners', { name: 'Jobcenter', kind: 'jobcenter' });
  // What somebody is still typing is no history.
  later += 60 * 60_000;
  await documents.change('partners', id, { name: 'Jobcenter Mitte' });
  // Control: nothing is deleted yet.
  expect(await names(true)).toEqual([]);
  await documents.remove('partners', id);
  expect(await names(true)).toEqual(['Jobcenter Mitte']);
  expect(await names(false)).toEqual(['IHK']);
  const values = (await documents.history('partners', id)).filter(({ field }) => field === 'name');
  expect(values.map(({ value }) => value)).toEqual(['Jobcenter Mitte', 'Jobcenter']);
  await documents.restore('partners', id);
  expect(await names(true)).toEqual([]);
  expect((await names(false)).sort()).toEqual(['IHK', 'Jobcenter Mitte']);
  expect((await documents.get('partners', kept.id))?.value.name).toBe('IHK');
  await engine.close();
});
