import { randomBytes } from 'node:crypto';
import type { SignIn } from '#shared/sync/accounts-protocol';
import type { App } from '../../server/http/types';
import { API, expectStatus, foundingRequest, newId, signInRequest } from '../integration/support/office';
import { call, startTestServer, type TestServer } from '../integration/support/server';
import { withOffice } from '../../server/storage/database';
import { Problem } from '../../server/problem';
import { atLeast, atMost, type Check, type Row, type Size } from './support/check';
import { variantOf } from './support/variants';
import { settleWorld, type World } from './support/world';

const CHECK = 35;
const AT_ONCE = 16;

type Attempt = SignIn;

const secret = () => randomBytes(32).toString('base64url');

/** Somebody who exists, and strangers who differ from them in one thing. */
function strangers({ people: { counsellor, lead } }: World): Record<string, () => Promise<Attempt>> {
  const as = (change: Partial<Attempt>) => signInRequest(counsellor, change);
  return {
    known: () => as({ authSecret: secret() }),
    'unknown office': () => as({ officeId: newId(), authSecret: secret() }),
    'unknown person': () => as({ personId: newId(), authSecret: secret() }),
    'unknown device': () => as({ deviceId: newId(), authSecret: secret() }),
    "another's device": () => as({ deviceId: lead.deviceId, authSecret: secret() }),
    'right secret, unknown device': () => as({ deviceId: newId() }),
    "right secret, another's signature": async () => {
      const { proof } = await signInRequest(lead);
      return as({ proof });
    },
  };
}

/** Everything of an answer that could tell, without what differs in any two. */
async function answerTo(url: string, attempt: Attempt): Promise<string> {
  const { status, body, headers } = await call(url, 'POST', `${API}/sessions`, { body: attempt });
  const told = [...headers].filter(([name]) => !['date', 'x-request-id'].includes(name));
  return JSON.stringify([status, body, told]);
}

const forget = (server: TestServer) => server.owner.query('delete from sign_in_failures');

/** Different answers among those to somebody known and to strangers, at the first and the second attempt. */
async function differentAnswers(server: TestServer, url: string, world: World): Promise<number> {
  const seen = new Set<string>();
  for (const attempt of Object.values(strangers(world))) {
    await forget(server);
    const same = await attempt();
    seen.add([await answerTo(url, same), await answerTo(url, same)].join('\n'));
  }
  return seen.size - 1;
}

/** Answers at once to whom it does not know, as many servers do. */
function telltale(server: TestServer) {
  return variantOf(server, (app: App) => {
    app.addHook('preHandler', async (request) => {
      if (request.routeOptions.url !== `${API}/sessions`) return;
      const { officeId, personId } = request.body as Attempt;
      const there = await withOffice(server.store.app, officeId, (tx) =>
        tx.selectFrom('accounts').select('person_id').where('person_id', '=', personId).executeTakeFirst(),
      );
      if (!there) throw new Problem(401, 'person-unknown', 'There is no such person.');
    });
  });
}

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;

/** How well one could tell two groups apart by time: .5 is not at all. */
function separation(one: readonly number[], other: readonly number[]): number {
  const all = [...one.map((ms) => ({ ms, first: true })), ...other.map((ms) => ({ ms, first: false }))];
  all.sort((a, b) => a.ms - b.ms);
  const ranks = all.reduce((sum, { first }, at) => sum + (first ? at + 1 : 0), 0);
  return (ranks - (one.length * (one.length + 1)) / 2) / (one.length * other.length);
}

async function times(server: TestServer, url: string, world: World, pairs: number) {
  const { known, 'unknown person': unknown } = strangers(world);
  const measured: [number[], number[]] = [[], []];
  for (let pair = 0; pair < pairs; pair++) {
    await forget(server);
    // In turn the one and the other first.
    for (const group of pair % 2 === 0 ? [0, 1] : [1, 0]) {
      const attempt = await (group === 0 ? known : unknown)?.();
      const begun = performance.now();
      await call(url, 'POST', `${API}/sessions`, { body: attempt });
      measured[group === 0 ? 0 : 1].push(performance.now() - begun);
    }
  }
  const [one, other] = measured;
  return { apart: Math.abs(median(one) - median(other)), auc: separation(one, other) };
}

/** The three ways to have a lead's secret looked at: signing in, and repeating how the office was made or recovered. */
function doors({ office, founding }: Founded): Array<() => Promise<{ path: string; body: object }>> {
  const { officeId, deviceId, devicePublicKey } = office.lead;
  const guess = async () => {
    const account = { ...office.lead.account, authSecret: secret() };
    const { proof } = await signInRequest({ ...office.lead, account });
    return { account, proof };
  };
  const device = { deviceId, publicKey: devicePublicKey };
  return [
    async () => ({ path: '/sessions', body: await signInRequest(office.lead, { authSecret: secret() }) }),
    async () => ({ path: '/offices', body: { ...founding, ...(await guess()) } }),
    async () => ({
      path: '/recovery',
      body: { officeId, entries: founding.roster.slice(0, 2), grants: [], ...(await guess()), device },
    }),
  ];
}

type Founded = Awaited<ReturnType<typeof found>>;

/** A fresh office with the request that made it. */
async function found(url: string) {
  const { body: founding, office } = await foundingRequest();
  await expectStatus(201, call(url, 'POST', `${API}/offices`, { body: founding }));
  return { founding, office };
}

/** Many guesses at once at one account: those that were looked at at all, and how many its delays allow. */
async function guesses(url: string, count: number): Promise<{ tried: number; allowed: number }> {
  const ways = doors(await found(url));
  const begun = performance.now();
  let left = count;
  let tried = 0;
  const guesser = async () => {
    for (let turn = left--; turn > 0; turn = left--) {
      const { path, body } = (await ways[turn % ways.length]?.()) ?? { path: '', body: {} };
      const { status } = await call(url, 'POST', `${API}${path}`, { body });
      if (status !== 429) tried++;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, guesser));
  // Waits of 1, 2, 4 … seconds between attempts, at most 300.
  let [allowed, at, wait] = [1, 0, 1];
  for (; at + wait <= (performance.now() - begun) / 1000; allowed++, wait = Math.min(wait * 2, 300))
    at += wait;
  return { tried, allowed };
}

async function timeRows(server: TestServer, leaky: string, world: World): Promise<Row[]> {
  const control = await times(server, leaky, world, 200);
  const { apart, auc } = await times(server, server.url, world, 2_000);
  const found = control.auc < 0.48 || control.auc > 0.52;
  return [
    {
      check: CHECK,
      what: 'sign-in: medians known and unknown, ms apart',
      found: apart.toFixed(3),
      limit: '< 0.5',
      control: found,
      met: found && apart < 0.5,
    },
    {
      check: CHECK,
      what: `sign-in: told apart by time, AUC (control ${control.auc.toFixed(2)})`,
      found: auc.toFixed(3),
      limit: '.48 to .52',
      control: found,
      met: found && auc >= 0.48 && auc <= 0.52,
    },
  ];
}

async function run({ long }: Size): Promise<Row[]> {
  const server = await startTestServer();
  const leaky = await telltale(server);
  try {
    const world = await settleWorld(server.url);
    const control = (await differentAnswers(server, leaky.url, world)) > 0;
    const different = await differentAnswers(server, server.url, world);
    await forget(server);
    const count = long ? 20_000 : 500;
    const { tried, allowed } = await guesses(server.url, count);
    // Control: an account whose failures are forgotten is looked at each time.
    await forget(server);
    await server.owner.query(
      'create or replace rule forgetful as on insert to sign_in_failures do instead nothing',
    );
    const unbound = await guesses(server.url, 50);
    await server.owner.query('drop rule forgetful on sign_in_failures');
    const bound = unbound.tried > unbound.allowed;
    return [
      atMost(CHECK, 'sign-in: answers that tell strangers from people', different, 0, control),
      atLeast(CHECK, 'sign-in: guesses at one account', count, count),
      {
        check: CHECK,
        what: 'sign-in: guesses that were looked at',
        found: tried,
        limit: `≤ ${String(allowed)}`,
        control: bound,
        met: bound && tried <= allowed,
      },
      ...(long ? await timeRows(server, leaky.url, world) : []),
    ];
  } finally {
    await leaky.end();
    await server.end();
  }
}

/** Guessing who works here, and their secrets, by text, time and numbers (check 35, signing in). */
export const check: Check = { name: 'sign-in', run };
