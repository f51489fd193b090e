import { endWorker, startWorker } from './browser';
import type { Context } from './context';
import type { OfficeWorker } from './office-worker';
import { installPeers, withPeer, type PeerName } from './peers';
import { atMost, type Row } from './rows';
import type { StoredRow } from '#shared/sync/protocol';

/** Two devices change the same field of the same record without a network: what becomes of both values. */
export const CONFLICT_ROWS = ['conflicts'];

const PAIRS = 200;
/** Records of an office that has as many client files. */
const OFFICE_RECORDS = 3_000;

interface Outcome {
  /** Values that no device has any more. */
  lost: number;
  /** Values that are kept, but that no screen and no list of open questions leads to. */
  hidden: number;
}

/** Values that a person finds without knowing of them: the field's, and those of open conflicts, on either device. */
async function measureOurs(context: Context): Promise<Outcome> {
  const { page } = await context.browser();
  const { url } = await context.server();
  const a = await startWorker<OfficeWorker>(page, 'a', 'office-worker');
  await a.fill('conflicts-a', url, OFFICE_RECORDS);
  const [code = ''] = await a.invite(1);
  const b = await startWorker<OfficeWorker>(page, 'b', 'office-worker');
  await b.join('conflicts-b', url, code);
  await b.syncOnce();
  const ids = await a.files(PAIRS);
  const devices = { a, b };
  for (const [by, device] of Object.entries(devices)) await device.changeEach(ids, by);
  for (let turn = 0; turn < 2; turn++) for (const device of Object.values(devices)) await device.syncOnce();
  const outcome: Outcome = { lost: 0, hidden: 0 };
  for (const device of Object.values(devices)) {
    const shown = await device.shown(ids);
    for (const id of ids)
      for (const by of Object.keys(devices)) if (!shown[id]?.includes(`${by} ${id}`)) outcome.lost++;
  }
  for (const [name, device] of Object.entries(devices)) {
    await device.clear();
    await endWorker(page, name);
  }
  if (ids.length < PAIRS) throw new Error(`Only ${ids.length} client files.`);
  return outcome;
}

function peerRecords(): StoredRow[] {
  return Array.from({ length: PAIRS }, (_, at) => ({
    id: `record-${at}`,
    collection: 'client-files',
    compartment: 'stammdaten',
    fileId: null,
    keyId: 'key',
    seq: at + 1,
    rev: `rev-${at}`,
    maxStamp: '',
    body: 'begun',
  }));
}

function besides(name: string, ours: number, reference: number): Row {
  const ratio = reference > 0 ? ours / reference : null;
  return { ...atMost(name, ours, 'values', 0), reference, ratio };
}

export async function measureConflicts(context: Context): Promise<void> {
  const ours = await measureOurs(context);
  context.report(
    atMost('conflicts-lost', ours.lost, 'values', 0),
    atMost('conflicts-hidden', ours.hidden, 'values', 0),
  );
  const peers: PeerName[] = ['rxdb', 'pouchdb'];
  if (!installPeers()) return;
  const browser = await context.browser();
  for (const name of peers) {
    const records = peerRecords();
    const ids = records.map(({ id }) => (name === 'pouchdb' ? `r${id}` : id));
    const theirs = await withPeer(name, browser, records, (worker, url) => worker.conflicts(url, ids));
    context.report(
      besides(`conflicts-lost-${name}`, ours.lost, theirs.lost),
      besides(`conflicts-hidden-${name}`, ours.hidden, theirs.hidden),
    );
  }
}
