import { randomBytes } from 'node:crypto';
import { pino } from 'pino';
import { RIGHTS, type RouteName } from '#shared/security/rights';
import { API_PREFIX } from '#shared/sync/protocol';
import { startTestServer, type TestServer } from '../integration/support/server';
import { atLeast, atMost, type Check, type Row } from './support/check';
import { requestsOf } from './support/requests';
import { variantOf } from './support/variants';
import { overTheWire } from './support/wire';
import { settleWorld, type World } from './support/world';

const CHECK = 17;

/** Words that stand for what people enter; each is somewhere else in a request. */
class Canaries {
  readonly planted = new Set<string>();

  plant(): string {
    const word = `canary${randomBytes(8).toString('hex')}`;
    this.planted.add(word);
    return word;
  }

  foundIn(text: string): number {
    return [...this.planted].filter((word) => text.includes(word)).length;
  }
}

/** A copy of a body with every text replaced, or with one more field. */
function planted(value: unknown, canaries: Canaries): unknown {
  if (typeof value === 'string') return canaries.plant();
  if (Array.isArray(value)) return value.map((part) => planted(part, canaries));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, planted(part, canaries)]));
}

async function send(
  url: string,
  method: string,
  headers: Record<string, string>,
  body?: string,
): Promise<void> {
  const abort = new AbortController();
  const type: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
  const content = body === undefined ? {} : { body };
  await fetch(url, { method, headers: { ...type, ...headers }, signal: abort.signal, ...content });
  abort.abort();
}

/** Requests with canaries at every place of every route, refused or not, and such as reach no route. */
async function plantEverywhere(url: string, world: World, canaries: Canaries): Promise<void> {
  const requests = await requestsOf(world);
  for (const route of Object.keys(RIGHTS) as RouteName[]) {
    if (route === 'DELETE /sessions') continue;
    const [method = ''] = route.split(' ');
    const { path, query, body } = requests[route]();
    const token = (RIGHTS[route] as readonly string[]).includes('kiosk')
      ? world.kioskToken
      : world.office.lead.token;
    const headers = {
      authorization: `Bearer ${token}`,
      cookie: canaries.plant(),
      'user-agent': canaries.plant(),
      referer: `https://${canaries.plant()}.example/${canaries.plant()}`,
      origin: `https://${canaries.plant()}.example`,
      'x-forwarded-for': canaries.plant(),
      'x-request-id': canaries.plant(),
      'accept-language': canaries.plant(),
    };
    const address = `${url}${API_PREFIX}${path}`;
    const search = `?${new URLSearchParams({ ...query, [canaries.plant()]: canaries.plant() }).toString()}`;
    const text = body === undefined ? undefined : JSON.stringify(body);
    await send(address + search, method, headers, text);
    await send(`${address}/${canaries.plant()}`, method, headers, text);
    await send(
      address.replace(/[^/]+$/, canaries.plant()),
      method,
      { ...headers, authorization: `Bearer ${canaries.plant()}` },
      text,
    );
    if (body === undefined) continue;
    await send(address, method, headers, JSON.stringify(planted(body, canaries)));
    await send(address, method, headers, JSON.stringify({ ...body, [canaries.plant()]: canaries.plant() }));
    await send(address, method, headers, `{"${canaries.plant()}": ${canaries.plant()}`);
    await send(address, method, { ...headers, 'content-type': canaries.plant() }, text);
  }
  const { port, host } = new URL(url);
  const wires = [
    `GET /%E0%A4%A${canaries.plant()} HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`,
    `GET /${canaries.plant()} HTTP/1.1\r\nhost: ${canaries.plant()}\r\nconnection: close\r\n\r\n`,
    `${canaries.plant()} / HTTP/1.1\r\n\r\n`,
    `GET / HTTP/1.1\r\nhost: ${host}\r\n${canaries.plant()}: ${canaries.plant().repeat(2_000)}\r\n\r\n`,
  ];
  for (const wire of wires) await overTheWire(Number(port), wire);
}

/** Failures that nobody foresaw: PostgreSQL then tells what it was about to store. */
async function plantInFailures(
  server: TestServer,
  url: string,
  world: World,
  canaries: Canaries,
): Promise<void> {
  const requests = await requestsOf(world);
  await server.owner.query('alter table kiosks rename to kiosks_away');
  await server.owner.query('alter table enrolments add constraint broken check (false) not valid');
  const headers = { authorization: `Bearer ${world.office.lead.token}` };
  const { body: kiosk } = requests['POST /kiosks']();
  const { body: enrolment } = requests['POST /enrolments']();
  await send(
    `${url}${API_PREFIX}/kiosks`,
    'POST',
    headers,
    JSON.stringify({ ...kiosk, kioskId: canaries.plant() }),
  );
  await send(
    `${url}${API_PREFIX}/enrolments`,
    'POST',
    headers,
    JSON.stringify({ ...enrolment, box: canaries.plant() }),
  );
  await server.owner.query('alter table enrolments drop constraint broken');
  await server.owner.query('alter table kiosks_away rename to kiosks');
}

async function run(): Promise<Row[]> {
  const lines: string[] = [];
  const sink = { write: (line: string) => void lines.push(line) };
  const server = await startTestServer({}, { log: sink });
  try {
    const world = await settleWorld(server.url);
    const canaries = new Canaries();
    await plantEverywhere(server.url, world, canaries);
    await plantInFailures(server, server.url, world, canaries);
    const log = lines.join('');
    const failures = lines.filter((line) => line.includes('request failed')).length;
    const names = ['Jonas Brandt', 'Petra Hoffmann', 'Miriam Okafor', 'Servicestelle Probe'];
    const ids = [
      world.office.officeId,
      ...Object.values(world.people).flatMap(({ personId, token }) => [personId, token]),
    ];
    const others = [...names, ...ids, world.kioskToken].filter((word) => log.includes(word));
    for (const line of lines.filter((one) => canaries.foundIn(one) > 0).slice(0, 5))
      process.stderr.write(line);
    // Control: a server that logs requests as many do.
    lines.length = 0;
    const chatty = await variantOf(
      server,
      (app) => {
        app.addHook('onResponse', async (request) => {
          const { url, headers, body, ip, raw } = request;
          request.log.info({ url, headers, body, ip, raw: raw.url });
        });
      },
      { log: pino({}, sink) },
    );
    const told = new Canaries();
    await plantEverywhere(chatty.url, world, told);
    await chatty.end();
    const heard = told.foundIn(lines.join('')) / told.planted.size;
    const control = heard > 0.6 && failures >= 2;
    const share = `${String(canaries.planted.size)} planted; control finds ${String(Math.round(heard * 100))} %`;
    return [
      atLeast(CHECK, 'log: lines of the server', log.split('\n').length, 100),
      atMost(CHECK, `log: canaries of requests (${share})`, canaries.foundIn(log), 0, control),
      atMost(CHECK, 'log: names, ids and tokens', others.length, 0, control),
    ];
  } finally {
    await server.end();
  }
}

/** Whoever gets hold of the log looks for what people entered (check 17, the server's log). */
export const check: Check = { name: 'log', run };
