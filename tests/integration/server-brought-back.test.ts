import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { backUp } from '../../server/backup/backup';
import { restore } from '../../server/backup/restore';
import { defaultConfig } from '../../server/config';
import { type RunningServer, startServer } from '../../server/start';
import { freePort } from '../../server/storage/embedded';
import { createServerClient } from '../../renderer/sync/http';
import type { Engine } from '../../renderer/data/engine';
import { startEngine } from '../support/engine-device';
import { NO_LIMITS } from './support/server';

const PASSPHRASE = 'Vier Kraniche am Fluss';
const partner = (name: string) => ({ name, kind: 'other' as const });

let folder: string;
let ports: { port: number; kioskPort: number };
let server: RunningServer;

const startOn = (name: string) =>
  startServer({ ...defaultConfig(join(folder, name)), ...ports, limits: NO_LIMITS, log: false });

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wegbuch-back-'));
  ports = { port: await freePort(), kioskPort: await freePort() };
  server = await startOn('before');
}, 60_000);
afterEach(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

const device = () => startEngine({ serverClient: (base) => createServerClient(base, fetch), now: Date.now });

async function office(): Promise<{ a: Engine; b: Engine }> {
  const a = await device();
  await a.api.security.setUpOffice({
    officeName: 'Servicestelle', personName: 'Miriam Okafor', passphrase: PASSPHRASE, circles: 'separate-circles', server: server.url,
  }); // prettier-ignore
  return { a, b: await further(a) };
}

/** One more device of the person: it takes an entry in the roster. */
async function further(of: Engine): Promise<Engine> {
  const state = await of.api.security.state();
  if (state.state !== 'unlocked') throw new Error(state.state);
  const { code } = await of.api.security.invite({
    purpose: 'device', name: state.person.name, role: state.person.role, personId: state.person.id,
  }); // prettier-ignore
  const next = await device();
  await next.api.security.join({ server: server.url, code, passphrase: PASSPHRASE });
  return next;
}

const names = async (engine: Engine) =>
  (await engine.api.documents.list('partners')).map(({ value }) => value.name).sort();

async function settle(...engines: Engine[]): Promise<void> {
  for (let turn = 0; turn < 3; turn++) for (const engine of engines) await engine.syncOnce();
}

describe('a server that was brought back to an earlier state', () => {
  it.each([
    { told: true, left: ['Abendkurs', 'Bäckerei Sonne', 'Neu'] },
    // Control: without a word of it nobody sends anything again, and what was erased is back.
    { told: false, left: ['Bäckerei', 'Fehleintrag'] },
  ])(
    'is given again what it lost (told: $told)',
    async ({ told, left }) => {
      const { a, b } = await office();
      const bakery = await a.api.documents.create('partners', partner('Bäckerei'));
      const wrong = await a.api.documents.create('partners', partner('Fehleintrag'));
      await settle(a, b);
      const backup = join(folder, 'backup');
      await backUp(join(folder, 'before'), backup);

      await a.api.documents.change('partners', bakery.id, { name: 'Bäckerei Sonne' });
      await b.api.documents.create('partners', partner('Neu'));
      await a.api.erasure.eraseRecord({ collection: 'partners', id: wrong.id }, 'wrong-entry');
      const c = await further(a);
      await settle(a, b, c);
      await server.stop();

      await restore(backup, join(folder, 'after'));
      if (!told) await rm(join(folder, 'after/restored'));
      server = await startOn('after');
      if (told) await b.api.documents.create('partners', partner('Abendkurs'));
      // The device that came after the backup is known again once somebody else has told the server of it.
      await settle(a, b);
      if (told) await settle(c, a, b);
      const d = await further(a);
      await settle(d);
      expect(await names(d)).toEqual(left);
      if (told) for (const engine of [a, b, c]) expect(await names(engine)).toEqual(left);
      expect(await d.api.conflicts.open()).toEqual([]);
      await Promise.all([a, b, c, d].map((engine) => engine.close()));
    },
    120_000,
  );
});
