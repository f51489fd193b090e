import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exposedNow } from '../ipc.check';
import { preferencesNow } from '../windows.check';

/** Writes both snapshots anew. What changed in them is a decision: read the difference before you commit it. */
const write = (name: string, value: unknown) =>
  writeFile(join(import.meta.dirname, name), `${JSON.stringify(value, null, 2)}\n`);

await write(
  'web-preferences.json',
  Object.fromEntries((await preferencesNow()).map(({ kind, preferences }) => [kind, preferences])),
);
await write('exposed.json', await exposedNow());
