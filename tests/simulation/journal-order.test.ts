import { describe, expect, it, vi } from 'vitest';
import { createConflicts } from '../../renderer/data/conflicts';
import { createCollections } from '../../renderer/data/collections';
import { REPLAY_NAME } from '../../renderer/data/device';
import { Documents, documentsApi } from '../../renderer/data/documents';
import { createJournal, memoryFile, type Journal } from '../../renderer/data/journal';
import { replayJournal, trimJournal } from '../../renderer/data/replay';
import { Store } from '../../renderer/data/store';
import { keyOf } from '../../renderer/data/storage';
import { pushAll } from '../../renderer/sync/push';
import { ModelDisk, ModelStorage } from './model-disk';
import { testKeyring } from './test-keyring';
import { newId } from '#shared/crypto/random';
import { COMPARTMENTS, type Compartment } from '#shared/security/compartments';
import { createClock, writerOf } from '#shared/sync/clock';
import { edited, started } from '#shared/sync/decisions';
import { emptyHistory, historyId } from '#shared/sync/history';

const ANNA = 'lead0001-anna';
type Entry = Parameters<Journal['append']>[0][number];

/** A window over a disk, whose accesses wait for `step`; `entries` are what its journal was given. */
function windowOn(disk: ModelDisk, step: (label: string) => Promise<void>, held = [...COMPARTMENTS]) {
  const entries: Entry[] = [];
  const file = createJournal(memoryFile());
  const journal: Journal = {
    ...file,
    append: (given) => {
      entries.push(...given);
      return file.append(given);
    },
  };
  const rights: { held: Compartment[] } = { held };
  const keyring = testKeyring({ personId: ANNA, people: [ANNA], held: () => rights.held, randomNames: null });
  const random = (bytes: number) => crypto.getRandomValues(new Uint8Array(bytes));
  const clock = createClock({ now: () => Date.now(), writer: writerOf(ANNA, newId(random)), highWater: '' });
  const store = new Store({
    storage: new ModelStorage(disk, step),
    keyring: () => keyring,
    clock,
    random,
    journal,
  });
  const collections = createCollections(store);
  const parts = createConflicts({ store, collections, documents: () => documents });
  const documents = new Documents({
    store,
    random,
    conflictsOf: (id) => parts.fieldsOf(id),
    listAll: (collection) => collections.list(collection),
  });
  return { store, journal, entries, rights, conflicts: parts.api, documents: documentsApi(documents) };
}

const atOnce = () => Promise.resolve();

/** Steps that stop at a label until they are let go. */
function stepsThatStopAt(label: string) {
  let go = (): void => undefined;
  let reached = (): void => undefined;
  const stopped = new Promise<void>((resolve) => (reached = resolve));
  const released = new Promise<void>((resolve) => (go = resolve));
  let armed = false;
  const step = async (at: string) => {
    if (!armed || at !== label) return;
    armed = false;
    reached();
    await released;
  };
  return { step, stopped, go, arm: () => (armed = true) };
}

describe('the journal', () => {
  it('never holds a version that the store did not take, however many save at once', async () => {
    const { documents, entries } = windowOn(new ModelDisk({}), atOnce);
    const { id } = await documents.create('partners', { name: 'a', kind: 'other' });
    const names = ['b', 'c', 'd', 'e'];
    await Promise.all(names.map((name) => documents.change('partners', id, { name })));
    expect(entries.filter((entry) => 'undone' in entry)).toEqual([]);
  });

  it('takes back what another window prevented (control: such a thing would be seen)', async () => {
    const disk = new ModelDisk({});
    const { step, stopped, go, arm } = stepsThatStopAt('commit');
    const [first, second] = [windowOn(disk, step), windowOn(disk, atOnce)];
    const { id } = await first.documents.create('partners', { name: 'a', kind: 'other' });
    arm();
    const saving = first.documents.change('partners', id, { name: 'b' });
    await stopped;
    await second.documents.change('partners', id, { department: 'c' });
    go();
    await saving;
    expect(first.entries.filter((entry) => 'undone' in entry)).not.toEqual([]);
    expect((await second.documents.get('partners', id))?.value).toMatchObject({ name: 'b', department: 'c' });
  });

  it.each([true, false])('keeps a save under way when it is trimmed (row known: %s)', async (known) => {
    const disk = new ModelDisk({});
    const { step, stopped, go, arm } = stepsThatStopAt('commit');
    const { documents, store, journal } = windowOn(disk, step);
    const id = newId();
    if (known) {
      await documents.create('partners', { name: 'a', kind: 'other' }, { id });
      // As if the server had it: nothing waits.
      const row = disk.table('partners').get(id);
      if (row) disk.table('partners').set(id, { ...row, dirty: 0, seq: 4 });
      await trimJournal(store, journal);
      expect(await journal.read()).toEqual([]);
    }
    arm();
    const saving = known
      ? documents.change('partners', id, { name: 'b' })
      : documents.create('partners', { name: 'b', kind: 'other' }, { id });
    await stopped;
    await trimJournal(store, journal);
    go();
    await saving;
    const kept = (await journal.read()).map(({ row }) => row.rev);
    expect(kept).toContain(disk.table('partners').get(id)?.rev);
  });

  it.each([3, 150])('gives back what a store lost that fell back by %i saves', async (saves) => {
    const disk = new ModelDisk({});
    const { documents, store, journal } = windowOn(disk, atOnce);
    const { id } = await documents.create('partners', { name: 'a', kind: 'other' });
    const first = disk.table('partners').get(id)!;
    for (let turn = 1; turn <= saves; turn++) await documents.change('partners', id, { name: `b${turn}` });
    const last = disk.table('partners').get(id)!;
    disk.table('partners').set(id, first);
    expect(await replayJournal(store, journal)).toBe(1);
    expect(disk.table('partners').get(id)?.rev).toBe(last.rev);
    // Control: nothing comes back over what the journal does not know and what is younger.
    const younger = { ...first, rev: newId(), maxStamp: last.maxStamp.replace(/^0/, '1') };
    disk.table('partners').set(id, younger);
    await replayJournal(store, journal);
    expect(disk.table('partners').get(id)?.rev).toBe(younger.rev);
  });

  it('gives back a history that it joined with what the store had gone on to', async () => {
    const disk = new ModelDisk({});
    const { store, journal } = windowOn(disk, atOnce);
    const of = { collection: 'partners', id: newId() };
    const ref = { collection: 'history' as const, id: historyId(of.id, 1) };
    const add = (name: string, seq: number) =>
      store.write([ref], (entries) => {
        const stamp = store.clock.tick();
        const place = { compartment: 'stammdaten' as const, fileId: null };
        const { replica } = entries.get(keyOf(ref)) ?? {
          replica: started(store.make(emptyHistory(of, 1))),
        };
        const after = edited(replica, { [`name@${name}`]: { value: name, stamp } }, 1, store.make);
        return { put: [{ ref, place, replica: { ...after, seq } }] };
      });
    const held = async () => Object.keys((await store.read(ref))?.doc.fields ?? {}).sort();
    await add('a', 9);
    const former = disk.table('history').get(ref.id)!;
    // Merged with the server's version; then the database fell back behind that, and went on from there.
    await add('b', 22);
    disk.table('history').set(ref.id, { ...former, rev: newId() });
    expect(await replayJournal(store, journal)).toBe(1);
    await add('c', 9);
    disk.wipe();
    disk.values.set(REPLAY_NAME, true);
    await replayJournal(store, journal);
    expect(await held()).toEqual(['name@a', 'name@b', 'name@c', 'of']);
  });

  it.each([
    { cut: true, held: ['a'] },
    // Control: where nothing tells that the journal's end is missing, the history goes with the store.
    { cut: false, held: [] },
  ])('holds what the store alone kept from a power cut (told: $cut)', async ({ cut, held }) => {
    const disk = new ModelDisk({ tornJournal: !cut });
    const first = windowOn(disk, atOnce);
    const { id } = await first.documents.create('partners', { name: 'a', kind: 'other' });
    const past = vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 3_600_000);
    await first.documents.change('partners', id, { name: 'b' });
    // The next process: the file that was not flushed is gone. It goes on from what the store has.
    const { documents, store, journal } = windowOn(disk, atOnce);
    past.mockReturnValue(Date.now() + 3_600_000);
    await documents.change('partners', id, { department: 'c' });
    past.mockRestore();
    disk.wipe();
    disk.values.set(REPLAY_NAME, true);
    await replayJournal(store, journal);
    expect((await documents.get('partners', id))?.value).toMatchObject({ name: 'b', department: 'c' });
    const row = await store.read({ collection: 'history', id: historyId(id, 1) });
    const fields = Object.entries(row?.doc.fields ?? {}).filter(([name]) => name.startsWith('name@'));
    expect(fields.map(([, { value }]) => value).sort()).toEqual(held);
  });

  it('holds a version before it is sent, also where a power cut took it from there', async () => {
    const disk = new ModelDisk({});
    const { documents } = windowOn(disk, atOnce);
    const { id } = await documents.create('partners', { name: 'a', kind: 'other' });
    const { rev } = disk.table('partners').get(id)!;
    // The next process: the table has the row, the file that was not flushed has not.
    const { store, journal, entries } = windowOn(disk, atOnce);
    expect(await journal.read()).toEqual([]);
    const seen: unknown[] = [];
    const lost = async () => {
      seen.push((await journal.read()).map(({ row }) => [row.rev, row.sent?.rev]));
      throw new Error('no answer');
    };
    for (let times = 0; times < 2; times++)
      await expect(pushAll(store, lost, () => Promise.resolve())).rejects.toThrow('no answer');
    expect(seen).toEqual([[[rev, rev]], [[rev, rev]]]);
    // Control: what it wrote itself is not written again each time.
    expect(entries).toHaveLength(2);
  });

  it.each([
    { again: false, conflicts: 0 },
    // Control: a whole second replay takes the old version for an edit of its own.
    { again: true, conflicts: 1 },
  ])('gives a row back once (again: $again)', async ({ again, conflicts }) => {
    const disk = new ModelDisk({});
    const { documents, store, journal, rights, ...here } = windowOn(disk, atOnce);
    const { id } = await documents.create('partners', { name: 'a', kind: 'other' });
    const file = await documents.create('client-files', { fileNumber: 'x', name: { family: 'x' }, openedOn: '2026-01-05' } as never); // prettier-ignore
    await documents.create('residence', { documentType: 'x' }, { fileId: file.id });
    // The store is lost while the key of one compartment is not there.
    disk.wipe();
    disk.values.set(REPLAY_NAME, true);
    rights.held = COMPARTMENTS.filter((one) => one !== 'beratung');
    expect(await replayJournal(store, journal)).toBe(2);
    // It was sent, and somebody went on from it.
    const there = windowOn(disk, atOnce);
    await there.documents.change('partners', id, { name: 'b' });
    const row = disk.table('partners').get(id);
    if (row) {
      const { base: _, ...clean } = row;
      disk.table('partners').set(id, { ...clean, dirty: 0, seq: 9 });
    }
    if (again) disk.values.set(REPLAY_NAME, true);
    rights.held = [...COMPARTMENTS];
    expect(await replayJournal(store, journal)).toBeGreaterThan(0);
    expect(disk.table('residence').size).toBe(1);
    expect(await here.conflicts.open()).toHaveLength(conflicts);
  });
});
