import { API_PREFIX } from '#shared/sync/protocol';
import { RIGHTS, type RouteName } from '#shared/security/rights';
import { call, fingerprintOf, startTestServer } from '../integration/support/server';
import { bombsOf } from './support/bombs';
import { atLeast, atMost, type Check, type Row, type Size } from './support/check';
import { type Described, describedRoutes } from './support/description';
import { malformBody, malformBytes, malformPath, malformQuery } from './support/malform';
import { type Random, randomBy } from './support/random';
import { startLoneServer } from './support/lone-server';
import { withoutSchemas, withPlainJson } from './support/variants';
import { requestsOf } from './support/requests';
import { brokenWires, flood, overTheWire } from './support/wire';
import { settleWorld, withOwner, type World } from './support/world';

const CHECK = 32;
const AT_ONCE = 8;
const MEMORY_MB = 50;

/** A request on its way: malformed, or odd but fitting what the server says about the route. */
interface Attack {
  route: RouteName;
  path: string;
  bytes?: Uint8Array<ArrayBuffer>;
  type?: string;
  encoding?: string;
  malformed: boolean;
}

interface Found {
  sent: number;
  failed: Array<{ attack: Attack; status: number }>;
  accepted: Array<{ attack: Attack; status: number }>;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function parsed(bytes: Uint8Array): { body: unknown } | null {
  try {
    return { body: JSON.parse(utf8.decode(bytes)) };
  } catch {
    return null;
  }
}

const encoded = (value: unknown) => new TextEncoder().encode(JSON.stringify(value) ?? 'undefined');

/** Makes attacks on every route that takes a body, a query or values in its path. */
async function attackerOf(world: World, random: Random): Promise<(turn: number) => Attack> {
  const requests = await requestsOf(world);
  const all = await describedRoutes(world.url);
  const kinds = all.flatMap((one): Array<(turn: number) => Attack> => {
    const { route, takesBody, takesQuery } = one;
    const sample = () => requests[route]();
    return [
      ...(takesBody === null ? [] : [(turn: number) => bodyAttack(one, sample(), random, turn)]),
      ...(takesQuery === null ? [] : [() => queryAttack(one, sample(), random)]),
      ...(one.takesPath === null ? [] : [() => pathAttack(one, sample(), random)]),
    ];
  });
  return (turn) => (kinds[turn % kinds.length] ?? kinds[0])?.(turn) as Attack;
}

type Sample = ReturnType<Awaited<ReturnType<typeof requestsOf>>[RouteName]>;

function bodyAttack({ route, takesBody }: Described, sample: Sample, random: Random, turn: number): Attack {
  const { path, body = {} } = sample;
  const bytes =
    turn % 3 === 0 ? malformBytes(JSON.stringify(body), random) : encoded(malformBody(body, random));
  const read = parsed(bytes);
  return { route, path, bytes, malformed: read === null || takesBody?.(read.body) !== true };
}

function queryAttack({ route, takesQuery }: Described, { path, query = {} }: Sample, random: Random): Attack {
  const pairs = malformQuery(query, random);
  const names = new Set(pairs.map(([name]) => name));
  const malformed = names.size < pairs.length || takesQuery?.(Object.fromEntries(pairs)) !== true;
  return { route, path: `${path}?${new URLSearchParams(pairs).toString()}`, malformed };
}

function pathAttack({ route, takesPath }: Described, sample: Sample, random: Random): Attack {
  const [method = '', pattern = ''] = route.split(' ');
  const steps = pattern.split('/');
  const given = sample.path.split('/');
  const values = Object.fromEntries(
    steps.flatMap((step, at) => (step.startsWith(':') ? [[step.slice(1), given[at] ?? '']] : [])),
  );
  const changed = malformPath(values, random);
  const path = steps.map((step) =>
    step.startsWith(':') ? encodeURIComponent(changed[step.slice(1)] ?? '') : step,
  );
  const takes = method !== 'GET' && method !== 'DELETE';
  const body = sample.body === undefined ? {} : sample.body;
  const bytes = method === 'PUT' ? new Uint8Array(7) : encoded(body);
  return {
    route,
    path: path.join('/'),
    ...(takes ? { bytes, type: method === 'PUT' ? 'application/octet-stream' : 'application/json' } : {}),
    malformed: takesPath?.(changed) !== true,
  };
}

function tokenFor(world: World, route: RouteName): string | undefined {
  const callers: readonly string[] = RIGHTS[route];
  if (callers.includes('anyone')) return undefined;
  return callers.includes('kiosk') ? world.kioskToken : world.office.lead.token;
}

/** Sends one; a refused request has a 4xx and a code. In a push, each row has its own answer. */
async function send(world: World, attack: Attack, found: Found): Promise<void> {
  const { route, path, bytes, type = 'application/json', encoding } = attack;
  found.sent++;
  const { status, body } = await call(world.url, route.split(' ')[0] ?? '', API_PREFIX + path, {
    token: tokenFor(world, route),
    headers: {
      ...(bytes === undefined ? {} : { 'content-type': type }),
      ...(encoding === undefined ? {} : { 'content-encoding': encoding }),
    },
    ...(bytes === undefined ? {} : { raw: bytes }),
  });
  if (status >= 500) found.failed.push({ attack, status });
  else if (attack.malformed && (status < 400 || typeof body['code'] !== 'string'))
    found.accepted.push({ attack, status });
}

async function sendAll(world: World, attacks: readonly Attack[]): Promise<Found> {
  const found: Found = { sent: 0, failed: [], accepted: [] };
  const waiting = attacks.values();
  const sender = async () => {
    for (const attack of waiting) await send(world, attack, found);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, sender));
  return found;
}

async function bombs(world: World): Promise<Attack[]> {
  const requests = await requestsOf(world);
  const routes = (await describedRoutes(world.url)).filter(({ takesBody }) => takesBody !== null);
  return routes.flatMap(({ route }) => {
    const { path, body = {} } = requests[route]();
    return bombsOf(body).map((bomb) => ({ route, path, malformed: true, ...bomb }));
  });
}

/** Broken wires and floods that were answered with anything but a refusal. */
async function onTheWire(world: World, megabytes: number): Promise<{ sent: number; accepted: string[] }> {
  const { token } = world.office.lead;
  const { port, host } = new URL(world.url);
  const path = `${API_PREFIX}/sync/push`;
  const accepted: string[] = [];
  const wires = brokenWires(host, path, token);
  for (const { what, text } of wires) {
    const status = await overTheWire(Number(port), text);
    if (status !== 0 && (status < 400 || status >= 500)) accepted.push(`${what}: ${String(status)}`);
  }
  const status = await flood(world.url + path, token, megabytes);
  if (status !== 413 && status !== 0) accepted.push(`flood: ${String(status)}`);
  return { sent: wires.length + 1, accepted };
}

function tell(found: Found): void {
  for (const { attack, status } of [...found.failed, ...found.accepted].slice(0, 5)) {
    const { route, path, bytes } = attack;
    const shown = Buffer.from(bytes ?? [])
      .toString('utf8')
      .slice(0, 300);
    process.stderr.write(`${String(status)} ${route} ${path.slice(0, 200)} ${shown}\n`);
  }
}

/** Whether the attacks show on servers whose routes have no schemas, and whose bodies nobody looks over first. */
async function control(seed: number): Promise<boolean> {
  const server = await startTestServer();
  const lenient = await withoutSchemas(server);
  const hasty = await withPlainJson(server);
  try {
    const world = await settleWorld(server.url);
    const attack = await attackerOf(world, randomBy(seed));
    const attacks = Array.from({ length: 300 }, (_, turn) => attack(turn)).filter(
      ({ malformed }) => malformed,
    );
    const found = await sendAll({ ...world, url: lenient.url }, attacks);
    const bombed = await sendAll({ ...world, url: hasty.url }, await bombs(world));
    return found.accepted.length > 0 && found.failed.length > 0 && bombed.accepted.length > 0;
  } finally {
    await lenient.end();
    await hasty.end();
    await server.end();
  }
}

async function run({ long, seed }: Size): Promise<Row[]> {
  const found = await control(seed);
  const server = await startLoneServer();
  try {
    return await withOwner(server.ownerUrl, async (owner) => {
      const world = await settleWorld(server.url);
      const attack = await attackerOf(world, randomBy(seed));
      const wanted = long ? 10_000 : 1_000;
      const malformed: Attack[] = await bombs(world);
      const odd: Attack[] = [];
      for (let turn = 0; malformed.length < wanted; turn++) {
        const made = attack(turn);
        (made.malformed ? malformed : odd).push(made);
      }
      // The first ones also wake up what a server makes only once.
      const first = await sendAll(world, malformed.slice(0, 300));
      const before = await fingerprintOf(owner);
      const memoryBefore = await server.memory();
      const rest = await sendAll(world, malformed.slice(300));
      const wire = await onTheWire(world, long ? 100 : 20);
      const growth = (await server.memory()) - memoryBefore;
      const after = await fingerprintOf(owner);
      const changed = Object.keys(after).filter((table) => after[table] !== before[table]);
      const strange = await sendAll(world, odd);
      [first, rest, strange].forEach(tell);
      for (const line of wire.accepted) process.stderr.write(`${line}\n`);
      const alive = server.runs() && (await call(server.url, 'GET', '/health')).status === 200;
      const failed = first.failed.length + rest.failed.length;
      const accepted = first.accepted.length + rest.accepted.length + wire.accepted.length;
      return [
        atLeast(CHECK, 'malformed requests', first.sent + rest.sent + wire.sent, wanted),
        atMost(CHECK, 'malformed: answers 5xx', failed, 0, found),
        atMost(CHECK, 'malformed: accepted', accepted, 0, found),
        atMost(CHECK, 'malformed: tables changed', changed.length, 0, found),
        atMost(
          CHECK,
          `odd but fitting (${String(strange.sent)}): answers 5xx`,
          strange.failed.length,
          0,
          found,
        ),
        atMost(CHECK, 'restarts', alive ? 0 : 1, 0, found),
        atMost(CHECK, 'growth of memory, MB', Math.max(0, Math.round(growth)), MEMORY_MB, found),
      ];
    });
  } finally {
    await server.end();
  }
}

/** Malformed, oversized, ambiguous and broken requests against every route that takes anything (check 32). */
export const check: Check = { name: 'malformed', run };
