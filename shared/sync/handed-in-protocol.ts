import { z } from 'zod';
import { base64url, rowId } from './protocol';

/**
 * What a device that was ended hands in over the wire (ADR 28). Packages are sealed to the office's inbox and signed
 * by the device (shared/security/handed-in.ts); the server keeps them until a lead decides.
 *
 * POST /handed-in          handIn → handedInReceipt, also when repeated   anonymous, rate-limited; 403 `not-ended` for
 *                          whoever is no ended device or did not sign, and for unknown offices; 403 `device-stolen`,
 *                          410 `door-closed` after 90 days, 409 `package-differs`, 413 `door-full`
 * GET  /handed-in          handedInPackages: those that nobody discarded or merged            lead
 * GET  /handed-in/:id      handedInPackage; 404 `not-found` once it was discarded or merged   lead
 * POST /handed-in/decide   decideHandedIn → 204; 409 `decided-already` if one of them was decided otherwise   lead
 * POST /handed-in/merged   mergedHandedIn → 204: what they hold is on the server; they go     lead
 */
const id = rowId;

/** Largest sealed package, in bytes: one row with all its versions fits. */
export const MAX_PACKAGE_BYTES = 2 * 1024 * 1024;
/** Most packages and bytes that one device hands in. */
export const MAX_DEVICE_PACKAGES = 500;
export const MAX_DEVICE_BYTES = 64 * 1024 * 1024;
/** Days after its end in which a device may hand in. */
export const DOOR_DAYS = 90;

export const handIn = z.strictObject({
  officeId: id,
  deviceId: id,
  /** Random name of the package. */
  id,
  /** Inbox key that it is sealed to. */
  keyId: z.string().max(64),
  sealed: base64url(MAX_PACKAGE_BYTES),
  signature: base64url(128),
});
export type HandIn = z.infer<typeof handIn>;

/** `hash`: base64url of SHA-256 over the sealed bytes that the server keeps. */
export const handedInReceipt = z.object({ id, hash: z.string() });

const packageHead = z.object({
  id,
  deviceId: id,
  personId: id,
  deviceName: z.string().nullable(),
  keyId: z.string(),
  at: z.iso.datetime(),
  /** A lead began to take it over. */
  accepted: z.boolean(),
});
export const handedInPackages = z.object({ packages: z.array(packageHead) });
export type HandedInHead = z.infer<typeof packageHead>;
export const handedInPackage = z.object({ sealed: base64url(MAX_PACKAGE_BYTES), signature: z.string() });

const ids = z.array(id).min(1).max(MAX_DEVICE_PACKAGES);
export const decideHandedIn = z.strictObject({ ids, as: z.enum(['accepted', 'discarded']) });
export const mergedHandedIn = z.strictObject({ ids });
