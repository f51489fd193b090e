import { setTimeout as sleep } from 'node:timers/promises';
import { RIGHTS, type RouteName } from '#shared/security/rights';
import { listen } from '../integration/support/live';
import {
  API,
  expectStatus,
  join,
  newId,
  signIn,
  signInRequest,
  type TestPerson,
} from '../integration/support/office';
import { call, startTestServer, type TestServer } from '../integration/support/server';
import { atLeast, atMost, type Check, type Row, type Size } from './support/check';
import { requestsOf } from './support/requests';
import { variantOf } from './support/variants';
import { settleWorld, type World } from './support/world';

const CHECK = 35;
/** An ended device may be served so long, in milliseconds. */
const AT_MOST_MS = 60_000;

const open = (url: string, body: object, token?: string) =>
  call(url, 'POST', `${API}/sessions`, { body, ...(token === undefined ? {} : { token }) });

/** Sessions opened by requests that somebody recorded and sends again. */
async function replayed(url: string, person: TestPerson, count: number, before: () => Promise<unknown>) {
  let opened = 0;
  for (let turn = 0; turn < count; turn++) {
    const recorded = await signInRequest(person);
    await expectStatus(200, open(url, recorded));
    await before();
    if ((await open(url, recorded)).status === 200) opened++;
  }
  return opened;
}

/** Sessions opened with the right secret, from a machine that has not the key of the device. */
async function withoutKey(server: TestServer, person: TestPerson, count: number) {
  const thief = { ...person, deviceKey: person.keys.signing };
  let opened = 0;
  for (let turn = 0; turn < count; turn++) {
    await server.owner.query('delete from sign_in_failures');
    if ((await open(server.url, await signInRequest(thief))).status === 200) opened++;
  }
  return opened;
}

/** Sessions whose token somebody else chose: it was sent with the sign-in, as header or in the body. */
async function fixed(url: string, person: TestPerson): Promise<number> {
  const chosen = newId();
  const request = await signInRequest(person);
  const given = [
    await open(url, request, chosen),
    await open(url, { ...(await signInRequest(person)), token: chosen }),
  ].map(({ body }) => body['token']);
  const works = await call(url, 'GET', `${API}/roster?from=0`, { token: chosen });
  return given.filter((token) => token === chosen).length + (works.status === 200 ? 1 : 0);
}

const closed = (Object.keys(RIGHTS) as RouteName[]).filter((route) => {
  const callers: readonly string[] = RIGHTS[route];
  return !callers.includes('anyone') && !callers.includes('kiosk');
});

/** Routes that still serve the session of a person, and their live stream if it stays open. */
async function served(world: World, person: TestPerson, end: () => Promise<unknown>): Promise<number> {
  const stream = await listen(world.url, person);
  await end();
  const requests = await requestsOf(world, 'counsellor');
  let found = 0;
  for (const route of closed) {
    if (route === 'GET /sync/live') continue;
    const { path, query, body } = requests[route]();
    const search = query === undefined ? '' : `?${new URLSearchParams(query).toString()}`;
    const method = route.split(' ')[0] ?? '';
    const { token } = person;
    const answer = await call(world.url, method, `${API}${path}${search}`, { token, body });
    if (answer.status !== 401) found++;
  }
  const patience = new AbortController();
  const stays = await Promise.race([
    stream.reading.then(() => false),
    sleep(found > 0 ? 0 : AT_MOST_MS, true, { signal: patience.signal }).catch(() => true),
  ]);
  patience.abort();
  stream.stop();
  return found + (stays ? 1 : 0);
}

const ENDING_DOES_NOTHING = `
  create function unended() returns trigger language plpgsql as 'begin new.ended := null; return new; end';
  create function kept() returns trigger language plpgsql as 'begin return null; end';
  create trigger unended before update on device_states for each row execute function unended();
  create trigger kept before delete on sessions for each row execute function kept();`;

/** What an ended device reaches, and a sign-in from it; at first on a database where ending does nothing. */
async function endedRows(server: TestServer, world: World): Promise<Row[]> {
  const { office } = world;
  const person = await join(world.url, office, 'Ute Sommer', 'counsellor');
  const end = () =>
    expectStatus(
      204,
      call(world.url, 'POST', `${API}/devices/${person.deviceId}/end`, {
        token: office.lead.token,
        body: { as: 'lost' },
      }),
    );
  await server.owner.query(ENDING_DOES_NOTHING);
  const control = (await served(world, person, end)) > 0;
  await server.owner.query('drop trigger unended on device_states; drop trigger kept on sessions');
  await signIn(world.url, person);
  const found = await served(world, person, end);
  const again = await signIn(world.url, person);
  const told = again.status === 403 && again.body['code'] === 'device-lost' ? 0 : 1;
  return [
    atLeast(CHECK, 'ended device: routes tried with its session', closed.length, 20),
    atMost(CHECK, 'ended device: routes and streams that serve it after 60 s', found, 0, control),
    atMost(CHECK, 'ended device: sign-ins that are not told why', told, 0, control),
  ];
}

async function run({ long }: Size): Promise<Row[]> {
  const server = await startTestServer();
  // Keeps the token that it is shown, as some servers keep the session of before.
  const keeping = await variantOf(server, (app) => {
    app.addHook('preSerialization', async (request, _reply, payload) => {
      const shown = request.headers.authorization?.slice('Bearer '.length);
      return shown === undefined ? payload : { ...(payload as object), token: shown };
    });
  });
  try {
    const world = await settleWorld(server.url);
    const { counsellor } = world.people;
    const count = long ? 500 : 10;
    const forget = () => server.owner.query('update device_states set last_count = 0');
    const played = await replayed(server.url, counsellor, count, () => Promise.resolve());
    const forgetful = (await replayed(server.url, counsellor, 1, forget)) > 0;
    const stolen = await withoutKey(server, counsellor, count);
    const chosen = await fixed(server.url, counsellor);
    const fixable = (await fixed(keeping.url, counsellor)) > 0;
    const ended = await endedRows(server, world);
    // Control: a database that holds the thief's key in place of the device's.
    await server.owner.query('update devices set public_key = $1 where device_id = $2', [
      counsellor.newcomer.signingKey,
      counsellor.deviceId,
    ]);
    const unbound = (await withoutKey(server, counsellor, 1)) > 0;
    return [
      atMost(CHECK, 'sessions: opened by a recorded sign-in', played, 0, forgetful),
      atMost(CHECK, 'sessions: opened by the secret without the device', stolen, 0, unbound),
      atMost(CHECK, 'sessions: with a token that somebody else chose', chosen, 0, fixable),
      ...ended,
    ];
  } finally {
    await keeping.end();
    await server.end();
  }
}

/** Sessions bound to their device: played again, stolen, foisted, and of a device that was ended (check 35). */
export const check: Check = { name: 'devices', run };
