import type { ColumnType, Generated } from 'kysely';
import type { Compartment, Role } from '#shared/security/compartments';
import type { LostCommits } from '#shared/sync/protocol';

/** The database as Kysely sees it; the truth is in migrations/. Every key is led by the office. */
export interface Database {
  offices: OfficesTable;
  roster: RosterTable;
  members: MembersTable;
  grants: GrantsTable;
  accounts: AccountsTable;
  devices: DevicesTable;
  device_states: DeviceStatesTable;
  factors: FactorsTable;
  sessions: SessionsTable;
  sign_in_failures: SignInFailuresTable;
  enrolments: EnrolmentsTable;
  kiosks: KiosksTable;
  rows: RowsTable;
  revs: RevsTable;
  inbox: InboxTable;
  erasures: ErasuresTable;
  receipts: ReceiptsTable;
  blobs: BlobsTable;
  blob_chunks: BlobChunksTable;
  audit_links: AuditLinksTable;
  audit_anchors: AuditAnchorsTable;
  audit_signers: AuditSignersTable;
  handed_in: HandedInTable;
}

interface OfficesTable {
  office_id: string;
  /** The office's counter: the seq of its latest commit. Locked by every push. */
  seq: Generated<number>;
  /** Commits that were lost when the database was brought back to an earlier state, oldest first. */
  lost: Generated<LostCommits[]>;
  /** Fingerprint of the root key, pinned when the office was made. */
  root_fingerprint: string;
  created_at: Generated<Date>;
  /** When what had run out was cleaned up last. */
  cleaned_at: Generated<Date>;
  /** Days until a link of the audit is deleted. */
  audit_days: Generated<number>;
}

interface RosterTable {
  office_id: string;
  version: number;
  previous_hash: string;
  payload: string;
  signer: string;
  signature: string;
  /** When the server took it. */
  at: Generated<Date>;
}

/** What the verified roster says about each person, written with every accepted entry. */
interface MembersTable {
  office_id: string;
  person_id: string;
  role: Role;
  /** Those of the role. */
  compartments: Compartment[];
  /** Written as JSON. */
  lent: ColumnType<LentCircle[], string, string>;
}

/** A circle that somebody reads in the place of a colleague, from one day to another (ISO, in Berlin), both included. */
export interface LentCircle {
  compartment: Compartment;
  from: string;
  until: string;
}

interface GrantsTable {
  office_id: string;
  compartment: Compartment;
  epoch: number;
  key_id: string;
  recipient: string;
  roster_version: number;
  sealed: string;
  signer: string;
  signature: string;
}

interface AccountsTable {
  office_id: string;
  person_id: string;
  /** Argon2id (PHC string) of the authentication secret. */
  auth_hash: string;
  kdf_id: string;
  kdf_salt: string;
  wrapped_keys: string;
}

interface DevicesTable {
  office_id: string;
  device_id: string;
  person_id: string;
  public_key: string;
}

/** What a device said of itself when it signed in last, and whether it was ended. */
interface DeviceStatesTable {
  office_id: string;
  device_id: string;
  name: Generated<string | null>;
  edition: Generated<'app' | 'browser' | null>;
  system: Generated<'windows' | 'mac' | 'linux' | 'other' | null>;
  version: Generated<string | null>;
  seen_at: Generated<Date | null>;
  /** Of its latest proof; none up to it is taken again. */
  last_count: Generated<number>;
  ended: Generated<'lost' | 'stolen' | null>;
  ended_at: Generated<Date | null>;
  ended_by: Generated<string | null>;
  /** When a code of the second factor was given on it last. */
  factor_at: Generated<Date | null>;
}

interface FactorsTable {
  office_id: string;
  person_id: string;
  /** The secret, sealed with the factor key; null once somebody else switched it off. */
  sealed: Buffer | null;
  /** Null before the first code was given. */
  on_since: Generated<Date | null>;
  /** The 30 seconds of the latest code; none up to it is taken again. */
  last_step: Generated<number>;
  /** Hashes of the recovery codes that are left. */
  codes: Generated<string[]>;
  /** Who switched it off; null with `ended_at`: the Notfallblatt. */
  ended_by: Generated<string | null>;
  ended_at: Generated<Date | null>;
}

interface SessionsTable {
  office_id: string;
  /** SHA-256 of the token, base64url. */
  token_hash: string;
  person_id: string;
  device_id: string;
  expires_at: Date;
}

interface SignInFailuresTable {
  office_id: string;
  person_id: string;
  /** A known device's id, or empty for all devices that the office does not know. */
  device_id: string;
  failures: number;
  retry_at: Date;
}

/** The account that a joining person brings, kept until a lead confirms it. */
export interface PendingAccount {
  personId: string;
  authHash: string;
  kdf: { id: string; salt: string };
  wrappedKeys: string;
}

interface EnrolmentsTable {
  office_id: string;
  lookup: string;
  purpose: 'person' | 'device' | 'kiosk';
  person_id: string;
  box: string | null;
  state: 'open' | 'claimed' | 'confirmed';
  claim: string | null;
  pending_account: ColumnType<PendingAccount | null, string | null, string | null>;
  device_id: string | null;
  device_key: string | null;
  expires_at: Date;
}

interface KiosksTable {
  office_id: string;
  kiosk_id: string;
  token_hash: string;
  letter: string;
  seen_at: Date | null;
}

export interface RowsTable {
  office_id: string;
  id: string;
  collection: string;
  compartment: Compartment;
  file_id: string | null;
  key_id: string;
  seq: number;
  rev: string;
  max_stamp: string;
  body: Buffer;
  /** Addresses of the blobs that the document needs. */
  blobs: string[];
}

/** Versions already accepted, remembered for 90 days so that a lost reply is answered again. */
interface RevsTable {
  office_id: string;
  id: string;
  rev: string;
  seq: number;
  at: Generated<Date>;
}

interface InboxTable {
  office_id: string;
  seq: Generated<number>;
  id: string;
  key_id: string;
  sealed: Buffer;
  /** Who posted it: a kiosk's id. */
  sender: string;
}

/** What was erased: the stub refuses every later push under it. */
export interface ErasuresTable {
  office_id: string;
  kind: 'file' | 'row';
  id: string;
  seq: number;
  by_person: string;
  at: Date;
}

/** Up to which stub a device has deleted what it held. */
interface ReceiptsTable {
  office_id: string;
  device_id: string;
  seq: number;
  at: Generated<Date>;
}

/** A blob, complete once the hash of its chunks was found to be its address. */
interface BlobsTable {
  office_id: string;
  compartment: Compartment;
  address: string;
  file_id: string | null;
  /** Bytes of the whole ciphertext. */
  size: number;
  complete: Generated<boolean>;
  /** Null while a row names it; as of the latest clean-up. */
  unreferenced_since: Generated<Date | null>;
}

interface BlobChunksTable {
  office_id: string;
  compartment: Compartment;
  address: string;
  n: number;
  body: Buffer;
}

interface AuditLinksTable {
  office_id: string;
  device_id: string;
  number: number;
  previous: string;
  key: number;
  sealed: Buffer;
  at: Date;
}

interface AuditAnchorsTable {
  office_id: string;
  device_id: string;
  number: number;
  hash: string;
  signature: string;
  at: Date;
  receipt: string;
}

interface AuditSignersTable {
  office_id: string;
  seed: Buffer;
}

/** What devices that were ended handed in; a decided package stays as a stub, so that a repetition gets its receipt. */
interface HandedInTable {
  office_id: string;
  id: string;
  device_id: string;
  person_id: string;
  key_id: string;
  /** SHA-256 of the sealed bytes, base64url. */
  hash: string;
  /** Null once it was discarded or merged. */
  sealed: Buffer | null;
  size: number;
  signature: string;
  at: Generated<Date>;
  decision: Generated<'accepted' | 'discarded' | null>;
  decided_by: Generated<string | null>;
}
