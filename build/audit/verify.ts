import { readFile } from 'node:fs/promises';
import { verifyAuditFile } from '#shared/audit/file';

/**
 * `npm run audit:verify -- FILE` checks a saved audit without any key of the office: who signed the file, the chain of
 * each device, and that nothing is missing up to what device and server anchored. Ends with 1 when something is
 * wrong, with 2 when there is no such file.
 */
const FILE_FAULTS = {
  'no-audit-file': 'This is no saved audit of Wegbuch.',
  roster: 'The roster in the file does not hold: it was altered, or is of another office.',
  'unknown-person': 'Whoever is said to have made the file is not a person of this office.',
  'wrong-file-signature': 'The file was altered after it was made.',
} as const;

const FAULTS: Readonly<Record<string, string>> = {
  'missing-start': 'what came before is missing',
  order: 'an entry is missing, twice there, or out of order',
  altered: 'this entry or the one before was altered',
  truncated: 'this entry and what followed were cut off',
  forked: 'this is not the entry that was anchored',
  'wrong-signature': 'the signature of the device does not hold',
  'wrong-receipt': 'the receipt of the server does not hold',
  'unknown-device': 'the office never had this device',
};

/** The lines to print, and the exit code. */
export async function report(text: string): Promise<{ lines: string[]; code: number }> {
  let value: unknown = null;
  try {
    value = JSON.parse(text);
  } catch {
    // Said below: it is no saved audit.
  }
  const found = await verifyAuditFile(value);
  if (found.code !== null) return { lines: [`BROKEN  ${FILE_FAULTS[found.code]}`], code: 1 };
  const { officeName, chains, without, ok } = found;
  const lines = chains.map(({ deviceId, finding }) => {
    if (!finding.ok)
      return `BROKEN  ${deviceId}  entry ${finding.number}: ${FAULTS[finding.code] ?? finding.code}`;
    const { first, last, anchors, unsigned } = finding;
    const open = unsigned > 0 ? `, ${unsigned} not signed yet` : '';
    return `whole   ${deviceId}  entries ${first} to ${last}, ${anchors} anchors${open}`;
  });
  const missing = without.map((deviceId) => `none    ${deviceId}  no entries in this file`);
  return { lines: [officeName, ...lines, ...missing], code: ok ? 0 : 1 };
}

async function main(): Promise<void> {
  const [path] = process.argv.slice(2);
  const text = path === undefined ? null : await readFile(path, 'utf8').catch(() => null);
  if (text === null) {
    console.error('npm run audit:verify -- FILE');
    process.exitCode = 2;
    return;
  }
  const { lines, code } = await report(text);
  console.log(lines.join('\n'));
  process.exitCode = code;
}

if (process.argv[1] === import.meta.filename) await main();
