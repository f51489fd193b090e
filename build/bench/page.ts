import { wrap, type Remote } from 'comlink';
import type { Bench } from './bench-worker';
import BenchWorker from './bench-worker.ts?worker';

/** One size of office, measured from the page as a screen would see it; times in ms. */
export interface Measured {
  fill: number;
  unlock: number;
  firstUnlock: number;
  search: number[];
  scroll: number[];
  open: number[];
  save: number[];
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

function startWorker(): { bench: Remote<Bench>; end: () => void } {
  const worker = new BenchWorker();
  return { bench: wrap<Bench>(worker), end: () => worker.terminate() };
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
  const filling = startWorker();
  const fill = await timed(() => filling.bench.fill(name, clients));
  filling.end();
  // The first unlock after filling still builds pages; the second is the everyday one.
  const first = startWorker();
  const firstUnlock = await first.bench.unlock(name);
  await first.bench.close();
  first.end();
  const { bench, end } = startWorker();
  const unlock = await bench.unlock(name);
  await bench.search('a');
  const search = await series(QUERIES.length * 5, (turn) =>
    bench.search(QUERIES[turn % QUERIES.length] ?? ''),
  );
  const scroll = await series(50, (turn) => bench.page((turn * 997) % clients));
  const files = await bench.wholeFiles();
  const idOf = (turn: number) => files[(turn * 97) % files.length] ?? '';
  const open = await series(60, (turn) => bench.open(idOf(turn)));
  const save = await series(60, (turn) => bench.save(idOf(turn), `Notiz ${turn}`));
  await bench.close();
  end();
  return { fill, unlock, firstUnlock, search, scroll, open, save };
}

/** What the bench script calls. */
const measures = {
  measure,
  async kdf() {
    const { bench, end } = startWorker();
    const times = await series(3, () => bench.kdf());
    end();
    return times;
  },
  async ceilings(count: number) {
    const { bench, end } = startWorker();
    const result = await bench.ceilings(count);
    end();
    return result;
  },
};

export type Measures = typeof measures;
Object.assign(globalThis, { measures });
