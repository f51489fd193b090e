import { expose } from 'comlink';
import PouchDB from 'pouchdb';

/** PouchDB as its documentation sets it up, with batches as large as Wegbuch's pages. */
const BATCH = { batch_size: 1_000 };

const remote = (url) => new PouchDB(url, { skip_setup: true });
const open = (name) => new PouchDB(name, { auto_compaction: false });

async function change(database, ids, by) {
  for (const id of ids) {
    const document = await database.get(id);
    await database.put({ ...document, body: `${by} ${id}` });
  }
}

expose({
  async firstSync(name, url) {
    const database = open(name);
    const begun = performance.now();
    await database.replicate.from(remote(url), BATCH);
    const ms = performance.now() - begun;
    const { doc_count: rows } = await database.info();
    await database.destroy();
    return { ms, rows };
  },
  /** Two devices change the same field of each record without a network, then both synchronise. */
  async conflicts(url, ids) {
    const devices = { a: open('conflicts-a'), b: open('conflicts-b') };
    const settle = async () => {
      for (const database of Object.values(devices)) await database.sync(remote(url), BATCH);
    };
    await settle();
    for (const [by, database] of Object.entries(devices)) await change(database, ids, by);
    await settle();
    await settle();
    let [lost, hidden] = [0, 0];
    for (const id of ids) {
      for (const by of Object.keys(devices)) {
        const wanted = `${by} ${id}`;
        const shown = await devices.a.get(id);
        if (shown.body === wanted) continue;
        // Kept as a losing revision, which only shows to who asks for conflicts by name.
        const { _conflicts: revs = [] } = await devices.a.get(id, { conflicts: true });
        const others = await Promise.all(revs.map((rev) => devices.a.get(id, { rev })));
        if (others.some(({ body }) => body === wanted)) hidden++;
        else lost++;
      }
    }
    for (const database of Object.values(devices)) await database.destroy();
    return { lost, hidden };
  },
});
