import { expose } from 'comlink';
import { createRxDatabase } from 'rxdb/plugins/core';
import { replicateRxCollection } from 'rxdb/plugins/replication';
import { getRxStorageDexie } from 'rxdb/plugins/storage-dexie';

/** RxDB as its documentation sets it up: Dexie storage, HTTP replication, the default conflict handler. */
const text = { type: 'string', maxLength: 100 };
const schema = {
  version: 0,
  primaryKey: 'id',
  type: 'object',
  properties: {
    id: text,
    table: text,
    compartment: text,
    fileId: text,
    keyId: text,
    rev: text,
    seq: { type: 'number', minimum: 0, maximum: 1e9, multipleOf: 1 },
    maxStamp: text,
    body: { type: 'string' },
  },
  required: ['id', 'table', 'fileId', 'seq'],
  indexes: ['fileId', 'seq'],
};

async function open(name) {
  const database = await createRxDatabase({ name, storage: getRxStorageDexie(), multiInstance: false });
  const { records } = await database.addCollections({ records: { schema } });
  return { database, records };
}

function replicate(collection, url, identifier) {
  return replicateRxCollection({
    collection,
    replicationIdentifier: identifier,
    live: false,
    pull: {
      batchSize: 1_000,
      async handler(checkpoint, limit) {
        const answer = await fetch(`${url}/pull?seq=${checkpoint?.seq ?? 0}&limit=${limit}`);
        return answer.json();
      },
    },
    push: {
      batchSize: 200,
      async handler(rows) {
        const answer = await fetch(`${url}/push`, { method: 'POST', body: JSON.stringify(rows) });
        return answer.json();
      },
    },
  });
}

async function syncOnce(collection, url, identifier) {
  const replication = replicate(collection, url, identifier);
  replication.error$.subscribe((error) => console.error('rxdb', error.message));
  await replication.awaitInitialReplication();
  await replication.awaitInSync();
  await replication.cancel();
}

async function change(collection, ids, by) {
  for (const id of ids) {
    const document = await collection.findOne(id).exec();
    await document.patch({ body: `${by} ${id}` });
  }
}

expose({
  async firstSync(name, url) {
    const { database, records } = await open(name);
    const begun = performance.now();
    await syncOnce(records, url, 'first');
    const ms = performance.now() - begun;
    const rows = await records.count().exec();
    await database.remove();
    return { ms, rows };
  },
  /** Two devices change the same field of each record without a network, then both synchronise. */
  async conflicts(url, ids) {
    const devices = { a: await open('conflicts-a'), b: await open('conflicts-b') };
    const settle = async () => {
      for (const [by, { records }] of Object.entries(devices)) await syncOnce(records, url, by);
    };
    await settle();
    for (const [by, { records }] of Object.entries(devices)) await change(records, ids, by);
    await settle();
    await settle();
    let lost = 0;
    for (const id of ids) {
      const kept = new Set();
      for (const { records } of Object.values(devices)) kept.add((await records.findOne(id).exec()).body);
      lost += 2 - kept.size;
    }
    for (const { database } of Object.values(devices)) await database.remove();
    // What the default handler drops is nowhere: nothing is left to be hidden.
    return { lost, hidden: 0 };
  },
});
