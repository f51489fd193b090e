import { measuresOf } from './browser';
import type { Context } from './context';
import type { Measured } from './page';
import { against, atMost, informative, median, percentile, type Row } from './rows';

/** What happens on one device without a server. */
export const LOCAL_ROWS = ['kdf', 'ceiling', 'unlock', 'first-unlock', 'fill', 'search', 'scroll', 'open', 'save']; // prettier-ignore

interface Ceilings {
  bulkPut: number;
  toArray: number;
  decrypt: number;
}
const CEILING_ROWS = 10_000;

function ceilingRows({ bulkPut, toArray, decrypt }: Ceilings): Row[] {
  return [
    informative(`ceiling-bulk-put-${CEILING_ROWS}`, bulkPut, 'ms'),
    informative(`ceiling-to-array-${CEILING_ROWS}`, toArray, 'ms'),
    informative(`ceiling-decrypt-${CEILING_ROWS}`, decrypt, 'ms'),
  ];
}

function officeRows(clients: number, result: Measured, raw: Ceilings): Row[] {
  const readAll = ((raw.toArray + raw.decrypt) * clients) / CEILING_ROWS;
  return [
    atMost(`unlock-${clients}`, result.unlock, 'ms', clients > 10_000 ? 3_000 : 1_000),
    against(`unlock-read-all-${clients}`, [result.unlock, readAll], 'ms', null),
    informative(`fill-${clients}`, result.fill, 'ms'),
    informative(`first-unlock-${clients}`, result.firstUnlock, 'ms'),
    informative(`search-p50-${clients}`, median(result.search), 'ms'),
    atMost(`search-p95-${clients}`, percentile(result.search, 0.95), 'ms', 16),
    atMost(`scroll-p95-${clients}`, percentile(result.scroll, 0.95), 'ms', 16),
    informative(`open-p50-${clients}`, median(result.open), 'ms'),
    atMost(`open-p95-${clients}`, percentile(result.open, 0.95), 'ms', 50),
    against(`save-p50-${clients}`, [median(result.save), median(result.strictPut)], 'ms', null),
    atMost(`save-p95-${clients}`, percentile(result.save, 0.95), 'ms', 20),
    informative(`save-bare-put-p95-${clients}`, percentile(result.strictPut, 0.95), 'ms'),
  ];
}

export async function measureLocal({ browser, sizes, wants, report }: Context): Promise<void> {
  const { page } = await browser();
  const measures = measuresOf(page);
  if (wants('kdf')) report(atMost('kdf', median(await measures.kdf()), 'ms', 1_200));
  const raw = await measures.ceilings(CEILING_ROWS);
  report(...ceilingRows(raw));
  const offices = LOCAL_ROWS.slice(2);
  for (const clients of sizes) {
    if (offices.some((name) => wants(name)))
      report(...officeRows(clients, await measures.measure(clients), raw));
  }
}
