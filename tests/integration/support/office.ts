import { randomBytes } from 'node:crypto';
import { toBase64url } from '#shared/crypto/bytes';
import type { Circles, Role } from '#shared/security/compartments';
import { admitPerson, foundOffice, type Newcomer, type OfficeLog } from '#shared/security/office-log';
import type { SigningKey } from '#shared/crypto/sign';
import { signDeviceProof } from '#shared/security/device-proof';
import { PERSON_SEED_BYTES, personKeys, type PersonKeys } from '#shared/security/person-keys';
import type { Account, SignIn } from '#shared/sync/accounts-protocol';
import type { PushAnswer, PushRow, StoredRow } from '#shared/sync/protocol';
import { call } from './server';

export const API = '/api/v1';
export const newId = () => randomBytes(16).toString('base64url');
const bytes = (length: number) => new Uint8Array(randomBytes(length));

/** A person as a device of theirs has them: keys, account, session. */
export interface TestPerson {
  officeId: string;
  personId: string;
  deviceId: string;
  devicePublicKey: string;
  keys: PersonKeys;
  deviceKey: SigningKey;
  newcomer: Newcomer;
  account: Account;
  token: string;
}

export interface TestOffice {
  officeId: string;
  recoverySecret: Uint8Array<ArrayBuffer>;
  log: OfficeLog;
  lead: TestPerson;
}

/** Keys and account of somebody who is not on any server yet. */
export async function newPerson(officeId: string, name: string, role: Role): Promise<TestPerson> {
  const personId = newId();
  const deviceId = newId();
  const keys = await personKeys(bytes(PERSON_SEED_BYTES));
  const device = await personKeys(bytes(PERSON_SEED_BYTES));
  const devicePublicKey = toBase64url(device.signing.publicKey);
  const account = {
    personId,
    authSecret: newId() + newId(),
    kdf: { id: 'argon2id-128m-t3', salt: newId() },
    wrappedKeys: newId(),
  };
  const newcomer = {
    personId,
    name,
    role,
    signingKey: toBase64url(keys.signing.publicKey),
    sealingKey: toBase64url(keys.sealing.publicKey),
    deviceId,
    deviceKey: devicePublicKey,
  };
  return {
    officeId,
    personId,
    deviceId,
    devicePublicKey,
    keys,
    deviceKey: device.signing,
    newcomer,
    account,
    token: '',
  };
}

/** The body of POST /offices for a fresh office. */
export async function foundingRequest(circles: Circles = 'small-team') {
  const officeId = newId();
  const recoverySecret = bytes(32);
  const lead = await newPerson(officeId, 'Miriam Okafor', 'lead');
  const log = await foundOffice({
    officeId,
    officeName: 'Servicestelle Probe',
    circles,
    lead: lead.newcomer,
    leadKey: lead.keys.signing,
    recoverySecret,
    random: bytes,
  });
  const device = { deviceId: lead.deviceId, publicKey: lead.devicePublicKey };
  const { proof } = await signInRequest(lead);
  const body = { officeId, roster: log.entries, grants: log.grants, account: lead.account, device, proof };
  return { body, office: { officeId, recoverySecret, log, lead } };
}

/** A fresh office on the server with its lead signed in. */
export async function setUpOffice(base: string, circles: Circles = 'small-team'): Promise<TestOffice> {
  const { body, office } = await foundingRequest(circles);
  const answer = await call(base, 'POST', `${API}/offices`, { body });
  if (answer.status !== 201) throw new Error(`office: ${JSON.stringify(answer.body)}`);
  office.lead.token = answer.body['token'] as string;
  return office;
}

let proofs = Date.now();

/** The body of POST /sessions: of a person on their device, changed before the device signs it. */
export async function signInRequest(person: TestPerson, change: Partial<SignIn> = {}): Promise<SignIn> {
  const { officeId, personId, deviceId, account, deviceKey } = person;
  const who = { officeId, personId, deviceId, authSecret: account.authSecret, ...change };
  const told = { count: ++proofs, edition: 'app', system: 'linux', version: '0.1.0' } as const;
  return { ...who, proof: change.proof ?? (await signDeviceProof(deviceKey, who, told)) };
}

/** Signs a person in on their device and keeps the token. */
export async function signIn(base: string, person: TestPerson) {
  const answer = await call(base, 'POST', `${API}/sessions`, { body: await signInRequest(person) });
  if (answer.status === 200) person.token = answer.body['token'] as string;
  return answer;
}

/** Invites a person, claims, confirms and signs them in, as two devices would. */
export async function join(base: string, office: TestOffice, name: string, role: Role): Promise<TestPerson> {
  const person = await newPerson(office.officeId, name, role);
  const lookup = newId();
  const expiresAt = new Date(Date.now() + 3600_000).toISOString();
  const { token } = office.lead;
  await expectStatus(
    201,
    call(base, 'POST', `${API}/enrolments`, {
      token,
      body: { lookup, purpose: 'person', personId: person.personId, box: newId(), expiresAt },
    }),
  );
  const device = { deviceId: person.deviceId, publicKey: person.devicePublicKey };
  await expectStatus(
    204,
    call(base, 'POST', `${API}/enrolments/${lookup}/claim`, {
      body: { claim: newId(), account: person.account, device, entry: null },
    }),
  );
  const added = await admitPerson(
    office.log,
    person.newcomer,
    new Map(),
    {
      id: office.lead.personId,
      key: office.lead.keys.signing,
    },
    null,
  );
  await expectStatus(204, call(base, 'POST', `${API}/enrolments/${lookup}/confirm`, { token, body: added }));
  office.log.entries.push(...added.entries);
  await expectStatus(200, signIn(base, person));
  return person;
}

export async function expectStatus(status: number, answer: ReturnType<typeof call>) {
  const given = await answer;
  if (given.status !== status) throw new Error(`${String(given.status)} ${JSON.stringify(given.body)}`);
  return given;
}

/** A row to push; the body is random bytes unless given. */
export function newRow(change: Partial<PushRow> = {}): PushRow {
  return {
    id: newId(),
    collection: 'client-files',
    compartment: 'stammdaten',
    fileId: null,
    keyId: 'key-1234',
    base: 0,
    rev: newId(),
    maxStamp: stampAt(Date.now()),
    body: randomBytes(300).toString('base64url'),
    ...change,
  };
}

/** A clock reading of that moment (Unix milliseconds). */
export function stampAt(ms: number): string {
  return `${ms.toString(16).padStart(12, '0')}-0000-writer01`;
}

/** Pushes rows and returns the answers. */
export async function pushRows(base: string, person: TestPerson, rows: PushRow[]): Promise<PushAnswer[]> {
  const answer = await call(base, 'POST', `${API}/sync/push`, { token: person.token, body: { rows } });
  if (answer.status !== 200) throw new Error(`push: ${String(answer.status)} ${JSON.stringify(answer.body)}`);
  return answer.body['answers'] as PushAnswer[];
}

/** One page of a compartment. */
export async function pullPage(base: string, person: TestPerson, query: string) {
  const answer = await call(base, 'GET', `${API}/sync/pull?${query}`, { token: person.token });
  if (answer.status !== 200) throw new Error(`pull: ${String(answer.status)} ${JSON.stringify(answer.body)}`);
  return answer.body as unknown as {
    rows: StoredRow[];
    head: number;
    more: boolean;
    check?: { count: number; hash: string };
  };
}
