import { newId } from '#shared/crypto/random';
import type { Circles } from '#shared/security/compartments';
import { admitPerson, foundOffice, type OfficeLog } from '#shared/security/office-log';
import { RECOVERY_SECRET_BYTES } from '#shared/security/recovery';
import { verifyRoster } from '#shared/security/roster';
import { session as sessionSchema } from '#shared/sync/accounts-protocol';
import { DEMO_OFFICE_NAME, DEMO_PEOPLE } from '#shared/demo/people';
import { dataError } from '../data/errors';
import { type Context, needUnlocked } from './context';
import type { DeviceRecord } from './device-record';
import { createPerson, type NewPerson, sealOwn } from './new-person';
import { requireStrong } from './passphrase';
import { fromServerFailure, prove, toSession } from './server-session';
import { absorb, type Session, type Unlocked } from './unlocked';

/** Founds an office on this device and, if it has a server, there first. Returns its lead, unlocked. */
export async function setUpOffice(
  context: Context,
  input: {
    officeName: string;
    personName: string;
    passphrase: string;
    circles: Circles;
    server: string | null;
  },
): Promise<Unlocked> {
  if (await context.record()) throw dataError('already-set-up');
  const officeName = named(input.officeName, 'officeName');
  const name = named(input.personName, 'personName');
  await requireStrong(input.passphrase, [officeName, name]);
  const who = {
    officeId: newId(context.random),
    personId: newId(context.random),
    name,
    role: 'lead' as const,
  };
  const lead = await createPerson(context, who, input.passphrase);
  const recoverySecret = context.random(RECOVERY_SECRET_BYTES);
  const log = await found(context, lead, officeName, input.circles, recoverySecret);
  if (input.server !== null) {
    lead.unlocked.session = await createOnServer(context, input.server, log, lead, lead.unlocked);
  }
  const sealed = await sealOwn(lead.unlocked.keys, ['recovery', who.officeId], recoverySecret);
  await context.begin({
    ...recordOf(log, who.officeId, officeName, [lead]),
    server: input.server,
    recovery: { personId: who.personId, sealed, since: new Date(context.now()).toISOString() },
  });
  await absorb(lead.unlocked, await verifyRoster(log.entries, log.rootFingerprint), log.grants);
  return lead.unlocked;
}

/** Sets up the demo office with its three people; returns the first, unlocked. */
export async function setUpDemo(context: Context): Promise<Unlocked> {
  if (await context.record()) throw dataError('already-set-up');
  const officeId = newId(context.random);
  const people: NewPerson[] = [];
  for (const { id: personId, name, role, passphrase } of DEMO_PEOPLE) {
    people.push(await createPerson(context, { officeId, personId, name, role }, passphrase));
  }
  const lead = people.find((person) => person.enrolled.role === 'lead');
  const first = people[0];
  if (!lead || !first) throw dataError('unknown');
  const log = await found(
    context,
    lead,
    DEMO_OFFICE_NAME,
    'separate-circles',
    context.random(RECOVERY_SECRET_BYTES),
  );
  const signer = { id: lead.enrolled.personId, key: lead.unlocked.keys.signing };
  await absorb(lead.unlocked, await verifyRoster(log.entries, log.rootFingerprint), log.grants);
  for (const person of people.filter((one) => one !== lead)) {
    const admitted = await admitPerson(log, person.newcomer, lead.unlocked.secrets, signer, null);
    log.entries.push(...admitted.entries);
    log.grants.push(...admitted.grants);
  }
  await context.begin({ ...recordOf(log, officeId, DEMO_OFFICE_NAME, people), demo: true });
  await absorb(first.unlocked, await verifyRoster(log.entries, log.rootFingerprint), log.grants);
  return first.unlocked;
}

/** Creates an office that had no server yet on one, with its whole roster. */
export async function connect(context: Context, server: string): Promise<void> {
  const unlocked = needUnlocked(context);
  const record = await context.need();
  const person = record.enrolled.find((one) => one.personId === unlocked.personId);
  if (record.server !== null) throw dataError('already-set-up');
  const device = unlocked.roster?.devices.get(unlocked.deviceId);
  if (record.demo || !person || !device || record.enrolled.length > 1) throw dataError('no-right');
  unlocked.session = await createOnServer(
    context,
    server,
    { entries: record.roster, grants: record.grants, rootFingerprint: record.rootFingerprint },
    {
      account: {
        personId: person.personId,
        authSecret: unlocked.authSecret,
        kdf: person.kdf,
        wrappedKeys: person.wrappedSeed,
      },
      device: { deviceId: device.id, publicKey: device.publicKey },
    },
    unlocked,
  );
  await context.change((current) => ({ ...current, server }));
  context.changed();
}

function named(text: string, path: string): string {
  const name = text.trim();
  if (name === '' || name.length > 200)
    throw dataError('invalid', { fields: [{ path, problem: 'required' }] });
  return name;
}

function found(
  context: Context,
  lead: NewPerson,
  officeName: string,
  circles: Circles,
  recoverySecret: Uint8Array<ArrayBuffer>,
): Promise<OfficeLog> {
  return foundOffice({
    officeId: lead.unlocked.officeId,
    officeName,
    circles,
    lead: lead.newcomer,
    leadKey: lead.unlocked.keys.signing,
    recoverySecret,
    random: context.random,
  });
}

async function createOnServer(
  context: Context,
  server: string,
  log: OfficeLog,
  lead: Pick<NewPerson, 'account' | 'device'>,
  unlocked: Unlocked,
): Promise<Session> {
  const { account, device } = lead;
  const { officeId } = unlocked;
  const proof = await prove(context, unlocked);
  const body = { officeId, roster: log.entries, grants: log.grants, account, device, proof };
  const request = { body, answer: sessionSchema };
  try {
    return toSession(
      context,
      await context.options.serverClient(server).request('POST', '/offices', request),
    );
  } catch (error) {
    throw fromServerFailure(error);
  }
}

function recordOf(log: OfficeLog, officeId: string, officeName: string, people: NewPerson[]): DeviceRecord {
  return {
    format: 1,
    officeId,
    officeName,
    rootFingerprint: log.rootFingerprint,
    server: null,
    demo: false,
    roster: log.entries,
    grants: log.grants,
    enrolled: people.map((person) => person.enrolled),
    recovery: null,
  };
}
