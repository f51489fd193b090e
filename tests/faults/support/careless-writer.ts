import { appendFileSync, mkdirSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** Control for journal-writer.ts: writes and answers, and leaves the flushing to chance. */
const [folder = '', times = '0'] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
for (let turn = 1; turn <= Number(times); turn++) {
  appendFileSync(join(folder, 'worker-1.journal'), `record ${turn}\n`);
  writeSync(1, `done ${turn}\n`);
}
