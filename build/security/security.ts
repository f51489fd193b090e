import { randomInt } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { type Check, findChecks, type Row } from '../../tests/security/support/check';

/** `npm run security -- [--only NAME,…] [--seed N] [--short] [--json FILE]`: the attacks at length, and what they found. */
const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    seed: { type: 'string' },
    short: { type: 'boolean', default: false },
    json: { type: 'string' },
  },
});
const seed = values.seed === undefined ? randomInt(2 ** 31) : Number(values.seed);
const write = (line: string) => process.stdout.write(`${line}\n`);

async function runOne({ name, run }: Check): Promise<Row[]> {
  const begun = Date.now();
  const rows = await run({ long: !values.short, seed }).catch((error: unknown): Row[] => {
    process.stderr.write(
      `${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    return [{ check: 0, what: name, found: 'broke off', limit: 'runs', control: false, met: false }];
  });
  const seconds = Math.round((Date.now() - begun) / 1000);
  write(`${rows.every((row) => row.met) ? 'ok    ' : 'FAILED'} ${name} (${String(seconds)} s)`);
  return rows;
}

function printTable(rows: readonly Row[]): void {
  write('\n| # | what | found | limit | control found | met |\n|---|---|---|---|---|---|');
  for (const { check, what, found, limit, control, met } of rows) {
    const shown = typeof found === 'number' ? found.toLocaleString('en') : found;
    write(
      `| ${String(check)} | ${what} | ${shown} | ${limit} | ${control ? 'yes' : 'NO'} | ${met ? 'yes' : 'NO'} |`,
    );
  }
}

const only = values.only?.split(',');
const checks = (await findChecks()).filter(({ name }) => only?.includes(name) ?? true);
const unknown = only?.filter((name) => checks.every((check) => check.name !== name)) ?? [];
if (unknown.length > 0) throw new Error(`no attack named ${unknown.join(', ')}`);

write(`seed ${String(seed)}`);
const rows: Row[] = [];
for (const check of checks) rows.push(...(await runOne(check)));
rows.sort((one, other) => one.check - other.check);
printTable(rows);
const unmet = rows.filter((row) => !row.met);
write(`\n${String(rows.length - unmet.length)} of ${String(rows.length)} met`);
if (values.json !== undefined) await writeFile(values.json, JSON.stringify({ seed, rows }, null, 2));
if (unmet.length > 0) process.exitCode = 1;
