import { METHODS } from 'node:http';
import { request } from 'node:http';
import { RIGHTS, type RouteName } from '#shared/security/rights';
import { API_PREFIX } from '#shared/sync/protocol';
import type { RouteEntry } from '../../server/http/types';
import { startTestServer } from '../integration/support/server';
import { atLeast, atMost, type Check, type Row } from './support/check';
import { requestsOf } from './support/requests';
import { settleWorld, type World } from './support/world';

const CHECK = 11;
/** CONNECT and TRACE are asked for too; a socket that is closed without an answer let nothing through. */
const CLOSED = 0;

interface Probe {
  method: string;
  url: string;
  status: number;
  text: string;
}

function ask(
  url: string,
  method: string,
  token: string,
  body: object | undefined,
): Promise<Omit<Probe, 'url'>> {
  return new Promise((resolve) => {
    const content = body === undefined || method === 'GET' || method === 'HEAD' ? '' : JSON.stringify(body);
    const headers = {
      authorization: `Bearer ${token}`,
      ...(content
        ? { 'content-type': 'application/json', 'content-length': Buffer.byteLength(content) }
        : {}),
    };
    let text = '';
    let status = CLOSED;
    const sent = request(url, { method, headers, agent: false }, (answer) => {
      status = answer.statusCode ?? CLOSED;
      answer.on('data', (chunk: Buffer) => {
        text += chunk.toString('utf8');
        // A stream that opens would never end by itself.
        answer.destroy();
      });
    });
    sent.once('connect', (answer) => {
      status = answer.statusCode ?? CLOSED;
      sent.destroy();
    });
    sent.setTimeout(10_000, () => sent.destroy());
    sent.on('error', () => undefined);
    sent.on('close', () => {
      resolve({ method, status, text });
    });
    sent.end(content);
  });
}

/** A token on every route of an origin, with every method that Node can send. */
async function probe(
  world: World,
  origin: string,
  routes: readonly RouteEntry[],
  token: string,
): Promise<Probe[]> {
  const requests = await requestsOf(world);
  const urls = [...new Set(routes.map(({ url }) => url))];
  const probes: Probe[] = [];
  for (const url of urls) {
    for (const method of METHODS) {
      const name = `${method} ${url.slice(API_PREFIX.length)}`;
      const known = Object.hasOwn(RIGHTS, name) ? requests[name as RouteName]() : null;
      const query = known?.query === undefined ? '' : `?${new URLSearchParams(known.query).toString()}`;
      const inOrder = known === null ? null : API_PREFIX + known.path + query;
      const path = inOrder ?? url.replace(/:\w+/g, 'someidentifier').replace('*', '');
      probes.push({ url, ...(await ask(origin + path, method, token, known?.body)) });
    }
  }
  return probes;
}

const isApi = ({ url }: Probe) => url.startsWith(API_PREFIX);
const isThrough = ({ status }: Probe) => ![CLOSED, 400, 401, 403, 404, 405].includes(status);
// Any method may ask what it may do; the answer holds nothing.
const isQuestion = ({ method, status, text }: Probe) => method === 'OPTIONS' && status === 204 && text === '';

function allowed(probes: readonly Probe[]): string[] {
  const through = probes.filter((one) => isApi(one) && isThrough(one) && !isQuestion(one));
  return [...new Set(through.map(({ method, url }) => `${method} ${url.slice(API_PREFIX.length)}`))].sort();
}

/** What no answer to a kiosk may hold: rows, people's keys, other ids than its own office's roster has. */
function secretsOf({ office, people, other }: World): string[] {
  const accounts = Object.values(people).flatMap(({ account, token }) => [
    account.wrappedKeys,
    account.authSecret,
    token,
  ]);
  return [...accounts, ...office.log.grants.map(({ sealed }) => sealed), other.officeId, other.lead.personId];
}

async function run(): Promise<Row[]> {
  const server = await startTestServer();
  try {
    const world = await settleWorld(server.url);
    const expected = (Object.keys(RIGHTS) as RouteName[])
      .filter((route) => (RIGHTS[route] as readonly string[]).includes('kiosk'))
      .sort();
    const probes: Probe[] = [];
    for (const origin of [server.url, server.kioskUrl])
      probes.push(...(await probe(world, origin, server.app.routeTable, world.kioskToken)));
    const through = allowed(probes);
    const secrets = secretsOf(world);
    const leaks = probes.filter(({ text }) => secrets.some((secret) => text.includes(secret)));
    // Control: as if a kiosk's token opened what a lead's does.
    const lasting = server.app.routeTable.filter(({ url }) => !url.endsWith('/sessions'));
    const strong = await probe(world, server.url, lasting, world.office.lead.token);
    const found = allowed(strong).filter((route) => !expected.includes(route as RouteName)).length > 10;
    const leaking = strong.some(({ text }) => secrets.some((secret) => text.includes(secret)));
    const wrong = [
      ...through.filter((route) => !expected.includes(route as RouteName)),
      ...expected.filter((route) => !through.includes(route)),
    ];
    for (const route of wrong) process.stderr.write(`kiosk token: ${route}\n`);
    return [
      atLeast(CHECK, 'kiosk token: requests (routes × methods × origins)', probes.length, 500),
      {
        check: CHECK,
        what: 'kiosk token: routes that it opens',
        found: through.length,
        limit: '= 3',
        control: found,
        met: found && through.length === 3,
      },
      atMost(CHECK, 'kiosk token: opened or closed otherwise than the table says', wrong.length, 0, found),
      atMost(
        CHECK,
        'kiosk token: answers with data of clients, people or other offices',
        leaks.length,
        0,
        leaking,
      ),
    ];
  } finally {
    await server.end();
  }
}

/** A stolen or broken-out kiosk tries its token on everything (check 11). */
export const check: Check = { name: 'kiosk-token', run };
