import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createServerClient } from '../../renderer/sync/http';
import type { Engine } from '../../renderer/data/engine';
import { newDisk, startEngine } from '../support/engine-device';
import { startTestServer, type TestServer } from './support/server';

/** Erasing for people, on two devices and the real server. */
const PASSPHRASE = 'Vier Kraniche am Fluss';
let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.end());

const start = (disk = newDisk()) =>
  startEngine({ disk, serverClient: (base) => createServerClient(base, fetch), now: Date.now });

async function founded(url: string | null): Promise<Engine> {
  const engine = await start();
  await engine.api.security.setUpOffice({
    officeName: 'Servicestelle', personName: 'Miriam Okafor', passphrase: PASSPHRASE, circles: 'small-team', server: url,
  }); // prettier-ignore
  return engine;
}

async function twoDevices(): Promise<[Engine, Engine]> {
  const a = await founded(server.url);
  const state = await a.api.security.state();
  if (state.state !== 'unlocked') throw new Error(state.state);
  const { id, name, role } = state.person;
  const { code } = await a.api.security.invite({ purpose: 'device', name, role, personId: id });
  const b = await start();
  await b.api.security.join({ server: server.url, code, passphrase: PASSPHRASE });
  return [a, b];
}

const newFile = (engine: Engine, family: string) =>
  engine.api.clientFiles.create({ name: { family, given: 'Selam', block: false } });
const files = async (engine: Engine) =>
  (await engine.api.documents.list('client-files')).map(({ value }) => value.name.family).sort();
/** Rows that the server has of a file, or under an id. */
const rowsOnServer = async (id: string) =>
  (await server.owner.query<{ id: string }>('SELECT id FROM rows WHERE file_id = $1 OR id LIKE $2', [id, `%${id}`]))
    .rows.length; // prettier-ignore

/** A file on two devices; the second goes away and works on it, also under new ids, while the first erases it. */
async function awayWhileErased() {
  const [a, b] = await twoDevices();
  const { id } = await newFile(a, 'Haile');
  await newFile(a, 'Kovalenko');
  await a.syncOnce();
  await b.syncOnce();
  await b.api.documents.change('client-files', id, { concern: 'Sprachkurs' });
  await b.api.documents.create('aliases', { text: 'Hayle', kind: 'spelling' }, { fileId: id });
  expect(await a.api.erasure.unsynced(id)).toEqual([]);
  await a.api.erasure.eraseFile(id, 'requested');
  expect(await a.api.erasure.list()).toMatchObject([
    { target: id, kind: 'file', reason: 'requested', waiting: true },
  ]);
  expect(await files(a)).toEqual(['Haile', 'Kovalenko']);
  await a.syncOnce();
  expect(await files(a)).toEqual(['Kovalenko']);
  return { a, b, id };
}

describe('a file', () => {
  it('is brought back by no device, not even under new ids; what waited there is shown first', async () => {
    const { a, b, id } = await awayWhileErased();
    expect(await rowsOnServer(id)).toBe(0);
    expect(await a.api.erasure.list()).toMatchObject([{ target: id, waiting: false }]);

    await b.syncOnce();
    expect(await files(b)).toEqual(['Kovalenko']);
    const refused = await b.api.quarantine.list();
    expect(refused.map(({ collection, code }) => `${collection} ${code}`).sort()).toEqual([
      'aliases erased',
      'client-files erased',
    ]);
    const seqOf = async () => {
      const receipts = await a.api.erasure.receipts();
      const seq = receipts?.seqs[id] ?? Infinity;
      return receipts?.devices.filter(({ upTo }) => upTo >= seq).length;
    };
    expect(await seqOf()).toBe(1);
    for (const { key } of refused) {
      expect(await b.api.quarantine.readableCopy(key)).toContain('Wegbuch'.toLowerCase());
      await b.api.quarantine.discard(key);
    }
    await b.syncOnce();
    await a.syncOnce();
    expect(await seqOf()).toBe(2);
    expect(await rowsOnServer(id)).toBe(0);
    expect(await files(a)).toEqual(['Kovalenko']);
    // Why and by whom remains on both devices, and nothing of the person.
    expect(await b.api.erasure.list()).toMatchObject([{ target: id, reason: 'requested', waiting: false }]);
    await Promise.all([a.close(), b.close()]);
  });

  it('would come back without the stub (control)', async () => {
    const { a, b, id } = await awayWhileErased();
    await server.owner.query('DELETE FROM erasures WHERE id = $1', [id]);
    await b.syncOnce();
    expect(await rowsOnServer(id)).toBeGreaterThan(0);
    await Promise.all([a.close(), b.close()]);
  });

  it('goes at once where there is no server', async () => {
    const a = await founded(null);
    const { id } = await newFile(a, 'Haile');
    expect(await a.api.erasure.unsynced(id)).toMatchObject([{ collection: 'client-files', id }]);
    await a.api.erasure.eraseFile(id, 'retention-over');
    expect(await files(a)).toEqual([]);
    expect(await a.api.quarantine.list()).toEqual([]);
    expect(await a.api.erasure.list()).toMatchObject([{ target: id, waiting: false }]);
    await a.close();
  });
});

describe('a wrong entry', () => {
  it('goes with its history, also the one that another device began meanwhile', async () => {
    const [a, b] = await twoDevices();
    const file = await newFile(a, 'Haile');
    const alias = await a.api.documents.create(
      'aliases',
      { text: 'Hayle', kind: 'spelling' },
      { fileId: file.id },
    );
    await a.syncOnce();
    await b.syncOnce();
    await b.api.documents.change('aliases', alias.id, { text: 'Hayleh' });
    await b.api.documents.change('aliases', alias.id, { text: 'Hajle' });
    await a.api.erasure.eraseRecord({ collection: 'aliases', id: alias.id }, 'wrong-entry');
    await a.syncOnce();
    await b.syncOnce();
    expect(await rowsOnServer(alias.id)).toBe(0);
    expect(await b.api.documents.list('aliases', { fileId: file.id })).toEqual([]);
    expect(await files(b)).toEqual(['Haile']);
    await Promise.all([a.close(), b.close()]);
  });

  it('moves to the right file under a new id, with what belongs to it', async () => {
    const [a, b] = await twoDevices();
    const wrong = await newFile(a, 'Haile');
    const right = await newFile(a, 'Haidari');
    const assessment = await a.api.documents.create(
      'assessments',
      {
        instrument: 'orientation', instrumentVersion: 1, language: 'ti', assessor: 'nobody', state: 'running',
        startedAt: new Date().toISOString(),
      }, // prettier-ignore
      { fileId: wrong.id },
    );
    const answer = { assessmentId: assessment.id, question: 'q1', code: 'yes' };
    await a.api.documents.create('assessment-answers', answer, { fileId: wrong.id });
    await a.syncOnce();
    await b.syncOnce();
    const id = await a.api.erasure.moveRecord({ collection: 'assessments', id: assessment.id }, right.id);
    await a.syncOnce();
    await b.syncOnce();
    for (const engine of [a, b]) {
      expect(await engine.api.documents.list('assessments', { fileId: wrong.id })).toEqual([]);
      expect(await engine.api.documents.list('assessments', { fileId: right.id })).toMatchObject([{ id }]);
      expect(await engine.api.documents.list('assessment-answers', { fileId: wrong.id })).toEqual([]);
      expect(await engine.api.documents.list('assessment-answers', { fileId: right.id })).toMatchObject([
        { value: { assessmentId: id, question: 'q1', code: 'yes' } },
      ]);
    }
    expect(await rowsOnServer(assessment.id)).toBe(0);
    await Promise.all([a.close(), b.close()]);
  });

  it('may be taken out by a lead and by whoever began it, by nobody else', async () => {
    const a = await founded(server.url);
    const { code } = await a.api.security.invite({
      purpose: 'person',
      name: 'Jonas Brandt',
      role: 'counsellor',
    });
    const b = await start();
    await b.api.security.join({ server: server.url, code, passphrase: 'Fünf Reiher am Ufer' });
    for (let turn = 0; turn < 40 && (await b.api.security.state()).state !== 'unlocked'; turn++) {
      await a.syncOnce();
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const file = await newFile(a, 'Haile');
    const theirs = await a.api.documents.create(
      'aliases',
      { text: 'Hayle', kind: 'spelling' },
      { fileId: file.id },
    );
    await a.syncOnce();
    await b.syncOnce();
    const own = await b.api.documents.create(
      'aliases',
      { text: 'Hajle', kind: 'spelling' },
      { fileId: file.id },
    );
    await expect(b.api.erasure.eraseFile(file.id, 'requested')).rejects.toMatchObject({ code: 'no-right' });
    const refused = b.api.erasure.eraseRecord({ collection: 'aliases', id: theirs.id }, 'wrong-entry');
    await expect(refused).rejects.toMatchObject({ code: 'no-right' });
    await b.syncOnce();
    await b.api.erasure.eraseRecord({ collection: 'aliases', id: own.id }, 'wrong-entry');
    await b.syncOnce();
    const left = await b.api.documents.list('aliases', { fileId: file.id });
    expect(left.map(({ id }) => id)).toEqual([theirs.id]);
    const entries = await b.api.erasure.entries(file.id);
    expect(entries.find(({ id }) => id === theirs.id)?.can).toEqual({ erase: false, move: false });
    await Promise.all([a.close(), b.close()]);
  });
});
