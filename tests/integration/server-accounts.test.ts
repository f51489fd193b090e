import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromBase64url } from '#shared/crypto/bytes';
import type { RosterPayload } from '#shared/security/roster-entries';
import { replaceLead } from '#shared/security/office-log';
import { recoveryKeys, signRecoveryRequest } from '#shared/security/recovery';
import { appendEntries } from '#shared/security/roster';
import { tokenHash } from '../../server/accounts/secrets';
import {
  API,
  expectStatus,
  foundingRequest,
  join,
  newId,
  newPerson,
  newRow,
  pushRows,
  setUpOffice,
  signIn,
  signInRequest,
  type TestOffice,
  type TestPerson,
} from './support/office';
import { call, fingerprintOf, startTestServer, type TestServer } from './support/server';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.end());

const inAnHour = () => new Date(Date.now() + 3600_000).toISOString();
const post = (path: string, body: unknown, token?: string) =>
  call(server.url, 'POST', `${API}${path}`, { body, token });
const get = (path: string, token?: string) => call(server.url, 'GET', `${API}${path}`, { token });

async function unchanged(work: () => Promise<unknown>) {
  const before = await fingerprintOf(server.owner);
  await work();
  expect(await fingerprintOf(server.owner)).toEqual(before);
}

describe('offices', () => {
  it('are made once; the same request again (lost reply) signs in again', async () => {
    const { body, office } = await foundingRequest();
    expect((await post('/offices', body)).status).toBe(201);
    const { proof } = await signInRequest(office.lead);
    expect((await post('/offices', { ...body, proof })).status).toBe(201);
    const account = { ...body.account, authSecret: newId() };
    const guess = await signInRequest({ ...office.lead, account });
    const other = { ...body, account, proof: guess.proof };
    expect(await post('/offices', { ...other, proof })).toMatchObject({ body: { code: 'proof-invalid' } });
    expect(await post('/offices', other)).toMatchObject({ status: 409, body: { code: 'office-exists' } });
  });

  it('need a roster that holds and that names account and device', async () => {
    const { body } = await foundingRequest();
    const foreign = await foundingRequest();
    const forged = body.roster.map((entry, at) =>
      at === 2 ? { ...entry, signature: foreign.body.roster[2]?.signature ?? '' } : entry,
    );
    const attempts = [
      { ...body, roster: forged },
      { ...body, roster: body.roster.slice(1) },
      { ...body, officeId: newId() },
      { ...body, device: { ...body.device, deviceId: newId() } },
      { ...body, account: { ...body.account, personId: newId() } },
      { ...body, grants: foreign.body.grants },
    ];
    await unchanged(async () => {
      for (const attempt of attempts) expect((await post('/offices', attempt)).status).toBe(400);
    });
    // Control: unchanged it is accepted.
    expect((await post('/offices', body)).status).toBe(201);
  });
});

describe('sessions', () => {
  it('answer wrong secrets, people, devices and offices alike, and each wrong attempt waits longer', async () => {
    const { lead } = await setUpOffice(server.url);
    const stolen = { ...lead, deviceKey: lead.keys.signing };
    const wrong = await Promise.all([
      signInRequest(lead, { authSecret: newId() }),
      signInRequest(lead, { personId: newId() }),
      signInRequest(lead, { deviceId: newId() }),
      signInRequest(lead, { officeId: newId() }),
    ]);
    const answers = await Promise.all(wrong.map((body) => post('/sessions', body)));
    for (const answer of answers) {
      expect(answer).toMatchObject({ status: 401, body: { code: 'sign-in-refused' } });
      expect(answer.body).toEqual(answers[0]?.body);
    }
    const early = await signIn(server.url, lead);
    expect(early).toMatchObject({ status: 429, body: { code: 'wait', retryAfterSeconds: 1 } });
    expect(early.headers.get('retry-after')).toBe('1');
    await server.owner.query("update sign_in_failures set retry_at = now() - interval '1 second'");
    // A secret alone, without the key of its device, is a wrong attempt like any other.
    expect((await signIn(server.url, stolen)).body).toEqual(answers[0]?.body);
    expect(await signIn(server.url, lead)).toMatchObject({ status: 429, body: { retryAfterSeconds: 2 } });
    await server.owner.query("update sign_in_failures set retry_at = now() - interval '1 second'");
    expect((await signIn(server.url, lead)).status).toBe(200);
  });

  it('do not let unknown devices hold up the known one, nor guess past the wait', async () => {
    const { lead } = await setUpOffice(server.url);
    const guesses = await Promise.all(
      Array.from({ length: 10 }, () => signInRequest(lead, { deviceId: newId(), authSecret: newId() })),
    );
    const answers = await Promise.all(guesses.map((guess) => post('/sessions', guess)));
    expect(answers.filter((answer) => answer.status === 401)).toHaveLength(1);
    expect((await signIn(server.url, lead)).status).toBe(200);
  });

  it('are random, stored as a hash, end on request and by time', async () => {
    const { lead } = await setUpOffice(server.url);
    const { rows } = await server.owner.query('select * from sessions where office_id = $1', [lead.officeId]);
    expect(rows[0]).toMatchObject({ token_hash: tokenHash(lead.token) });
    expect(JSON.stringify(rows)).not.toContain(lead.token);
    expect((await get('/roster', lead.token)).status).toBe(200);
    await expectStatus(204, call(server.url, 'DELETE', `${API}/sessions`, { token: lead.token }));
    expect((await get('/roster', lead.token)).status).toBe(401);
    await signIn(server.url, lead);
    await server.owner.query("update sessions set expires_at = now() - interval '1 second'");
    expect((await get('/roster', lead.token)).status).toBe(401);
  });
});

/** A further entry by the lead. */
async function entryBy(office: TestOffice, payload: RosterPayload) {
  const { lead, log } = office;
  const all = await appendEntries(log.entries, [payload], { id: lead.personId, key: lead.keys.signing });
  return all.slice(log.entries.length);
}

describe('roster', () => {
  it('grows only from its head and only by entries that hold', async () => {
    const office = await setUpOffice(server.url);
    const { token } = office.lead;
    const entries = await entryBy(office, { kind: 'kiosk', kioskId: newId(), name: 'Eingang', letter: 'K' });
    const rival = await entryBy(office, { kind: 'kiosk', kioskId: newId(), name: 'Flur', letter: 'F' });
    const unsigned = entries.map((entry) => ({ ...entry, signature: 'AAAA' }));
    expect(await post('/roster', { entries: unsigned }, token)).toMatchObject({
      status: 400,
      body: { code: 'roster-invalid' },
    });
    expect((await post('/roster', { entries }, token)).status).toBe(201);
    expect((await post('/roster', { entries }, token)).status).toBe(201);
    expect(await post('/roster', { entries: rival }, token)).toMatchObject({
      status: 409,
      body: { code: 'roster-stale' },
    });
    const { body } = await get(`/roster?from=${String(office.log.entries.length)}`, token);
    expect(body['entries']).toEqual(entries);
    expect((body['grants'] as unknown[]).length).toBe(8);
  });

  it('lets a lead with the Notfallblatt set a new secret, once and only with the root', async () => {
    const office = await setUpOffice(server.url);
    const fresh = await newPerson(office.officeId, 'Miriam Okafor', 'lead');
    const lead = { ...fresh.newcomer, personId: office.lead.personId };
    const { root } = await recoveryKeys(office.recoverySecret);
    const { entries, grants } = await replaceLead(office.log, lead, fresh.keys.signing, root, new Map());
    const account = { ...fresh.account, personId: lead.personId };
    const device = { deviceId: fresh.deviceId, publicKey: fresh.devicePublicKey };
    const person = { ...fresh, personId: lead.personId, account };
    const request = async () => {
      const { proof } = await signInRequest(person);
      return { officeId: office.officeId, entries, grants, account, device, proof };
    };
    const own = await entryBy(office, {
      kind: 'device',
      personId: lead.personId,
      deviceId: newId(),
      publicKey: fresh.devicePublicKey,
    });
    expect((await post('/recovery', { ...(await request()), entries: own })).status).toBe(403);
    const signature = await signRecoveryRequest(root, office.officeId);
    const roster = await post('/recovery/roster', { officeId: office.officeId, from: 0, signature });
    expect(roster.body['entries']).toEqual(office.log.entries);
    expect(roster.body['grants']).toHaveLength(4);
    const forged = await signRecoveryRequest(fresh.keys.signing, office.officeId);
    for (const asked of [
      { officeId: office.officeId, signature: forged },
      { officeId: newId(), signature },
    ]) {
      expect(await post('/recovery/roster', { ...asked, from: 0 })).toMatchObject({
        status: 403,
        body: { code: 'no-right' },
      });
    }
    expect((await post('/recovery', await request())).status).toBe(200);
    expect((await get('/roster', office.lead.token)).status).toBe(401);
    expect((await signIn(server.url, office.lead)).status).toBe(401);
    // Everybody in the office can read these entries; repeating them must not set yet another secret.
    const guess = { ...account, authSecret: newId() };
    const { proof } = await signInRequest({ ...person, account: guess });
    const thief = { ...(await request()), account: guess, proof };
    expect(await post('/recovery', thief)).toMatchObject({ status: 403, body: { code: 'recovery-refused' } });
    // A guess like any other: the next one waits.
    expect(await post('/recovery', await request())).toMatchObject({ status: 429, body: { code: 'wait' } });
    await server.owner.query('delete from sign_in_failures');
    expect((await post('/recovery', await request())).status).toBe(200);
  });
});

describe('enrolment', () => {
  it('admits a person: open, claimed once, confirmed by a lead, signed in', async () => {
    const office = await setUpOffice(server.url, 'separate-circles');
    const person = await join(server.url, office, 'Jonas Brandt', 'counsellor');
    expect((await pushRows(server.url, person, [newRow()]))[0]?.result).toBe('accepted');
    // Not a lead: may not invite people.
    const body = {
      lookup: newId(),
      purpose: 'person',
      personId: newId(),
      box: newId(),
      expiresAt: inAnHour(),
    };
    expect(await post('/enrolments', body, person.token)).toMatchObject({
      status: 403,
      body: { code: 'no-right' },
    });
  });

  it('shows the box only while open, takes one claim, and runs out', async () => {
    const office = await setUpOffice(server.url);
    const person = await newPerson(office.officeId, 'Jonas Brandt', 'counsellor');
    const lookup = newId();
    const box = newId();
    const invitation = { lookup, purpose: 'person', personId: person.personId, box, expiresAt: inAnHour() };
    await expectStatus(201, post('/enrolments', invitation, office.lead.token));
    await expectStatus(201, post('/enrolments', invitation, office.lead.token));
    expect((await get(`/enrolments/${lookup}`)).body).toEqual({ officeId: office.officeId, box });
    expect((await get(`/enrolments/${newId()}`)).status).toBe(404);
    const device = { deviceId: person.deviceId, publicKey: person.devicePublicKey };
    const claim = { claim: newId(), account: person.account, device, entry: null };
    const foreign = { ...claim, account: { ...person.account, personId: newId() } };
    expect(await post(`/enrolments/${lookup}/claim`, foreign)).toMatchObject({
      body: { code: 'claim-mismatch' },
    });
    await expectStatus(204, post(`/enrolments/${lookup}/claim`, claim));
    await expectStatus(204, post(`/enrolments/${lookup}/claim`, claim));
    const second = { ...claim, device: { ...device, deviceId: newId() } };
    expect(await post(`/enrolments/${lookup}/claim`, second)).toMatchObject({
      status: 410,
      body: { code: 'code-expired' },
    });
    expect((await get(`/enrolments/${lookup}`)).status).toBe(410);
    expect((await get(`/enrolments/${lookup}/state`)).body).toMatchObject({
      state: 'claimed',
      claim: claim.claim,
      account: null,
    });
    expect((await signIn(server.url, person)).status).toBe(401);

    const late = { ...invitation, lookup: newId() };
    await expectStatus(201, post('/enrolments', late, office.lead.token));
    await server.owner.query(
      "update enrolments set expires_at = now() - interval '1 second' where lookup = $1",
      [late.lookup],
    );
    expect(await get(`/enrolments/${late.lookup}`)).toMatchObject({
      status: 410,
      body: { code: 'code-expired' },
    });
    expect((await post(`/enrolments/${late.lookup}/claim`, claim)).status).toBe(410);
  });

  it('admits a further device by an entry that its person signed', async () => {
    const office = await setUpOffice(server.url);
    const { lead } = office;
    const lookup = newId();
    const invitation = {
      lookup,
      purpose: 'device',
      personId: lead.personId,
      box: newId(),
      expiresAt: inAnHour(),
    };
    await expectStatus(201, post('/enrolments', invitation, lead.token));
    const { body } = await get(`/enrolments/${lookup}/state`);
    expect(body).toMatchObject({
      state: 'open',
      account: { wrappedKeys: lead.account.wrappedKeys },
      roster: office.log.entries,
    });
    const other = await newPerson(office.officeId, 'x', 'lead');
    const device = { deviceId: other.deviceId, publicKey: other.devicePublicKey };
    const payload = {
      kind: 'device',
      personId: lead.personId,
      deviceId: device.deviceId,
      publicKey: device.publicKey,
    } as const;
    const [entry] = await entryBy(office, payload);
    const thief = await appendEntries(office.log.entries, [payload], {
      id: lead.personId,
      key: other.keys.signing,
    });
    expect(
      (await post(`/enrolments/${lookup}/claim`, { claim: '', account: null, device, entry: thief.at(-1) }))
        .status,
    ).toBe(400);
    await expectStatus(204, post(`/enrolments/${lookup}/claim`, { claim: '', account: null, device, entry }));
    await expectStatus(204, post(`/enrolments/${lookup}/claim`, { claim: '', account: null, device, entry }));
    expect((await get(`/enrolments/${lookup}/state`)).body).toMatchObject({
      state: 'confirmed',
      account: null,
      roster: null,
    });
    const { deviceId, deviceKey } = other;
    expect((await signIn(server.url, { ...lead, deviceId, deviceKey })).status).toBe(200);
  });
});

describe('inbox', () => {
  async function kioskOf(office: TestOffice) {
    const token = newId();
    await expectStatus(
      201,
      post('/kiosks', { kioskId: newId(), letter: 'K', tokenHash: tokenHash(token) }, office.lead.token),
    );
    return token;
  }
  const item = () => ({ id: newId(), keyId: 'inbox-key', sealed: randomBytes(2200).toString('base64url') });

  it('takes each envelope once, shows it to holders of the inbox, and forgets it after filing', async () => {
    const office = await setUpOffice(server.url);
    const token = await kioskOf(office);
    const sent = [item(), item(), item()];
    for (const one of sent) await expectStatus(204, post('/kiosk/check-ins', one, token));
    await expectStatus(204, post('/kiosk/check-ins', sent[0], token));
    const { body } = await get('/inbox', office.lead.token);
    const items = body['items'] as Array<{ seq: number; id: string; sealed: string }>;
    expect(items.map(({ id, sealed }) => ({ id, sealed }))).toEqual(
      sent.map(({ id, sealed }) => ({ id, sealed })),
    );
    await expectStatus(
      204,
      call(server.url, 'DELETE', `${API}/inbox/${sent[0]?.id ?? ''}`, { token: office.lead.token }),
    );
    const rest = (await get(`/inbox?after=${String(items[1]?.seq ?? 0)}`, office.lead.token)).body['items'];
    expect(rest).toHaveLength(1);
    expect(fromBase64url(items[0]?.sealed ?? '')).toHaveLength(2200);
  });

  it('ends an older kiosk with the same letter, and is limited in size', async () => {
    const office = await setUpOffice(server.url);
    const older = await kioskOf(office);
    const newer = await kioskOf(office);
    expect((await get('/kiosk/config', older)).status).toBe(401);
    expect((await get('/kiosk/config', newer)).body).toEqual({ letter: 'K', roster: office.log.entries });
    await expectStatus(204, post('/kiosk/heartbeat', undefined, newer));
    expect((await post('/kiosk/check-ins', { ...item(), sealed: 'A'.repeat(6000) }, newer)).status).toBe(400);
    expect((await post('/kiosk/check-ins', { ...item(), sealed: 'A'.repeat(60_000) }, newer)).status).toBe(
      413,
    );
  });

  it('fills up instead of growing without end', async () => {
    const office = await setUpOffice(server.url);
    const token = await kioskOf(office);
    await server.owner.query(
      `insert into inbox (office_id, id, key_id, sealed, sender)
       select $1, 'item-' || lpad(n::text, 8, '0'), 'k', 'x', 'y' from generate_series(1, 1000) n`,
      [office.officeId],
    );
    expect(await post('/kiosk/check-ins', item(), token)).toMatchObject({
      status: 429,
      body: { code: 'inbox-full' },
    });
  });

  it('is closed to people without the inbox', async () => {
    const office = await setUpOffice(server.url);
    const person: TestPerson = await join(server.url, office, 'Petra Hoffmann', 'office-staff');
    expect((await get('/inbox', person.token)).status).toBe(200);
    // A member whose compartments lack it (as the roster would say for a narrower role).
    await server.owner.query("update members set compartments = '{stammdaten}' where person_id = $1", [
      person.personId,
    ]);
    expect(await get('/inbox', person.token)).toMatchObject({ status: 403, body: { code: 'no-right' } });
    expect(
      (await call(server.url, 'DELETE', `${API}/inbox/${newId()}`, { token: person.token })).status,
    ).toBe(403);
  });
});
