import { z } from 'zod';
import { CIRCLES, ROLES } from '#shared/security/compartments';
import { base64url, compartment, seq } from './protocol';

/**
 * Offices, people, devices, keys and the inbox over the wire (architecture §§ 4, 6). The server stores and
 * checks; trust comes from the signed roster alone, which every client verifies from the office root.
 */
const id = z.string().regex(/^[A-Za-z0-9_-]{8,64}$/);
const blob = base64url(64 * 1024);

/** One link of the signed, hash-chained roster log; `payload` and `signature` are made in shared/security. */
export const rosterEntry = z.strictObject({
  version: z.number().int().min(1),
  previousHash: z.string().max(64),
  /** Canonical JSON text of the entry's content; hashed and signed as these very bytes. */
  payload: z.string().max(16_384),
  /** Who signed: "root" or a person id. */
  signer: z.string().max(64),
  signature: base64url(256),
});
export type RosterEntry = z.infer<typeof rosterEntry>;

/** An epoch key of a compartment sealed to one recipient (HPKE) and signed over its whole context. */
export const grant = z.strictObject({
  compartment,
  epoch: z.number().int().min(1),
  keyId: z.string().max(64),
  /** Person id, or "recovery" for the key derived from the Notfallblatt. */
  recipient: z.string().max(64),
  rosterVersion: z.number().int(),
  sealed: base64url(1024),
  signer: z.string().max(64),
  signature: base64url(256),
});
export type Grant = z.infer<typeof grant>;

/** What a person's account needs on the server: all secrets arrive wrapped or hashed. */
const account = z.strictObject({
  personId: id,
  /** Authentication secret derived from the passphrase; hashed again (Argon2id) before it is stored. */
  authSecret: base64url(64),
  kdf: z.strictObject({ id: z.string().max(40), salt: base64url(32) }),
  /** Private keys wrapped under the passphrase; opaque to the server. */
  wrappedKeys: blob,
});
export type Account = z.infer<typeof account>;

const device = z.strictObject({ deviceId: id, publicKey: base64url(128) });

/**
 * The device's part in opening a session (shared/security/device-proof.ts). `count` rises with each proof of a
 * device, so that none is taken twice; 409 `proof-used` names the last one (`after`) to whom proved secret and key.
 */
const deviceProof = z.strictObject({
  count: z.number().int().min(1).max(Number.MAX_SAFE_INTEGER),
  edition: z.enum(['app', 'browser']),
  system: z.enum(['windows', 'mac', 'linux', 'other']),
  version: z.string().min(1).max(40),
  signature: base64url(128),
});
export type DeviceProof = z.infer<typeof deviceProof>;

export const createOffice = z.strictObject({
  officeId: id,
  roster: z.array(rosterEntry).min(1).max(200),
  grants: z.array(grant).max(200),
  account,
  device,
  proof: deviceProof,
});

/** A code of the second factor: six digits of an app, or a recovery code without its check characters. */
export const factorCode = z.string().regex(/^(\d{6}|[0-9A-HJKMNP-TV-Z]{16})$/);

/**
 * 403 to a device that proved itself: `device-lost` or `device-stolen` when it was ended; `factor-needed` when its
 * person has a second factor and the device gave none for 30 days; `factor-wrong`, `factor-expired` or `factor-used`
 * for a code that does not hold, `factor-key-missing` (409) for one that the server cannot check.
 */
export const signIn = z.strictObject({
  officeId: id,
  personId: id,
  deviceId: id,
  authSecret: base64url(64),
  proof: deviceProof,
  /** Only when it was asked for: a server from before second factors refuses the field. */
  factor: factorCode.optional(),
});
export type SignIn = z.infer<typeof signIn>;
export const session = z.object({
  token: z.string(),
  expiresAt: z.iso.datetime(),
  serverTime: z.number(),
  /** Somebody switched the person's second factor off, and they have not said yet that they know. */
  factorEnded: z.object({ by: z.string().nullable(), at: z.iso.datetime() }).nullish(),
});

export const rosterResponse = z.object({
  entries: z.array(rosterEntry),
  grants: z.array(grant),
  /** How many entries the server's log has; an older server does not say. */
  length: z.number().int().min(0).optional(),
});
/**
 * Asks, for a device that is refused, for the entries that ended it: `signature` is the device's
 * (`signEndedRequest` in shared/security/ended; 403 `not-ended` if it does not hold, for devices that are welcome
 * and for unknown offices). Answer: rosterResponse with the entries > from up to that one, and no grants.
 */
export const endedRoster = z.strictObject({
  officeId: id,
  deviceId: id,
  from: z.number().int().min(0),
  signature: base64url(256),
});

/** Appends entries to the log; refused with `roster-stale` when the previous hash is not the head's. */
export const appendRoster = z.strictObject({
  entries: z.array(rosterEntry).min(1).max(20),
  /** A new epoch is granted to everybody who stays. */
  grants: z.array(grant).max(2_000).default([]),
});

/**
 * Enrolment (code of ≥ 80 bits). `lookup` = HKDF(code) shortened, `box` is encrypted under HKDF(code): the
 * server can neither read nor forge it. Life of an enrolment: open → claimed → confirmed | expired.
 */
export const createEnrolment = z.strictObject({
  lookup: id,
  /**
   * `person` and `kiosk`: made by leads only; `device`: by the person themself, a lead or the administration. A
   * `person` who belongs to the office already is readmitted: /confirm replaces account and devices.
   */
  purpose: z.enum(['person', 'device', 'kiosk']),
  /** The person who joins or gets a further device; for a kiosk its id. */
  personId: id,
  box: blob,
  expiresAt: z.iso.datetime(),
});
/** Given while the enrolment is `open`; 404 `code-unknown`, 410 `code-expired` afterwards. */
export const enrolmentBox = z.object({ officeId: id, box: blob });
/**
 * The joining device's answer: its public keys, encrypted under the code. By purpose:
 * - `person`: `account` (whose personId must be the enrolment's) and no `entry`. State becomes `claimed`; a lead
 *   checks the claim, and /confirm activates account and device.
 * - `device`: no `account`; `entry` is the `device` entry of the roster, made and signed by the person (whose
 *   keys the device unwrapped with the passphrase). The server checks that it extends the head, that its payload
 *   names this person and this device and that the person's key signed it (`verifyRoster` over log + entry);
 *   then it appends the entry, activates the device, and the state is `confirmed` at once. 409 `roster-stale`
 *   leaves the enrolment open for another try.
 * - `kiosk`: neither; `device.deviceId` is the kiosk's id. The state is `confirmed` at once, the box is gone.
 */
export const claimEnrolment = z.strictObject({
  claim: blob,
  account: account.nullable(),
  device,
  entry: rosterEntry.nullable(),
});
export const enrolmentState = z.object({
  lookup: id,
  state: z.enum(['open', 'claimed', 'confirmed', 'expired']),
  claim: blob.nullable(),
  /** For a device of a person who already has an account: kdf and wrapped keys, given to the holder of the code. */
  account: account.omit({ authSecret: true }).nullable(),
  /** Likewise for a `device` enrolment while it is open: the whole roster, so that the new device can sign its entry. */
  roster: z.array(rosterEntry).nullable(),
});

/**
 * A lead whose keys were replaced with the Notfallblatt. The last of `entries` is a `lead` entry signed by "root"
 * for account.personId or the person's `device` entry after it: the server accepts only if `verifyRoster` holds
 * for log + entries and such a root-signed `lead` entry is among them; then it replaces the account's secret,
 * kdf and wrapped keys, ends the person's sessions, activates the device and stores the grants.
 */
export const recoverAccount = createOffice.omit({ roster: true }).extend({
  entries: z.array(rosterEntry).min(1).max(20),
});

/**
 * Asks for the roster before a recovery, since nobody can sign in any more: `signature` is the root's
 * (`verifyRecoveryRequest` in shared/security/recovery with the founding entry's rootKey; 403 `no-right` if it
 * does not hold, also for unknown offices). Answer: rosterResponse with entries > from and the grants whose
 * recipient is "recovery".
 */
export const recoveryRoster = z.strictObject({
  officeId: id,
  from: z.number().int().min(0),
  signature: base64url(256),
});

/** How a device was ended: `lost` can be found again, `stolen` is for good. */
const DEVICE_ENDS = ['lost', 'stolen'] as const;
export const endDevice = z.strictObject({ as: z.enum(DEVICE_ENDS) });
/** Beside the roster, in the open: the server sees the names of devices. */
export const nameDevice = z.strictObject({ name: z.string().trim().min(1).max(60) });
const knownDevice = z.object({
  deviceId: z.string(),
  personId: z.string(),
  name: z.string().nullable(),
  edition: z.enum(['app', 'browser']).nullable(),
  system: z.enum(['windows', 'mac', 'linux', 'other']).nullable(),
  version: z.string().nullable(),
  /** When it signed in last; null: never since the server looks. */
  seenAt: z.iso.datetime().nullable(),
  ended: z.enum(DEVICE_ENDS).nullable(),
  endedAt: z.iso.datetime().nullable(),
});
export type KnownDevice = z.infer<typeof knownDevice>;
export const devicesResponse = z.object({ devices: z.array(knownDevice) });

/** Content of the joining box, inside the encryption. */
export const enrolmentContent = z.strictObject({
  version: z.literal(1),
  purpose: z.enum(['person', 'device', 'kiosk']),
  officeId: id,
  officeName: z.string(),
  /** SHA-256 of the root public key: what the code authenticates. */
  rootFingerprint: z.string(),
  rosterVersion: z.number().int(),
  rosterHash: z.string(),
  name: z.string(),
  role: z.enum(ROLES).nullable(),
  circles: z.enum(CIRCLES),
  personId: id,
  /** For a kiosk: its letter and the device token it authenticates with (the server knows tokenHash alone). */
  kiosk: z.strictObject({ kioskId: id, letter: z.string().length(1), token: z.string() }).nullable(),
});
export type EnrolmentContent = z.infer<typeof enrolmentContent>;

/** A newer kiosk with the same letter replaces the older one, whose token ends. */
export const createKiosk = z.strictObject({
  kioskId: id,
  /** base64url of SHA-256 over the UTF-8 bytes of the token's text. */
  tokenHash: base64url(64),
  letter: z.string().length(1),
});
/** Where the web kiosk's own origin answers on this server: a port, never that of the staff. */
export const createdKiosk = z.object({ port: z.number().int() });
/** All a kiosk may read: the signed roster (for the inbox key) and its letter. */
export const kioskConfig = z.object({ letter: z.string(), roster: z.array(rosterEntry) });
/** Sealed envelopes are padded to this size before sealing, in bytes. */
export const INBOX_PLAIN_BYTES = 2048;
export const postInbox = z.strictObject({ id, keyId: z.string().max(64), sealed: base64url(4096) });
const inboxItem = z.object({ seq, id, keyId: z.string(), sealed: z.string(), from: z.string() });
export const inboxResponse = z.object({ items: z.array(inboxItem), more: z.boolean() });

/**
 * The routes; who may call them stands in shared/security/rights.ts:
 * POST   /offices                         createOffice → 201 session            anonymous, rate-limited
 * POST   /recovery/roster                 recoveryRoster → rosterResponse       anonymous, rate-limited
 * POST   /recovery                        recoverAccount → session              anonymous, rate-limited
 * POST   /sessions                        signIn → session                      anonymous, rate-limited
 * DELETE /sessions                        → 204                                 staff
 * GET    /devices                         devicesResponse: own ones, a lead all             staff
 * POST   /devices/:deviceId/name          nameDevice → 204                      staff
 * POST   /devices/:deviceId/end           endDevice → 204, its sessions end     staff
 * POST   /devices/:deviceId/admit         → 204, of a lost one that was found   lead
 * GET    /factor                          factorState                           staff
 * POST   /factor                          → factorSecret, not in force yet      staff
 * POST   /factor/confirm                  giveFactorCode → recoveryCodes        staff
 * POST   /factor/end                      giveFactorCode → 204                  staff
 * POST   /factor/seen                     → 204, knows that it was switched off staff
 * POST   /people/:personId/factor/end     → 204, a colleague's                  lead
 * GET    /roster?from=N                   rosterResponse: entries with version > N; grants of the caller and those
 *                                         whose recipient is "recovery" (all of them)   staff
 * POST   /roster/ended                    endedRoster → rosterResponse          anonymous, rate-limited
 * POST   /roster                          appendRoster → 201                    staff (lead signs; server verifies chain)
 * POST   /enrolments                      createEnrolment → 201                 staff
 * GET    /enrolments/:lookup              enrolmentBox                          anonymous, rate-limited
 * POST   /enrolments/:lookup/claim        claimEnrolment → 204 (once)           anonymous, rate-limited
 * GET    /enrolments/:lookup/state        enrolmentState                        anonymous (knowing lookup) / staff
 * POST   /enrolments/:lookup/confirm      appendRoster → 204 (activates account and device)   staff
 * POST   /sync/push                       pushRequest → pushResponse            staff
 * GET    /sync/pull                       pullQuery → pullResponse              staff
 * GET    /sync/live                       stream of liveHint lines              staff
 * /erasures…, /blobs…                     see erasures-protocol.ts and blobs-protocol.ts   staff
 * /handed-in…                             see handed-in-protocol.ts
 * POST   /kiosks                          createKiosk → 201 createdKiosk        staff
 * GET    /inbox?after=N                   inboxResponse                         staff with `eingang`
 * DELETE /inbox/:id                       → 204 after filing                    staff with `eingang`
 * kiosk token only: POST /kiosk/check-ins postInbox → 204 · GET /kiosk/config kioskConfig · POST /kiosk/heartbeat → 204
 */
