import { wrap, type Remote } from 'comlink';
import type { Bench } from './bench-worker';
import type { OfficeWorker } from './office-worker';

/** One size of office, measured from the page as a screen would see it; times in ms. */
export interface Measured {
  fill: number;
  unlock: number;
  firstUnlock: number;
  search: number[];
  scroll: number[];
  open: number[];
  save: number[];
  /** Bare puts, each beside a save. */
  strictPut: number[];
}

const QUERIES = [
  'm',
  'mo',
  'moh',
  'moha',
  'mohammed',
  'mohammed al',
  'haile s',
  'kov',
  'öztürk',
  'oeztuerk',
  'محمد',
  'محم',
  'ሰላ',
  'Ковал',
  '14.3.92',
  '1992',
  '7k',
  '7k4m',
  'zz',
  'al h',
  'rahimi z',
];

/** Saves whose times are compared. */
const SAVES = 200;

const workers = new Map<string, Worker>();
/** Rejects when a worker breaks outside of any call: its methods would never answer. */
let fail: (error: Error) => void = () => undefined;
const failed = new Promise<never>((_, reject) => (fail = reject));
failed.catch(() => undefined);

/** Starts a worker from a served module; its methods stand under its name, as the bench script finds them. */
function start<T>(name: string, module: string): Remote<T> {
  const worker = new Worker(`./${module}.js`, { type: 'module' });
  worker.addEventListener('error', (event) => fail(new Error(`${module}: ${event.message}`)));
  workers.set(name, worker);
  const methods = wrap<T>(worker);
  Object.assign(globalThis, { [name]: methods });
  return methods;
}

function end(name: string): void {
  workers.get(name)?.terminate();
  workers.delete(name);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

async function series(count: number, work: (turn: number) => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let turn = 0; turn < count; turn++) times.push(await timed(() => work(turn)));
  return times;
}

async function measure(clients: number): Promise<Measured> {
  const name = `bench-${clients}`;
  const filling = start<Bench>('filling', 'bench-worker');
  const fill = await timed(() => filling.fill(name, clients));
  end('filling');
  // The first unlock after filling still builds pages; the second is the everyday one.
  const first = start<Bench>('first', 'bench-worker');
  const firstUnlock = await first.unlock(name);
  await first.close();
  end('first');
  const bench = start<Bench>('bench', 'bench-worker');
  const unlock = await bench.unlock(name);
  await bench.search('a');
  const search = await series(QUERIES.length * 5, (turn) =>
    bench.search(QUERIES[turn % QUERIES.length] ?? ''),
  );
  const scroll = await series(50, (turn) => bench.page((turn * 997) % clients));
  const files = await bench.wholeFiles();
  const idOf = (turn: number) => files[(turn * 97) % files.length] ?? '';
  const open = await series(60, (turn) => bench.open(idOf(turn)));
  await bench.openBare();
  const strictPut: number[] = [];
  const save: number[] = [];
  // In turn, so that whatever else the machine does meets both alike.
  for (let turn = 0; turn < SAVES; turn++) {
    save.push(await timed(() => bench.save(idOf(turn), `Notiz ${turn}`)));
    strictPut.push(await timed(() => bench.strictPut(turn)));
  }
  await bench.close();
  end('bench');
  return { fill, unlock, firstUnlock, search, scroll, open, save, strictPut };
}

/** What the bench script calls. */
const measures = {
  measure,
  start(name: string, module: string): void {
    start(name, module);
  },
  end,
  async kdf() {
    const bench = start<Bench>('kdf', 'bench-worker');
    const times = await series(3, () => bench.kdf());
    end('kdf');
    return times;
  },
  async ceilings(count: number) {
    const bench = start<Bench>('ceilings', 'bench-worker');
    const result = await bench.ceilings(count);
    end('ceilings');
    return result;
  },
  /** From the call of a save on one device until the other has read what was saved, in ms. */
  visibleThere(from: string, to: string, id: string, turns: number): Promise<number[]> {
    const devices = globalThis as unknown as Record<string, Remote<OfficeWorker> | undefined>;
    const [here, there] = [devices[from], devices[to]];
    if (!here || !there) throw new TypeError('Both devices must be started.');
    return series(turns, async (turn) => {
      const note = `Notiz ${turn} ${performance.now()}`;
      const seen = there.seen(id, note);
      await Promise.all([here.save(id, note), seen]);
    });
  },
};

export type Measures = typeof measures;
Object.assign(globalThis, { measures, failed });
