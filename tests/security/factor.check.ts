import { randomInt } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join as pathOf } from 'node:path';
import { toBase64url } from '#shared/crypto/bytes';
import { signingKey } from '#shared/crypto/sign';
import { systemRandom } from '#shared/crypto/random';
import { FactorKey, openFactorKey } from '../../server/accounts/factor-key';
import { defaultConfig, factorKeyFile } from '../../server/config';
import { Problem } from '../../server/problem';
import { startServer } from '../../server/start';
import { freePort } from '../../server/storage/embedded';
import { withOffice } from '../../server/storage/database';
import type { SignIn } from '#shared/sync/accounts-protocol';
import { dumpAllText } from '../integration/support/dump';
import { switchOn } from '../integration/support/factor';
import { codeOf, secretBytes, stopClock } from '../support/authenticator';
import {
  API,
  expectStatus,
  foundingRequest,
  newId,
  setUpOffice,
  signInRequest,
  type TestPerson,
} from '../integration/support/office';
import { call, NO_LIMITS, startTestServer, type TestServer } from '../integration/support/server';
import { atLeast, atMost, type Check, type Row, type Size } from './support/check';
import { variantOf } from './support/variants';

const CHECK = 35;

/** A lead with a second factor on a device that has to give a code. */
interface Holder {
  person: TestPerson;
  secret: string;
  codes: string[];
}

const again = ({ owner }: TestServer) =>
  owner.query('update device_states set factor_at = null; delete from sign_in_failures');

async function holderOn(server: TestServer): Promise<Holder> {
  const { lead } = await setUpOffice(server.url);
  const on = await switchOn(server.url, lead);
  await again(server);
  return { person: lead, ...on };
}

/** The answer to a sign-in: `session`, or the code of the refusal. */
async function open(url: string, person: TestPerson, factor?: string): Promise<string> {
  const request = await signInRequest(person, factor === undefined ? {} : { factor });
  const { status, body } = await call(url, 'POST', `${API}/sessions`, { body: request });
  return status === 200 ? 'session' : String(body['code']);
}

/** Runs an attack with a safeguard of the database taken away: whether it then succeeds. */
async function without(server: TestServer, change: string, attack: () => Promise<number>): Promise<boolean> {
  await server.owner.query(
    `create function broken() returns trigger language plpgsql as 'begin ${change} return new; end';
     create trigger broken before update on factors for each row execute function broken()`,
  );
  try {
    return (await attack()) > 0;
  } finally {
    await server.owner.query('drop trigger broken on factors; drop function broken()');
  }
}
const FORGETS_STEPS = 'new.last_step := 0;';
const KEEPS_CODES = 'if cardinality(old.codes) > 0 then new.codes := old.codes; end if;';

/** Sessions opened by a code that opened one already: seen over a shoulder, or recorded. */
async function usedTwice(server: TestServer, pick: (holder: Holder) => string): Promise<number> {
  const holder = await holderOn(server);
  const code = pick(holder);
  if ((await open(server.url, holder.person, code)) !== 'session')
    throw new Error('the first use was refused');
  let opened = 0;
  for (let turn = 0; turn < 3; turn++) {
    await again(server);
    if ((await open(server.url, holder.person, code)) === 'session') opened++;
  }
  return opened;
}

/** Further devices of a person, as the roster would bring them. */
async function furtherDevices(server: TestServer, person: TestPerson, count: number): Promise<TestPerson[]> {
  const all: TestPerson[] = [];
  for (let at = 0; at < count; at++) {
    const deviceKey = await signingKey(systemRandom(32), ['device']);
    const deviceId = newId();
    await server.owner.query(
      'insert into devices (office_id, device_id, person_id, public_key) values ($1, $2, $3, $4)',
      [person.officeId, deviceId, person.personId, toBase64url(deviceKey.publicKey)],
    );
    all.push({ ...person, deviceId, deviceKey });
  }
  return all;
}

/** Sessions beyond the first that one code opens on many devices at once, at two servers of one database. */
async function atOnce(server: TestServer, other: string, pick: (holder: Holder) => string): Promise<number> {
  const holder = await holderOn(server);
  const devices = await furtherDevices(server, holder.person, 12);
  const code = pick(holder);
  const answers = await Promise.all(
    devices.map((device, at) => open(at % 2 === 0 ? server.url : other, device, code)),
  );
  return answers.filter((answer) => answer === 'session').length - 1;
}

/** Opens whatever was sealed as one and the same secret. */
class LooseKey extends FactorKey {
  secret: Buffer = Buffer.alloc(0);
  override open(): Buffer {
    return this.secret;
  }
}

/** Sessions that open with another person's code, also by somebody who writes into the database. */
async function foreign(server: TestServer, url: string, loose?: LooseKey): Promise<number> {
  const [holder, other] = [await holderOn(server), await holderOn(server)];
  if (loose) loose.secret = secretBytes(other.secret);
  let opened = 0;
  for (const code of [codeOf(other.secret), other.codes[0] ?? '']) {
    await again(server);
    if ((await open(url, holder.person, code)) === 'session') opened++;
  }
  await server.owner.query(
    'update factors set sealed = (select sealed from factors where person_id = $1) where person_id = $2',
    [other.person.personId, holder.person.personId],
  );
  await again(server);
  if ((await open(url, holder.person, codeOf(other.secret, 1))) === 'session') opened++;
  return opened;
}

async function foreignRow(server: TestServer): Promise<Row> {
  const loose = new LooseKey(Buffer.alloc(32));
  const variant = await variantOf(server, () => undefined, { factorKey: loose });
  const control = (await foreign(server, variant.url, loose)) > 0;
  await variant.end();
  const found = await foreign(server, server.url);
  return atMost(CHECK, 'second factor: sessions by a code of another account', found, 0, control);
}

/** The doors that open a session, as an app opens them that leaves the code out; `change`: of the database before. */
async function leftOut(server: TestServer, change = ''): Promise<{ tried: number; opened: number }> {
  const { body: founding, office } = await foundingRequest();
  await expectStatus(201, call(server.url, 'POST', `${API}/offices`, { body: founding }));
  const { lead } = office;
  const { body: first } = await expectStatus(
    200,
    call(server.url, 'POST', `${API}/sessions`, { body: await signInRequest(lead) }),
  );
  lead.token = first['token'] as string;
  await switchOn(server.url, lead);
  await again(server);
  await server.owner.query(change);
  return countOpened(server.url, lead, founding);
}

type Founding = Awaited<ReturnType<typeof foundingRequest>>['body'];

async function countOpened(url: string, lead: TestPerson, founding: Founding) {
  const { officeId, deviceId, devicePublicKey, account } = lead;
  const device = { deviceId, publicKey: devicePublicKey };
  const proof = async () => (await signInRequest(lead)).proof;
  const request = await signInRequest(lead);
  const entries = founding.roster.slice(0, 2);
  const ways: Array<[string, object]> = [
    ['/sessions', request],
    ['/sessions', { ...(await signInRequest(lead)), factor: null }],
    ['/sessions', { ...(await signInRequest(lead)), factor: '' }],
    ['/sessions', { ...(await signInRequest(lead)), factor: [] }],
    ['/offices', { ...founding, proof: await proof() }],
    ['/recovery', { officeId, entries, grants: [], account, device, proof: await proof() }],
  ];
  let opened = 0;
  for (const [path, body] of ways) {
    const { status, body: answer } = await call(url, 'POST', `${API}${path}`, { body });
    if (status < 300 || 'token' in answer) opened++;
  }
  return { tried: ways.length, opened };
}

const LOOKED_AT = /^(session|factor-(wrong|expired|used))$/;

/** Guesses at the code by somebody who has passphrase and device: those looked at, allowed, and right. */
async function guesses(server: TestServer, count: number) {
  const { person, secret } = await holderOn(server);
  const now = [-1, 0, 1, 2].map((steps) => codeOf(secret, steps));
  const begun = performance.now();
  let [tried, opened, left] = [0, 0, count];
  const guesser = async () => {
    for (let turn = left--; turn > 0; turn = left--) {
      // Asking without a code in between must not begin the wait anew.
      if (turn % 3 === 0) await open(server.url, person);
      let code = '';
      do code = String(randomInt(1_000_000)).padStart(6, '0');
      while (now.includes(code));
      const answer = await open(server.url, person, code);
      if (LOOKED_AT.test(answer)) tried++;
      if (answer === 'session') opened++;
    }
  };
  await Promise.all(Array.from({ length: 8 }, guesser));
  let [allowed, at, wait] = [1, 0, 1];
  for (; at + wait <= (performance.now() - begun) / 1000; allowed++, wait = Math.min(wait * 2, 300))
    at += wait;
  return { tried, opened, allowed };
}

/** Answers to a wrong secret that tell whether somebody has a second factor. */
async function telling(server: TestServer, url: string): Promise<number> {
  const { person } = await holderOn(server);
  const { lead: plain } = await setUpOffice(server.url);
  const seen = new Set<string>();
  for (const one of [person, plain])
    for (const factor of [undefined, '123456']) {
      await again(server);
      const wrong = { authSecret: newId(), ...(factor === undefined ? {} : { factor }) };
      const body = await signInRequest(one, wrong);
      const { status, body: answer } = await call(url, 'POST', `${API}/sessions`, { body });
      seen.add(JSON.stringify([status, answer]));
    }
  return seen.size - 1;
}

/** Asks for the code first, as many servers do. */
function eager(server: TestServer) {
  return variantOf(server, (app) => {
    app.addHook('preHandler', async (request) => {
      if (request.routeOptions.url !== `${API}/sessions`) return;
      const { officeId, personId, factor } = request.body as SignIn;
      const on = await withOffice(server.store.app, officeId, (tx) =>
        tx.selectFrom('factors').select('on_since').where('person_id', '=', personId).executeTakeFirst(),
      );
      if (on?.on_since && factor === undefined) throw new Problem(403, 'factor-needed', 'A code first.');
    });
  });
}

/** Secrets and recovery codes that stand in a dump of the database, in any of the ways bytes are written. */
async function inDump(server: TestServer, { secret, codes }: Holder): Promise<number> {
  const dump = (await dumpAllText(server.owner)).toLowerCase();
  const bytes = secretBytes(secret);
  const written = [secret, bytes.toString('hex'), bytes.toString('base64'), toBase64url(bytes), ...codes];
  return written.filter((text) => dump.includes(text.toLowerCase())).length;
}

/** Stores secrets as they are. */
class NoKey extends FactorKey {
  override seal(_place: unknown, secret: Uint8Array): Buffer {
    return Buffer.from(secret);
  }
  override open(_place: unknown, sealed: Buffer): Buffer {
    return sealed;
  }
}

async function dumpRows(server: TestServer): Promise<Row[]> {
  const found = await inDump(server, await holderOn(server));
  const bare = await variantOf(server, () => undefined, { factorKey: new NoKey(Buffer.alloc(32)) });
  const { lead } = await setUpOffice(bare.url);
  const control = (await inDump(server, { person: lead, ...(await switchOn(bare.url, lead)) })) > 0;
  await bare.end();
  // Another server's key opens nothing, and says so.
  const folder = await mkdtemp(pathOf(tmpdir(), 'wegbuch-factor-'));
  const factorKey = await openFactorKey(pathOf(folder, 'factor-key'));
  const stranger = await variantOf(server, () => undefined, { factorKey });
  const { person, secret } = await holderOn(server);
  const answer = await open(stranger.url, person, codeOf(secret));
  await again(server);
  const own = await open(server.url, person, codeOf(secret));
  await stranger.end();
  await rm(folder, { recursive: true });
  return [
    atMost(CHECK, 'second factor: secrets and recovery codes in a dump of the database', found, 0, control),
    atMost(
      CHECK,
      'second factor: codes checked without the key file',
      answer === 'factor-key-missing' ? 0 : 1,
      0,
      own === 'session',
    ),
  ];
}

/** Another server on the same database, with connections of its own and the same key. */
async function besides(server: TestServer) {
  const folder = await mkdtemp(pathOf(tmpdir(), 'wegbuch-factor-'));
  const config = defaultConfig(server.dataFolder);
  const other = await startServer({
    ...config,
    dataFolder: folder,
    databaseUrl: server.ownerUrl,
    factorKeyFile: factorKeyFile(config),
    port: await freePort(),
    kioskPort: await freePort(),
    limits: NO_LIMITS,
    log: false,
  });
  const end = async () => {
    await other.stop();
    await rm(folder, { recursive: true });
  };
  return { url: other.url, end };
}

const current = ({ secret }: Holder) => codeOf(secret);
const recovery = ({ codes }: Holder) => codes[0] ?? '';

async function onceRows(server: TestServer): Promise<Row[]> {
  const other = await besides(server);
  const [code, paper] = [() => usedTwice(server, current), () => usedTwice(server, recovery)];
  const many = (pick: typeof current) => () => atOnce(server, other.url, pick);
  const rows = [
    atMost(CHECK, 'second factor: sessions by a replayed code', await code(), 0, await without(server, FORGETS_STEPS, code)),
    atMost(CHECK, 'second factor: sessions by a stolen recovery code used twice', await paper(), 0, await without(server, KEEPS_CODES, paper)),
    atMost(CHECK, 'second factor: further sessions by one code on two servers at once', await many(current)(), 0, await without(server, FORGETS_STEPS, many(current))),
    atMost(CHECK, 'second factor: further sessions by one recovery code at once', await many(recovery)(), 0, await without(server, KEEPS_CODES, many(recovery))),
  ]; // prettier-ignore
  await other.end();
  return rows;
}

async function run({ long }: Size): Promise<Row[]> {
  const goOn = stopClock();
  const server = await startTestServer();
  const impatient = await eager(server);
  try {
    const out = await leftOut(server);
    const off = (await leftOut(server, 'update factors set on_since = null')).opened > 0;
    const count = long ? 5_000 : 100;
    const guessed = await guesses(server, count);
    await server.owner.query(
      'create or replace rule forgetful as on insert to sign_in_failures do instead nothing',
    );
    const unbound = await guesses(server, 60);
    await server.owner.query('drop rule forgetful on sign_in_failures');
    const bound = unbound.tried > unbound.allowed;
    return [
      atLeast(CHECK, 'second factor: ways in without a code that were tried', out.tried, 6),
      atMost(CHECK, 'second factor: sessions without a code', out.opened, 0, off),
      ...(await onceRows(server)),
      await foreignRow(server),
      atLeast(CHECK, 'second factor: guesses at a code', count, count),
      atMost(CHECK, 'second factor: guesses looked at', guessed.tried, guessed.allowed, bound),
      atMost(CHECK, 'second factor: sessions by guessing', guessed.opened, 0, bound),
      atMost(CHECK, 'second factor: answers that tell who has one', await telling(server, server.url), 0, (await telling(server, impatient.url)) > 0), // prettier-ignore
      ...(await dumpRows(server)),
    ];
  } finally {
    await impatient.end();
    await server.end();
    goOn();
  }
}

/** Second factor: codes replayed, guessed, used at once, of others, left out, from a dump (check 35). */
export const check: Check = { name: 'factor', run };
