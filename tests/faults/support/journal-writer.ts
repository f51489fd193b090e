import { writeSync } from 'node:fs';
import { createDeviceFiles } from '../../../electron/device/files';

/** Appends to the journal of the desktop app as often as asked, and says each outcome the moment it is known. */
const [folder = '', times = '0'] = process.argv.slice(2);
const { journal } = createDeviceFiles(folder);
await journal.open('worker-1');
for (let turn = 1; turn <= Number(times); turn++) {
  const outcome = await journal.append('worker-1', new TextEncoder().encode(`record ${turn}\n`));
  writeSync(1, `${outcome} ${turn}\n`);
}
