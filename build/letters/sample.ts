import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { CLIENT_LANGUAGES } from '#shared/domain/common';
import { paperFolder } from './paper-files';
import { openPrinter } from './print';
import { sampleLetter, type SampleChoice } from './sample-letters';

const USAGE = `npm run letter:sample -- --lang ar --template referral --count 1 --out x.pdf
  --lang LANGUAGE      ${CLIENT_LANGUAGES.join(' ')} (de: without a copy for the client)
  --template NAME      referral | free
  --count N            letters in one job, 1 to 1000
  --out FILE           the PDF
  --stationery         without letterhead and footer
  --long               a name of 90 characters, six address lines, two pages of text`;

class UsageError extends Error {}

interface Job {
  choice: SampleChoice;
  count: number;
  out: string;
}

function readJob(args: string[]): Job | null {
  const { values } = parseArgs({
    args,
    options: {
      lang: { type: 'string', default: 'de' },
      template: { type: 'string', default: 'referral' },
      count: { type: 'string', default: '1' },
      out: { type: 'string' },
      stationery: { type: 'boolean', default: false },
      long: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return null;
  const count = Number(values.count);
  if (!(CLIENT_LANGUAGES as readonly string[]).includes(values.lang))
    throw new UsageError(`--lang ${values.lang} is not one of the languages.`);
  if (values.template !== 'referral' && values.template !== 'free')
    throw new UsageError(`--template ${values.template} is neither referral nor free.`);
  if (!Number.isInteger(count) || count < 1 || count > 1000)
    throw new UsageError('--count must be a whole number from 1 to 1000.');
  if (!values.out) throw new UsageError('--out FILE is missing.');
  const { lang: language, template, long, stationery: onStationery } = values;
  return { choice: { language, template, long, onStationery }, count, out: values.out };
}

async function run(job: Job): Promise<void> {
  const started = performance.now();
  const printer = await openPrinter(await paperFolder());
  try {
    // The first job of a browser also loads the fonts; that belongs to starting up, not to a letter.
    await printer.print([sampleLetter(job.choice, 0)]);
    const ready = performance.now();
    const letters = Array.from({ length: job.count }, (_, index) => sampleLetter(job.choice, index));
    const { pdf, pages } = await printer.print(letters);
    const done = performance.now();
    await writeFile(job.out, pdf);
    const times = {
      letters: job.count,
      pages,
      bytes: pdf.byteLength,
      startMs: Math.round(ready - started),
      totalMs: Math.round(done - ready),
      msPerLetter: Math.round((done - ready) / job.count),
    };
    process.stdout.write(`${job.out}\n${JSON.stringify(times)}\n`);
  } finally {
    await printer.close();
  }
}

try {
  const job = readJob(process.argv.slice(2));
  if (job === null) process.stdout.write(`${USAGE}\n`);
  else await run(job);
} catch (error) {
  const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
  const usage = error instanceof UsageError || reason.startsWith('Unknown option');
  process.stderr.write(`The letters could not be made: ${reason}\n${usage ? `${USAGE}\n` : ''}`);
  process.exitCode = 1;
}
