import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { measureConflicts, CONFLICT_ROWS } from './conflicts';
import { createContext, type Context } from './context';
import { FIRST_SYNC_ROWS, measureFirstSync } from './first-sync';
import { LIVE_ROWS, measureLive } from './live';
import { LOCAL_ROWS, measureLocal } from './local';
import { measurePage, PAGE_ROWS } from './page-tasks';
import { lineOf, type Row } from './rows';
import { measureServer, SERVER_ROWS } from './server-load';

/**
 * Measures Wegbuch in a real browser with its database on disk and a real server on this machine, and beside it
 * what the platform and other synchronising stores do in the same run: read the ratios, not the milliseconds.
 */
const USAGE = `npm run bench -- [options]

  --only NAME,…    only rows whose name begins so: first-sync, first-sync-rxdb-10000, save, storm, …
  --clients N,…    sizes: client files on one device, records in synchronisation (10000,100000)
  --json FILE      writes the last line, {"rows": […]}, into a file as well
`;

const GROUPS: readonly { names: readonly string[]; measure: (context: Context) => Promise<void> }[] = [
  { names: LOCAL_ROWS, measure: measureLocal },
  { names: FIRST_SYNC_ROWS, measure: measureFirstSync },
  { names: CONFLICT_ROWS, measure: measureConflicts },
  { names: LIVE_ROWS, measure: measureLive },
  { names: PAGE_ROWS, measure: measurePage },
  { names: SERVER_ROWS, measure: measureServer },
];

const listOf = (text: string) => text.split(',').filter(Boolean);

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', default: '' },
      clients: { type: 'string', default: '10000,100000' },
      json: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const [only, sizes] = [listOf(values.only), listOf(values.clients).map(Number)];
  if (values.help || sizes.some((size) => !Number.isInteger(size) || size < 1)) {
    console.log(USAGE);
    return;
  }
  const rows: Row[] = [];
  const context = createContext(sizes, only, (...measured) => {
    for (const row of measured) {
      if (only.length > 0 && !only.some((asked) => row.name.startsWith(asked))) continue;
      rows.push(row);
      console.log(lineOf(row));
    }
  });
  try {
    for (const { names, measure } of GROUPS)
      if (names.some((name) => context.wants(name))) await measure(context);
  } finally {
    await context.close();
  }
  const result = JSON.stringify({ rows });
  if (values.json !== undefined) await writeFile(values.json, `${result}\n`);
  console.log(result);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
