import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { parseArgs } from 'node:util';
import { createKdf } from '#shared/crypto/kdf';
import { noChannel } from '../renderer/data/changes';
import { memoryMarker } from '../renderer/data/device';
import { createEngine, type Engine } from '../renderer/data/engine';
import { createJournal, memoryFile } from '../renderer/data/journal';
import { argon2id } from '../renderer/security/argon2';
import { createServerClient } from '../renderer/sync/http';

const USAGE = `npm run seed:demo -- --clients N --seed S --server URL

Creates an office on a server and fills it with fictional clients, through the code that the app uses.
  --clients N       how many clients (60)
  --seed S          same number, same office (1)
  --server URL      address of the server (http://127.0.0.1:47050)
  --passphrase P    passphrase of the lead, Miriam Okafor
`;

const LEAD = 'Miriam Okafor';
const PASSPHRASE = 'Leitung-im-Bergischen-3';

/** The app's engine with its database in memory; rounds of synchronisation run when they are called. */
function startEngine(): Promise<Engine> {
  return createEngine({
    indexedDB: new IDBFactory(),
    IDBKeyRange,
    serverClient: (base) => createServerClient(base, fetch),
    now: Date.now,
    kdf: createKdf(argon2id),
    journal: createJournal(memoryFile()),
    marker: memoryMarker(),
    leadership: { stand: () => () => undefined },
    channel: noChannel,
  });
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      clients: { type: 'string', default: '60' },
      seed: { type: 'string', default: '1' },
      server: { type: 'string', default: 'http://127.0.0.1:47050' },
      passphrase: { type: 'string', default: PASSPHRASE },
      help: { type: 'boolean', default: false },
    },
  });
  const [clients, seed] = [Number(values.clients), Number(values.seed)];
  if (values.help || !Number.isInteger(clients) || clients < 1 || !Number.isInteger(seed)) {
    console.log(USAGE);
    return;
  }
  const begun = performance.now();
  const engine = await startEngine();
  const { passphrase, server } = values;
  await engine.api.security.setUpOffice({
    officeName: 'Servicestelle Bergisches Tal', personName: LEAD, passphrase, circles: 'small-team', server,
  }); // prettier-ignore
  await engine.seedDemo({ clients, seed });
  await engine.syncOnce();
  const { code, expiresAt } = await invitation(engine);
  await engine.close();
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  console.log(`${clients} clients on ${server} in ${seconds} s.`);
  console.log(`Join as ${LEAD} until ${expiresAt} with the code ${code} and the passphrase "${passphrase}".`);
}

/** A code with which a browser joins as a further device of the lead. */
async function invitation(engine: Engine): Promise<{ code: string; expiresAt: string }> {
  const state = await engine.api.security.state();
  if (state.state !== 'unlocked') throw new Error('The new office did not open.');
  const { id, name, role } = state.person;
  return engine.api.security.invite({ purpose: 'device', name, role, personId: id });
}

main().catch((error: unknown) => {
  const { code = '' } = (error ?? {}) as { code?: string };
  console.error(
    code === 'server-unreachable' || code === 'offline'
      ? 'The server does not answer. Start it with "npm run server" and give its address with --server.'
      : `The office could not be filled (${code || String(error)}).`,
  );
  process.exitCode = 1;
});
