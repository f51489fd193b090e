import type { AuditApi } from './audit-api';
import type { BackupApi } from './backup-api';
import type { ErasureApi } from './erasure-api';
import type { FactorApi } from './factor-api';
import type { HandedInApi } from './handed-in-api';
import type { OccupationsApi } from './occupations-api';
import type { QuarantineApi } from './quarantine-api';
import type { AttachmentsApi } from './attachments-api';
import type { StorageApi } from './storage-api';
import type { SyncApi } from './sync-api';
import type { KnownDevice } from '#shared/sync/accounts-protocol';
import type { CheckIn } from '#shared/domain/queue';
import type { Values } from '#shared/domain/registry';
import type { Circles, Collection, Compartment, Role } from '#shared/security/compartments';
import type { Deputy } from '#shared/security/deputies';
import type { Standing } from '#shared/security/roster-entries';

/**
 * What the data worker offers to screens (architecture §§ 2, 5). It is a contract of types only: the worker
 * implements it, `renderer/data/client.ts` hands screens the same methods as promises over comlink.
 * Errors are thrown as DataError with a stable `code`; `renderer/i18n/errors.ts` turns codes into words.
 */

/** A document as screens see it: the values known so far, and how it stands. */
export interface View<C extends Collection> {
  id: string;
  fileId: string | null;
  value: Values<C>;
  changedAt: string;
  changedBy: string | null;
  /** Saved here only, or also on the server. */
  saved: 'here' | 'server';
  /** Fields with an open conflict. */
  conflicts: string[];
}

/** Reading and changing documents: the same six verbs for every collection. */
export interface DocumentsApi {
  get<C extends Collection>(collection: C, id: string): Promise<View<C> | null>;
  /** All documents of a collection, or those of one client file; newest first. `deleted`: those that can be restored. */
  list<C extends Collection>(
    collection: C,
    filter?: { fileId?: string; deleted?: boolean },
  ): Promise<View<C>[]>;
  /** Parses, encrypts, stores durably, marks for sync; resolves only when it is safe on disk. */
  create<C extends Collection>(
    collection: C,
    value: Values<C>,
    options?: { fileId?: string; id?: string },
  ): Promise<View<C>>;
  /** Changes only the named fields. */
  change<C extends Collection>(collection: C, id: string, patch: Partial<Values<C>>): Promise<View<C>>;
  /** Recoverable deletion. */
  remove(collection: Collection, id: string): Promise<void>;
  restore(collection: Collection, id: string): Promise<void>;
  /** What the fields of a document hold and held, and what lost a conflict; newest first. */
  history(collection: Collection, id: string): Promise<HistoryValue[]>;
}

/** One line of the list of client files and of search results. */
export interface ClientRow {
  id: string;
  fileNumber: string;
  name: string;
  nameOriginal: string | null;
  birthDate: string | null;
  language: string | null;
  nationality: string | null;
  interpreter: 'needed' | 'not-needed' | 'open';
  counsellor: string | null;
  concern: string | null;
  openedOn: string;
  closed: boolean;
  /** Which part matched and how, for search results: field name. */
  matched: 'name' | 'original' | 'alias' | 'birth-date' | 'file-number' | null;
  saved: 'here' | 'server';
}

export interface ClientFilesApi {
  /** Creates the file (random short number with check character, made offline) and a first language skill. */
  create(value: Omit<Values<'client-files'>, 'fileNumber' | 'openedOn'>): Promise<View<'client-files'>>;
  /** Search-as-you-type over names in any script, aliases, birth date, file number. Empty text: last opened. */
  search(text: string, limit?: number): Promise<ClientRow[]>;
  /** The whole list in name order (DIN 5007-2), a window of it, and the true count. */
  page(options: { offset: number; limit: number; text?: string; counsellors?: readonly string[] }): Promise<{
    rows: ClientRow[];
    total: number;
  }>;
  /** Remembers that a file was opened (for "last opened"), on this device only. */
  opened(id: string): Promise<void>;
}

export interface Person {
  id: string;
  name: string;
  role: Role;
  /** Who left stays in the list: their name stands beside what they wrote. */
  standing: Standing;
  /** Day of the last change of role or standing; null since they joined. */
  changedOn: string | null;
  /** Known on this device (can unlock here). */
  enrolledHere: boolean;
  /** What they may read today. */
  compartments: Compartment[];
  /** Who stands in for them, today or later, in order. */
  deputies: Deputy[];
}

/** How the device stands, before and after unlocking. */
export type AppState =
  /** `handedIn`: the device was wiped once what waited on it, so many changes, had been handed in. */
  | { state: 'empty'; handedIn?: number }
  | { state: 'broken'; reason: string }
  | {
      state: 'locked';
      officeName: string;
      people: Array<{
        id: string;
        name: string;
        role: Role;
        lastHere: string | null;
        /** Their keys are gone from this device: they left the office, or have new keys. */
        ended: 'left' | 'replaced' | null;
        /** Seconds until this person may try again after wrong passphrases. */
        retryAfterSeconds: number;
        /** Tries that are left with the PIN; null: only the passphrase opens. */
        pinTries: number | null;
      }>;
      unsynced: number;
      /** What somebody who left had not sent goes to the leads, is not taken, or was; null: nothing of the kind. */
      handedIn: 'waiting' | 'refused' | 'done' | null;
      /** Seconds until anybody may try again. */
      retryAfterSeconds: number;
    }
  | { state: 'joining'; officeName: string; name: string }
  /** Unlocked, but suspended since that day: nothing opens until a lead takes the person up again. */
  | { state: 'suspended'; officeName: string; name: string; since: string | null }
  | { state: 'unlocked'; officeName: string; person: Person; circles: Circles; demo: boolean };

/** What makes a passphrase easy to guess. */
export type PassphraseHint = 'names' | 'common' | 'repeat' | 'keys' | 'sequence' | 'date' | 'more';

/** How well a passphrase withstands somebody who has the disk and a hundred graphics cards. */
export interface PassphraseStrength {
  /** Of what is asked for, 0 to 1; digits of the number of guesses, not guesses. */
  share: number;
  /** Until it would be found. */
  seconds: number;
  /** Null: strong enough. */
  hint: PassphraseHint | null;
}

/** A device of the office as the server knows it. */
export interface Device extends KnownDevice {
  personName: string;
  /** The one that asks. */
  isThis: boolean;
}

export interface SecurityApi extends FactorApi {
  state(): Promise<AppState>;
  /** Estimates how well a new passphrase withstands guessing; `names` of office and person count as known. */
  passphraseStrength(input: { passphrase: string; names: string[] }): Promise<PassphraseStrength>;
  /** New office. `server` null = "Kein Server". Throws weak-passphrase, server-unreachable … */
  setUpOffice(input: {
    officeName: string;
    personName: string;
    passphrase: string;
    circles: Circles;
    server: string | null;
  }): Promise<void>;
  /** Fills a demo office on this device; unlocks as its first person. */
  setUpDemo(): Promise<void>;
  /** Joins with an enrolment code; `passphrase` is the new one (person) or the existing one (further device). */
  readCode(input: { server: string; code: string }): Promise<{
    purpose: 'person' | 'device' | 'kiosk';
    officeName: string;
    name: string;
    role: Role | null;
  }>;
  join(input: { server: string; code: string; passphrase: string }): Promise<void>;
  unlock(input: { personId: string; passphrase: string }): Promise<void>;
  lock(): Promise<void>;
  /** Unlocks with the PIN. Throws `wrong-pin`, `pin-over`. */
  unlockByPin(input: { personId: string; pin: string }): Promise<void>;
  /** The PIN of the unlocked person on this device: whether it may be had here, is set, and until which hour it opens. */
  pin(): Promise<{ allowed: boolean; set: boolean; untilHour: number }>;
  /** Throws `weak-pin`, `wrong-passphrase`, `wait`, `pin-unavailable`. */
  setPin(input: { passphrase: string; pin: string }): Promise<void>;
  removePin(): Promise<void>;
  /** How many devices the person had before this one, if it has just joined; else 0. Many may be one that is wiped each time. */
  earlierDevices(): Promise<number>;
  /** Where the person is and what they typed, sealed to them; given back once, null without one. */
  keepPlace(place: string): Promise<void>;
  takePlace(): Promise<string | null>;
  people(): Promise<Person[]>;
  /**
   * Suspends a person, takes them up again, or ends their membership, after which all that is saved has new keys.
   * Leads; the administration may suspend. Throws `last-lead`, `no-right`.
   */
  setStanding(input: { personId: string; standing: Standing }): Promise<void>;
  /** Another role, by a lead; `lead` needs the groups of the Notfallblatt once it is stored. */
  setRole(input: { personId: string; role: Role; groups?: string | undefined }): Promise<void>;
  /**
   * Names who stands in for somebody, from one day to another: people for themselves, leads for everybody. What the
   * deputy may not read otherwise is lent for these days, by leads. Throws `no-right`, `not-found`, `invalid`.
   */
  setDeputy(input: { personId: string; deputyId: string; from: string; until: string }): Promise<void>;
  /** Ends it today: who is away, who stands in, or a lead. */
  endDeputy(input: { personId: string; deputyId: string }): Promise<void>;
  /** Code for a further person, one who forgot the passphrase (`personId`), or a further device; shown as text and QR, single use, 24 h. */
  invite(input: { purpose: 'person' | 'device'; name: string; role: Role; personId?: string }): Promise<{
    code: string;
    expiresAt: string;
  }>;
  /** Invitations that wait for the other side or for confirmation. */
  invitations(): Promise<Array<{ name: string; state: 'open' | 'claimed' | 'confirmed' | 'expired' }>>;
  /** Code for a kiosk with its letter. */
  inviteKiosk(input: {
    name: string;
    letter: string;
  }): Promise<{ code: string; expiresAt: string; address: string }>;
  kiosks(): Promise<Array<{ id: string; name: string; letter: string }>>;
  /** The recovery secret while it may still be shown: groups of four with check characters, QR text. */
  recoverySheet(): Promise<{ groups: string[]; qr: string; officeName: string } | null>;
  recoverySheetStored(): Promise<void>;
  /** Own devices, for leads those of all. Throws server-unreachable. */
  devices(): Promise<Device[]>;
  nameDevice(input: { deviceId: string; name: string }): Promise<void>;
  /** Ends a lost or stolen device and its sessions at once. */
  endDevice(input: { deviceId: string; as: 'lost' | 'stolen' }): Promise<void>;
  /** A lost device was found. Leads only. */
  admitDevice(input: { deviceId: string }): Promise<void>;
  /** Whether the banner must show: since when, how many files. */
  recoveryState(): Promise<{ pending: boolean; dueOn: string; filesLeft: number; overdue: boolean }>;
  /** Uses the recovery secret to set a new passphrase for a lead on this device. */
  recover(input: { groups: string; personId: string; passphrase: string }): Promise<void>;
}

/** A value of a field, by whom and when it was set. */
export interface FieldVersion {
  value: unknown;
  /** Names this very value; later ones sort after earlier ones. */
  stamp: string;
  /** ISO. */
  at: string;
  /** Person id; null when it was nobody of this office. */
  by: string | null;
}

/** A value in the history of a document: its field holds it, held it, or it lost a conflict and never stood. */
export interface HistoryValue extends FieldVersion {
  field: string;
  state: 'current' | 'past' | 'lost';
}

/** Two values that were set without knowing of each other. `kept` stood when they met. */
export interface ConflictView {
  id: string;
  fileId: string | null;
  of: { collection: Collection; id: string };
  field: string;
  kind: 'edit' | 'delete-edit';
  kept: FieldVersion;
  other: FieldVersion;
  /** Both are decisions of people about an earlier conflict: the later one stands, and is told. */
  crossed: boolean;
}

export interface ConflictsApi {
  open(): Promise<ConflictView[]>;
  /**
   * Decides conflicts about one field at once. `choice`: the stamp of the value that shall stand (of a conflict's
   * sides, or the field's own), or `both` where the field can hold several (text). Can be undone.
   */
  resolve(ids: readonly string[], choice: string): Promise<void>;
  /** Takes a decision back: the conflicts are open again, and the field holds what it held before. */
  reopen(ids: readonly string[], before: unknown): Promise<void>;
}

export interface QueueApi {
  /** Called by the sync engine and, for tests and local kiosks, directly: files exactly one arrival. */
  file(item: CheckIn): Promise<void>;
  /** The next number for an arrival added by hand (own letter of the staff desk). */
  nextNumber(): Promise<string>;
}

/** What Heute shows, computed in the worker from the read models. */
export interface AgendaApi {
  today(): Promise<{
    arrivals: View<'arrivals'>[];
    appointments: View<'appointments'>[];
    drafts: Array<{
      kind: 'letter' | 'assessment';
      id: string;
      fileId: string | null;
      title: string;
      changedAt: string;
    }>;
    /** Without an answer, or with a reminder that has come (`due`); those first. */
    referrals: Array<{ view: View<'referrals'>; days: number; due: boolean }>;
    conflicts: number;
  }>;
}

export interface LettersApi {
  /** Number for a new letter: random, short, check character. */
  newNumber(): Promise<string>;
}

/** Everything the worker offers, by word. */
export interface DataApi {
  documents: DocumentsApi;
  clientFiles: ClientFilesApi;
  security: SecurityApi;
  sync: SyncApi;
  conflicts: ConflictsApi;
  quarantine: QuarantineApi;
  erasure: ErasureApi;
  handedIn: HandedInApi;
  backup: BackupApi;
  audit: AuditApi;
  queue: QueueApi;
  agenda: AgendaApi;
  occupations: OccupationsApi;
  letters: LettersApi;
  attachments: AttachmentsApi;
  storage: StorageApi;
}

/** Told to screens when something changed; screens then ask again. */
export interface ChangeEvent {
  collections: string[];
}

export type DataErrorCode =
  | 'locked'
  | 'not-found'
  | 'invalid'
  | 'no-right'
  | 'wrong-passphrase'
  | 'wait'
  | 'weak-passphrase'
  | 'server-unreachable'
  /** The server lets this device in no more. */
  | 'device-lost'
  | 'device-stolen'
  /** The address may not be used from here (policy of the platform). */
  | 'server-not-allowed'
  /** The server is of a time before what was asked. */
  | 'server-too-old'
  /** The server no longer speaks with this version of the app. */
  | 'app-too-old'
  | 'code-unknown'
  | 'code-expired'
  | 'roster-invalid'
  | 'storage-full'
  | 'storage-broken'
  | 'time-out'
  | 'last-lead'
  /** Another lead has decided otherwise. */
  | 'decided-already'
  | 'recovery-wrong'
  | 'file-too-large'
  | 'file-type'
  | 'file-heic'
  | 'file-damaged'
  | 'file-missing'
  | 'already-set-up'
  /** A backup that was cut or altered, or is none at all. */
  | 'backup-damaged'
  /** A backup of a newer version of Wegbuch. */
  | 'backup-newer'
  /** The folder for backups is away or takes nothing. */
  | 'backup-folder'
  | 'backup-folder-full'
  | 'weak-pin'
  | 'wrong-pin'
  /** The PIN opens no longer: the day is over, five misses, the app was away. */
  | 'pin-over'
  | 'pin-unavailable'
  /** The server wants a code of the second factor from this device. */
  | 'factor-needed'
  | 'factor-wrong'
  | 'factor-expired'
  /** A code opens once. */
  | 'factor-used'
  /** The server lost the key to the secrets of second factors. */
  | 'factor-key-missing'
  | 'unknown';

/** Plain object (survives structured clone) thrown by every method of the worker. */
export interface DataError {
  name: 'DataError';
  code: DataErrorCode;
  /** Field paths with a problem, for `invalid`. */
  fields?: Array<{ path: string; problem: string }>;
  retryAfterSeconds?: number;
}
