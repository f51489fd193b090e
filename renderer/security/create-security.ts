import type { Bytes } from '#shared/crypto/bytes';
import { overdueLent } from '#shared/security/deputies';
import { compartmentsOfPerson } from '#shared/security/roster';
import type { AppState, Person, SecurityApi } from '../data/api';
import { dataError } from '../data/errors';
import { isServerFailure } from '../sync/http';
import type { BackupHeader } from './backup-keys';
import { auditWriter, type AuditWriter } from './audit-writer';
import { type Context, createContext, needUnlocked, type SecurityOptions } from './context';
import { secondsLeft } from './delay';
import type { FactorApi } from '../data/factor-api';
import { HANDED_IN_NAME } from './device-record';
import type { Keyring } from './keyring';
import { passphraseStrength } from './passphrase';
import { fromServerFailure, refreshRoster, signIn } from './server-session';
import type { SigningKey } from '#shared/crypto/sign';
import type { OpeningKey } from '#shared/crypto/hpke';
import type { HandedRow } from '#shared/security/handed-in';
import type { RosterState } from '#shared/security/roster';
import type { HandIn } from '#shared/sync/handed-in-protocol';
import type { RosterEntry } from '#shared/sync/accounts-protocol';
import { keyringOf, type Session, type Unlocked } from './unlocked';
import { type OpenedKeys, unlock } from './unlocking';

/** Keys, people and the way to the server, for the data worker. */
export interface Security {
  api: SecurityApi;
  /** The keys of the unlocked person; null while locked or while joining is not confirmed. */
  keyring(this: void): Keyring | null;
  /** A valid session; `fresh` after the server answered 401. Throws ServerFailure, or `locked`. */
  signIn(this: void, fresh?: boolean): Promise<Session>;
  /** Takes over what the roster gained (hint `roster`, and before each round of sync). Throws ServerFailure. */
  refreshRoster(this: void): Promise<void>;
  /** Admits people who claimed their invitation (hint `enrolments`). Throws ServerFailure. */
  refreshInvitations(this: void): Promise<void>;
  /** Creates the office on a server (SyncApi.connect). Throws DataError. */
  connect(this: void, server: string): Promise<void>;
  /** Address of the office's server; null = no server, or no office yet. */
  server(this: void): Promise<string | null>;
  /** Name of a person of the office, for authors of documents; null if unknown or locked. */
  personName(this: void, personId: string): string | null;
  /** Whose chain of the audit is written; null where nothing can be noted. */
  auditWriter(this: void, personId?: string): Promise<AuditWriter | null>;
  /**
   * Takes circles back that were lent until a day that is over, and gives the office an audit key that fits who may
   * read the audit; only a lead's device does. Throws ServerFailure.
   */
  renewKeys(this: void): Promise<void>;
  /** What reading the audit and signing for it needs, for the unlocked person. Throws `locked`. */
  auditHands(this: void): Promise<AuditHands>;
  /** The header of a backup, with its key for everybody of the office. Throws `locked`. */
  sealBackupKey(this: void, key: Bytes, schema: number): Promise<BackupHeader>;
  /** The key of a backup, for the unlocked person. Throws `locked`, `no-right`. */
  openBackupKey(this: void, header: BackupHeader): Promise<Bytes>;
  /** Sends what this device, once ended, has to hand in; gives whether to try again later. Nobody need be unlocked. */
  handIn(this: void): Promise<boolean>;
  /** The rows of a package that a device handed in. Throws `locked`, `not-found` for what it did not sign, SealError. */
  openHandedIn(this: void, part: Omit<HandIn, 'officeId'>): Promise<HandedRow[]>;
}

/** The keys that sign and open the audit, with the roster that says whose are whose. */
export interface AuditHands {
  officeId: string;
  personId: string;
  deviceId: string;
  roster: RosterState;
  log: RosterEntry[];
  rootFingerprint: string;
  sealing: OpeningKey;
  signing: SigningKey;
  device: SigningKey;
}

/** Chunks of their own: seldom needed, and the worker shall start fast. */
const settingUp = () => import('./setting-up');
const joining = () => import('./joining');
const inviting = () => import('./inviting');
const recovering = () => import('./recovering');
const membership = () => import('./membership');
const deputies = () => import('./deputies');
const ended = () => import('./ended');
const handing = () => import('./handing-in');
const managing = () => import('./devices');
const factors = () => import('./factor');
const backupKeys = () => import('./backup-keys');
const auditKey = () => import('./audit-key');
const pins = () => import('./pin');
const places = () => import('./place');

/** Composes the steps of security over the vault. Everything but joining and inviting works offline. */
export function createSecurity(options: SecurityOptions): Security {
  const context = createContext(options);
  const keyring = (): Keyring | null => {
    const { unlocked } = context;
    return unlocked?.roster ? keyringOf(unlocked) : null;
  };
  return {
    api: createApi(context),
    keyring,
    signIn: (fresh = false) =>
      signIn(context, fresh).catch((error: unknown) => context.inTurn(() => refused(context, error))),
    refreshRoster: () =>
      context.inTurn(() => refreshRoster(context).catch((error: unknown) => refused(context, error))),
    refreshInvitations: async () => {
      await context.inTurn(async () => (await inviting()).refreshInvitations(context));
    },
    connect: (server) => context.inTurn(async () => (await settingUp()).connect(context, server)),
    server: async () => (await context.record())?.server ?? null,
    personName: (personId) => context.unlocked?.roster?.people.get(personId)?.name ?? null,
    auditWriter: (personId) => auditWriter(context, personId),
    renewKeys: () =>
      context.inTurn(async () => {
        const { roster, personId = '', today } = context.unlocked ?? {};
        if (!today || roster?.people.get(personId)?.role !== 'lead') return;
        if (overdueLent(roster.deputies, today()).length > 0) await (await deputies()).takeBackLent(context);
        await (await auditKey()).renewAuditKey(context);
      }),
    auditHands: async () => (await auditKey()).auditHands(context),
    sealBackupKey: async (key, schema) => (await backupKeys()).sealBackupKey(context, key, schema),
    openBackupKey: async (header) => (await backupKeys()).openBackupKey(context, header),
    handIn: async () =>
      (await options.vault.get(HANDED_IN_NAME)) !== null && (await handing()).handIn(context),
    openHandedIn: async (part) => (await handing()).openHandedIn(context, part),
  };
}

/**
 * A refused sign-in may have its reason in the roster, which is then learned; the refusal is thrown on. The server's
 * word that the device is lost takes no key back: what waits is handed in, and stays.
 */
async function refused(context: Context, error: unknown): Promise<never> {
  const { unlocked } = context;
  if (isServerFailure(error) && error.code === 'device-lost' && unlocked?.roster) {
    await (await handing()).packUp(context, unlocked, unlocked.roster, false);
    context.options.handing?.packed();
  }
  if (isServerFailure(error) && error.code === 'sign-in-refused') {
    const { learnEnd } = await ended();
    await learnEnd(context).catch(passOver);
  }
  throw error;
}

/** The second factor for the server (ADR 30). */
const factorApi = (context: Context): FactorApi => ({
  factorNews: async () => (await factors()).factorNews(context),
  factor: async () => (await factors()).factor(context),
  beginFactor: (input) => context.inTurn(async () => (await factors()).beginFactor(context, input)),
  confirmFactor: async ({ code }) => (await factors()).confirmFactor(context, code),
  giveFactorCode: ({ code }) => context.inTurn(async () => (await factors()).giveFactorCode(context, code)),
  endFactor: async ({ code }) => (await factors()).endFactor(context, code),
  endFactorOf: async ({ personId }) => (await factors()).endFactorOf(context, personId),
  factorSeen: async () => (await factors()).factorSeen(context),
});

function createApi(context: Context): SecurityApi {
  /** Runs a step that ends with somebody unlocked. */
  const enter = (step: () => Promise<Unlocked>): Promise<void> => {
    const { locks } = context;
    return context.inTurn(async () => {
      const unlocked = await step();
      if (context.locks !== locks) throw dataError('locked');
      context.unlocked = unlocked;
      context.changed();
      if (!unlocked.roster) void joining().then(({ followJoining }) => followJoining(context));
    });
  };
  return {
    state: () => appState(context),
    passphraseStrength: ({ passphrase, names }) => passphraseStrength(passphrase, names),
    setUpOffice: (input) => enter(async () => (await settingUp()).setUpOffice(context, input)),
    setUpDemo: async () => {
      await enter(async () => (await settingUp()).setUpDemo(context));
      await context.options.seedDemo();
    },
    async readCode(input) {
      const { content } = await (await joining()).readCode(context, input);
      const { purpose, officeName, name, role } = content;
      return { purpose, officeName, name, role };
    },
    async join(input) {
      await enter(async () => (await joining()).join(context, input));
      context.joinedNow = true;
      // A further device has its place in the roster at once and lacks but the grants.
      if (context.unlocked?.roster) await context.inTurn(() => refreshRoster(context)).catch(passOver);
    },
    async unlock(input) {
      let keys: OpenedKeys | null = null;
      await enter(async () => {
        const { unlocked, opened } = await unlock(context, input);
        keys = opened;
        return unlocked;
      });
      if (keys) await (await pins()).renewPin(context, input.personId, keys);
    },
    unlockByPin: (input) => enter(async () => (await pins()).unlockByPin(context, input)),
    setPin: (input) => context.inTurn(async () => (await pins()).setPin(context, input)),
    removePin: () => context.inTurn(async () => (await pins()).removePin(context)),
    earlierDevices: async () => earlierDevices(context),
    pin: async () => (await pins()).pinState(context),
    keepPlace: async (place) => (await places()).keepPlace(context, place),
    takePlace: async () => (await places()).takePlace(context),
    async lock() {
      context.locks++;
      context.unlocked = null;
      context.changed();
    },
    people: () => people(context),
    setStanding: (input) => context.inTurn(async () => (await membership()).setStanding(context, input)),
    setRole: (input) => context.inTurn(async () => (await membership()).setRole(context, input)),
    setDeputy: (input) => context.inTurn(async () => (await deputies()).setDeputy(context, input)),
    endDeputy: (input) => context.inTurn(async () => (await deputies()).endDeputy(context, input)),
    invite: (input) => context.inTurn(async () => (await inviting()).invite(context, input)),
    invitations: () => context.inTurn(() => invitations(context)),
    inviteKiosk: (input) => context.inTurn(async () => (await inviting()).inviteKiosk(context, input)),
    async kiosks() {
      return [...(needUnlocked(context).roster?.kiosks.values() ?? [])];
    },
    devices: async () => (await managing()).devices(context),
    nameDevice: async ({ deviceId, name }) =>
      (await managing()).manageDevice(context, deviceId, 'name', { name }),
    endDevice: async ({ deviceId, as }) => (await managing()).manageDevice(context, deviceId, 'end', { as }),
    admitDevice: async ({ deviceId }) => (await managing()).manageDevice(context, deviceId, 'admit'),
    ...factorApi(context),
    recoverySheet: async () => (await recovering()).recoverySheet(context),
    recoverySheetStored: async () => (await recovering()).recoverySheetStored(context),
    recoveryState: async () => (await recovering()).recoveryState(context),
    recover: (input) => enter(async () => (await recovering()).recover(context, input)),
  };
}

/** The server could not be asked: sync asks again. */
function passOver(error: unknown): void {
  if (!isServerFailure(error)) throw error;
}

async function appState(context: Context): Promise<AppState> {
  let record;
  try {
    record = await context.record();
  } catch {
    return { state: 'broken', reason: 'storage-broken' };
  }
  if (!record) return { state: 'empty' };
  const { officeName, demo } = record;
  const { unlocked } = context;
  if (unlocked) {
    const enrolled = record.enrolled.find((one) => one.personId === unlocked.personId);
    const person = (await people(context)).find((one) => one.id === unlocked.personId);
    if (!unlocked.roster || !person) return { state: 'joining', officeName, name: enrolled?.name ?? '' };
    const { standing, name, changedOn } = person;
    if (standing !== 'active') return { state: 'suspended', officeName, name, since: changedOn };
    return { state: 'unlocked', officeName, person, circles: unlocked.roster.circles, demo };
  }
  const pins = (await context.options.pins?.({ ask: 'people' }))?.people ?? [];
  const waits = record.enrolled.map((one) => secondsLeft(one.misses, context.now()));
  return {
    state: 'locked',
    officeName,
    people: record.enrolled.map(({ personId, name, role, lastHere, ended: out }, at) => ({
      id: personId,
      name,
      role,
      lastHere,
      ended: out,
      retryAfterSeconds: waits[at] ?? 0,
      pinTries: pins.find((pin) => pin.personId === personId)?.left ?? null,
    })),
    unsynced: await context.options.countUnsynced(),
    handedIn: await handedInState(context),
    retryAfterSeconds: Math.min(...waits),
  };
}

/** How it stands with what this device hands in. */
async function handedInState({ options }: Context) {
  if ((await options.vault.get(HANDED_IN_NAME)) === null) return null;
  return (await handing()).standingOf(options);
}

/** How many devices the unlocked person had before this one, if it joined since the app was started; else 0. */
function earlierDevices(context: Context): number {
  const { roster, personId } = needUnlocked(context);
  if (!context.joinedNow || !roster) return 0;
  return [...roster.devices.values()].filter((device) => device.personId === personId).length - 1;
}

async function people(context: Context): Promise<Person[]> {
  const { roster, today } = needUnlocked(context);
  if (!roster) return [];
  const day = today();
  const here = new Set((await context.need()).enrolled.map((one) => one.personId));
  return [...roster.people.values()].map(({ id, name, role, standing, changedOn }) => ({
    id,
    name,
    role,
    standing,
    changedOn,
    enrolledHere: here.has(id),
    compartments: compartmentsOfPerson(roster, id, day),
    deputies: roster.deputies
      .filter(({ personId, from, until }) => personId === id && from <= until && until >= day)
      .sort((one, other) => (one.from < other.from ? -1 : 1)),
  }));
}

/** Fresh where the server can be asked, else as last seen. */
async function invitations(context: Context) {
  const unlocked = needUnlocked(context);
  const { loadInvitations, refreshInvitations } = await inviting();
  let all;
  try {
    all = await refreshInvitations(context);
  } catch (error) {
    const failure = isServerFailure(error) ? fromServerFailure(error) : error;
    if (!isUnreachable(failure)) throw failure;
    all = await loadInvitations(context, unlocked);
  }
  return all.map(({ name, state }) => ({ name, state }));
}

function isUnreachable(error: unknown): boolean {
  return (error as { code?: unknown } | null)?.code === 'server-unreachable';
}
