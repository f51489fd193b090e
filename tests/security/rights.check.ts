import type { Role } from '#shared/security/compartments';
import {
  COLLECTION_COMPARTMENT,
  COMPARTMENTS,
  type Compartment,
  compartmentsOf,
  ROLES,
} from '#shared/security/compartments';
import { type Caller, CALLERS, INVITES, RIGHTS, type RouteName } from '#shared/security/rights';
import { API_PREFIX } from '#shared/sync/protocol';
import { API, newId, newRow, pushRows, signIn, type TestPerson } from '../integration/support/office';
import { call, fingerprintOf, startTestServer, type TestServer } from '../integration/support/server';
import { atLeast, atMost, type Check, type Row, type Size } from './support/check';
import { randomBy } from './support/random';
import { type Request, requestsOf } from './support/requests';
import { variantOf, withoutSchemas } from './support/variants';
import { addKiosk, settleWorld, type World } from './support/world';

const CHECK = 33;
const ROUTES = Object.keys(RIGHTS) as RouteName[];

/** Rights as found or as declared: a line for each thing that somebody may do. */
type Matrix = Set<string>;

const differences = (one: Matrix, other: Matrix) => [
  ...[...one].filter((line) => !other.has(line)),
  ...[...other].filter((line) => !one.has(line)),
];

/** How a server answers a request in order: its status, and the code of a refusal. */
async function answerOf(
  url: string,
  route: RouteName,
  { path, query, body }: Request,
  token: string | undefined,
): Promise<{ status: number; code: string }> {
  const abort = new AbortController();
  const search = query === undefined ? '' : `?${new URLSearchParams(query).toString()}`;
  const answer = await fetch(`${url}${API_PREFIX}${path}${search}`, {
    method: route.split(' ')[0] ?? '',
    signal: abort.signal,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const code = answer.ok ? '' : ((await answer.json()) as { code: string }).code;
  // The live stream does not end by itself.
  abort.abort();
  return { status: answer.status, code };
}

const isRole = (caller: Caller): caller is Role => caller !== 'anyone' && caller !== 'kiosk';

/** What a caller may do at a route, as the server behaves: neither asked to sign in nor without right. */
async function foundRights(url: string, world: World): Promise<Matrix> {
  const found: Matrix = new Set();
  const letters = 'ABCDEFGHIJKLMNOP';
  for (const [at, route] of ROUTES.entries()) {
    for (const caller of CALLERS) {
      // Fresh for each: some routes end the session or the kiosk that calls.
      await signIn(world.url, world.people[isRole(caller) ? caller : 'lead']);
      const kiosk =
        caller === 'kiosk'
          ? await addKiosk(world.url, world.office, letters[at % letters.length] ?? 'A')
          : undefined;
      const token = caller === 'anyone' ? undefined : (kiosk ?? world.people[caller as Role].token);
      const requests = await requestsOf(world, isRole(caller) ? caller : 'lead');
      const { code } = await answerOf(url, route, requests[route](), token);
      if (code !== 'sign-in-needed' && code !== 'no-right') found.add(`${route} ${caller}`);
    }
  }
  return found;
}

function declaredRights(rights: Record<string, readonly Caller[]>): Matrix {
  const lines = Object.entries(rights).flatMap(([route, callers]) => {
    // What needs no session does not mind one; only kiosks are kept out.
    const all = callers.includes('anyone') ? [...new Set([...callers, ...ROLES])] : callers;
    return all.map((caller) => `${route} ${caller}`);
  });
  return new Set(lines);
}

/** Who may invite whom, as the server behaves. */
async function foundInvites(url: string, world: World): Promise<Matrix> {
  const found: Matrix = new Set();
  for (const role of ROLES) {
    const person = world.people[role];
    await signIn(world.url, person);
    for (const kind of Object.keys(INVITES)) {
      const purpose = kind === 'own-device' ? 'device' : kind;
      const personId =
        kind === 'own-device'
          ? person.personId
          : world.people[role === 'lead' ? 'counsellor' : 'lead'].personId;
      const body = {
        lookup: newId(),
        purpose,
        personId,
        box: newId(),
        expiresAt: new Date(Date.now() + 60_000).toISOString(),
      };
      const { status } = await call(url, 'POST', `${API}/enrolments`, { token: person.token, body });
      if (status === 201) found.add(`${kind} ${role}`);
    }
  }
  return found;
}

const declaredInvites = (): Matrix =>
  new Set(Object.entries(INVITES).flatMap(([kind, roles]) => roles.map((role) => `${kind} ${role}`)));

async function touches(url: string, person: TestPerson, compartment: Compartment, fileId: string | null) {
  const token = person.token;
  const collection =
    Object.entries(COLLECTION_COMPARTMENT).find(([, home]) => home === compartment)?.[0] ?? 'conflicts';
  const body = { rows: [newRow({ collection, compartment, fileId })] };
  const pushed = await call(url, 'POST', `${API}/sync/push`, { token, body });
  const answers = pushed.body['answers'] as Array<{ result: string; code?: string }> | undefined;
  const pulled = await call(url, 'GET', `${API}/sync/pull?compartment=${compartment}&from=0`, { token });
  const blob = { compartment, address: 'B'.repeat(43), fileId: null, size: 7 };
  const announced = await call(url, 'POST', `${API}/blobs`, { token, body: blob });
  const inbox = await call(url, 'GET', `${API}/inbox`, { token });
  return {
    push: answers?.[0]?.result === 'accepted',
    pull: pulled.status === 200,
    blob: announced.status === 200,
    ...(compartment === 'eingang' ? { inbox: inbox.status === 200 } : {}),
    pulled: JSON.stringify(pulled.body),
  };
}

/** Whether each role reaches exactly its circles: own rows yes, another office's never, erased ones never again. */
async function circles(url: string, world: World): Promise<{ cells: number; wrong: string[] }> {
  const wrong: string[] = [];
  let cells = 0;
  const fileId = newId();
  await signIn(world.url, world.people.lead);
  await call(world.url, 'POST', `${API}/erasures`, {
    token: world.people.lead.token,
    body: { targets: [{ kind: 'file', id: fileId }] },
  });
  const foreign = newRow();
  await pushRows(world.url, world.other.lead, [foreign]);
  for (const role of ROLES) {
    const person = world.people[role];
    await signIn(world.url, person);
    for (const compartment of COMPARTMENTS) {
      const may = compartmentsOf(role, 'separate-circles').includes(compartment);
      const { pulled, ...own } = await touches(url, person, compartment, null);
      const { push: erased } = await touches(url, person, compartment, fileId);
      for (const [what, reached] of Object.entries(own)) {
        cells++;
        if (reached !== may) wrong.push(`${role} ${compartment} ${what}`);
      }
      cells += 2;
      if (erased) wrong.push(`${role} ${compartment} erased`);
      if (pulled.includes(foreign.id) || pulled.includes(foreign.body))
        wrong.push(`${role} ${compartment} other office`);
    }
  }
  return { cells, wrong };
}

const EXTRA = [
  'role',
  'officeId',
  'office_id',
  'personId',
  'person_id',
  'compartments',
  'isAdmin',
  'seq',
  'by',
  'sender',
];

/** Requests in order but for one field more than was asked for; those that were taken, or changed anything. */
async function massAssignment(server: TestServer, url: string, world: World, tries: number, seed: number) {
  const random = randomBy(seed);
  const requests = await requestsOf(world);
  const routes = ROUTES.filter((route) => requests[route]().body !== undefined);
  await signIn(server.url, world.people.lead);
  const before = await fingerprintOf(server.owner);
  let taken = 0;
  for (let turn = 0; turn < tries; turn++) {
    const route = random.pick(routes);
    const { path, body = {} } = requests[route]();
    const extra = {
      [random.pick(EXTRA)]: random.pick(['lead', world.other.officeId, 1, true, ['beratung']]),
    };
    // Beside the others, or within the first thing in a list.
    const [key = '', inside] = Object.entries(body).find(([, value]) => Array.isArray(value)) ?? [];
    const [head, ...rest] = (inside ?? []) as object[];
    const deep = random.below(2) === 0 && head !== undefined;
    const [name = ''] = Object.keys(extra);
    if (Object.hasOwn(deep ? head : body, name)) continue;
    const sent = deep ? { ...body, [key]: [{ ...head, ...extra }, ...rest] } : { ...body, ...extra };
    const kiosk = route === 'POST /kiosk/check-ins';
    const token = kiosk ? world.kioskToken : world.people.lead.token;
    const { status } = await call(url, 'POST', API_PREFIX + path, { token, body: sent });
    // A kiosk's own routes let no lead through, and those without session no kiosk.
    if (status < 400 || status >= 500) taken++;
  }
  const after = await fingerprintOf(server.owner);
  const changed = Object.keys(after).filter((table) => after[table] !== before[table]);
  return taken + changed.length;
}

/** Tokens that nobody was given, on every route that needs one. */
async function forged(world: World, tries: number, seed: number): Promise<number> {
  const random = randomBy(seed);
  const real = world.people.counsellor.token;
  const requests = await requestsOf(world);
  const closed = ROUTES.filter((route) => !(RIGHTS[route] as readonly string[]).includes('anyone'));
  let accepted = 0;
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  for (let turn = 0; turn < tries; turn++) {
    const at = random.below(real.length);
    const others = [...letters].filter((letter) => letter !== real[at]);
    const near = real.slice(0, at) + random.pick(others) + real.slice(at + 1);
    const token = random.pick([
      near,
      real.slice(1),
      `${real}A`,
      real.toLowerCase(),
      newId() + newId(),
      '',
      'a'.repeat(5000),
    ]);
    const route = random.pick(closed);
    const { status } = await answerOf(world.url, route, requests[route](), token);
    if (token !== real && status !== 401) accepted++;
  }
  return accepted;
}

/** Broken variants: a table with one right more or less, a route that nobody listed, a server that asks nobody. */
async function controls(
  server: TestServer,
  world: World,
  found: Matrix,
): Promise<{ table: boolean; route: boolean; open: boolean }> {
  const table = ROUTES.every((route) => {
    const callers: readonly Caller[] = RIGHTS[route];
    const other: Caller[] =
      callers.includes('counsellor') || callers.includes('anyone') ? [] : [...callers, 'counsellor'];
    return differences(found, declaredRights({ ...RIGHTS, [route]: other })).length > 0;
  });
  const unlisted = await variantOf(server, (app) => {
    app.get(`${API_PREFIX}/people`, async () => ({}));
  }).catch((error: unknown) => String(error));
  const open = await variantOf(server, (app) => {
    app.addHook('preValidation', async (request) => {
      if (request.principal?.kind === 'staff')
        request.principal = { ...request.principal, role: 'lead', compartments: [...COMPARTMENTS] };
    });
  });
  try {
    const invites = differences(await foundInvites(open.url, world), declaredInvites());
    const reached = await circles(open.url, world);
    return {
      table,
      route: typeof unlisted === 'string' && unlisted.includes('/people'),
      open: invites.length > 0 && reached.wrong.length > 0,
    };
  } finally {
    await open.end();
  }
}

async function run({ long, seed }: Size): Promise<Row[]> {
  const server = await startTestServer();
  try {
    const world = await settleWorld(server.url);
    const found = await foundRights(server.url, world);
    const registered = server.app.routeTable.filter(({ url }) => url.startsWith(API_PREFIX));
    const names = new Set(registered.map(({ method, url }) => `${method} ${url.slice(API_PREFIX.length)}`));
    const listed = differences(names, new Set(ROUTES));
    const wrong = differences(found, declaredRights(RIGHTS));
    const invites = differences(await foundInvites(server.url, world), declaredInvites());
    const reached = await circles(server.url, world);
    for (const line of [...wrong, ...invites, ...reached.wrong]) process.stderr.write(`rights: ${line}\n`);
    const assigned = await massAssignment(server, server.url, world, long ? 5_000 : 150, seed);
    const lenient = await withoutSchemas(server);
    const takesMore = (await massAssignment(server, lenient.url, world, 50, seed)) > 0;
    await lenient.end();
    await signIn(server.url, world.people.counsellor);
    const accepted = await forged(world, long ? 5_000 : 100, seed);
    const { token } = world.people.counsellor;
    const real = (await call(server.url, 'GET', `${API}/roster`, { token })).status === 200;
    const { table, route, open } = await controls(server, world, found);
    return [
      atLeast(CHECK, 'rights: cells tried (routes × callers)', ROUTES.length * CALLERS.length, 140, table),
      atMost(CHECK, 'rights: routes not in the table, or the other way round', listed.length, 0, route),
      atMost(CHECK, 'rights: cells otherwise than the table says', wrong.length, 0, table),
      atMost(CHECK, 'rights: invitations otherwise than the table says', invites.length, 0, open),
      atMost(
        CHECK,
        `rights: circles otherwise than the table says (${String(reached.cells)} cells)`,
        reached.wrong.length,
        0,
        open,
      ),
      atMost(CHECK, 'mass assignment: fields beyond the schema that were taken', assigned, 0, takesMore),
      atMost(35, 'forged tokens that were accepted', accepted, 0, real),
    ];
  } finally {
    await server.end();
  }
}

/** Everybody tries everything: roles, kiosk and strangers on all routes and circles (check 33, server's part). */
export const check: Check = { name: 'rights', run };
