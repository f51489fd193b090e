import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createServerClient } from '../../renderer/sync/http';
import type { Engine } from '../../renderer/data/engine';
import type { Exclusive } from '../../renderer/data/leadership';
import { newDisk, startEngine, type Disk } from '../support/engine-device';
import { startTestServer, type TestServer } from './support/server';

/** Two windows of one device decide about erasures at the same moment. */
const PASSPHRASE = 'Vier Kraniche am Fluss';
let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.end());

/** One after another, as the Web Locks of a browser do it for all windows. */
function sharedLock(): Exclusive {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work, work);
    last = mine;
    return mine;
  };
}

const start = (disk: Disk, exclusive: Exclusive) =>
  startEngine({ disk, serverClient: (base) => createServerClient(base, fetch), now: Date.now, exclusive });

async function twoWindows(exclusive: Exclusive): Promise<[Engine, Engine]> {
  const disk = newDisk();
  const one = await start(disk, exclusive);
  await one.api.security.setUpOffice({
    officeName: 'Servicestelle', personName: 'Miriam Okafor', passphrase: PASSPHRASE, circles: 'small-team', server: server.url,
  }); // prettier-ignore
  const other = await start(disk, exclusive);
  const state = await other.api.security.state();
  if (state.state !== 'locked') throw new Error(state.state);
  await other.api.security.unlock({ personId: state.people[0]?.id ?? '', passphrase: PASSPHRASE });
  return [one, other];
}

const PAIRS = 10;

/** Each window erases one file of a pair; gives how many files the server still has afterwards. */
async function leftAfterDeciding(windows: [Engine, Engine]): Promise<number> {
  const [one] = windows;
  const ids: string[] = [];
  for (let n = 0; n < PAIRS * 2; n++)
    ids.push((await one.api.clientFiles.create({ name: { family: `F${n}`, given: 'X', block: false } })).id);
  await one.syncOnce();
  const decide = async (at: number) => {
    for (let pair = 0; pair < PAIRS; pair++)
      await windows[at]?.api.erasure.eraseFile(ids[pair * 2 + at] ?? '', 'requested');
  };
  await Promise.all([decide(0), decide(1)]);
  await one.syncOnce();
  const { rows } = await server.owner.query<{ left: string }>(
    "select count(*) as left from rows where id = any($1::text[]) and collection = 'client-files'",
    [ids],
  );
  return Number(rows[0]?.left);
}

describe('two windows that erase at the same moment', () => {
  it('are both obeyed', async () => {
    const windows = await twoWindows(sharedLock());
    expect(await leftAfterDeciding(windows)).toBe(0);
    for (const engine of windows) await engine.close();
  });

  it('would lose decisions of each other without the lock (control)', async () => {
    const windows = await twoWindows((work) => work());
    expect(await leftAfterDeciding(windows)).toBeGreaterThan(0);
    for (const engine of windows) await engine.close();
  });
});
