import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { headSignedBy, signReceipt } from '#shared/audit/chain';
import { type ChainHead, linkHash, NO_LINKS } from '#shared/audit/links';
import { fromBase64url, toBase64url } from '#shared/crypto/bytes';
import { type SigningKey, signingKey } from '#shared/crypto/sign';
import type { AuditReceipt, AuditRequest } from '#shared/sync/audit-protocol';
import type { Staff } from '../accounts/principal';
import { Problem } from '../problem';
import { type Store, type Tx, withOffice, withSnapshot } from '../storage/database';

const SEED_BYTES = 32;

/** The key that receipts of an office are signed with; made when the first is due. */
async function signerOf(tx: Tx, officeId: string): Promise<SigningKey> {
  await tx
    .insertInto('audit_signers')
    .values({ office_id: officeId, seed: randomBytes(SEED_BYTES) })
    .onConflict((on) => on.doNothing())
    .execute();
  const { seed } = await tx.selectFrom('audit_signers').select('seed').executeTakeFirstOrThrow();
  return signingKey(new Uint8Array(seed), ['audit-receipt']);
}

async function headOf(tx: Tx, deviceId: string): Promise<ChainHead> {
  const head = await tx
    .selectFrom('audit_anchors')
    .select(['number', 'hash'])
    .where('device_id', '=', deviceId)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
  return head ?? NO_LINKS;
}

/** What the server has of a device's chain. */
export function auditHead(store: Store, staff: Staff): Promise<ChainHead> {
  return withSnapshot(store.app, staff.officeId, (tx) => headOf(tx, staff.deviceId));
}

/**
 * Takes links that continue the chain of the calling device, and gives a receipt for its new head. Throws Problem
 * `audit-fork` for a wrong number or previous hash, `audit-invalid` when the device has not signed the head.
 */
export function appendAudit(
  store: Store,
  staff: Staff,
  { links, signature }: AuditRequest,
): Promise<AuditReceipt> {
  const { officeId, deviceId } = staff;
  return withOffice(store.app, officeId, async (tx) => {
    // Two requests of one device wait for each other.
    await sql`select pg_advisory_xact_lock(hashtextextended(${`${officeId} ${deviceId}`}, 0))`.execute(tx);
    let head = await headOf(tx, deviceId);
    for (const link of links) {
      if (link.number !== head.number + 1 || link.previous !== head.hash)
        throw new Problem(409, 'audit-fork', 'The links do not continue the chain of this device.');
      head = { number: link.number, hash: await linkHash(staff, link) };
    }
    const device = await tx
      .selectFrom('devices')
      .select('public_key')
      .where('device_id', '=', deviceId)
      .executeTakeFirstOrThrow();
    if (!(await headSignedBy(device.public_key, staff, { ...head, signature })))
      throw new Problem(400, 'audit-invalid', 'The device has not signed the end of its chain.');
    const signer = await signerOf(tx, officeId);
    const at = Date.now();
    const receipt = await signReceipt(signer, staff, head, at);
    const own = { office_id: officeId, device_id: deviceId, at: new Date(at) };
    await tx
      .insertInto('audit_links')
      .values(
        links.map(({ number, previous, key, sealed }) => {
          return { ...own, number, previous, key, sealed: Buffer.from(fromBase64url(sealed)) };
        }),
      )
      .execute();
    await tx
      .insertInto('audit_anchors')
      .values({ ...own, number: head.number, hash: head.hash, signature, receipt })
      .execute();
    return { ...head, at, receipt, signer: toBase64url(signer.publicKey) };
  });
}

/** Links of the office taken since `from` (Unix ms), by device and number, after the last one had. */
export function readLinks(
  store: Store,
  officeId: string,
  query: { from: number; device?: string | undefined; number?: number | undefined; limit: number },
) {
  return withSnapshot(store.app, officeId, async (tx) => {
    const after = { device: query.device ?? '', number: query.number ?? 0 };
    const rows = await tx
      .selectFrom('audit_links')
      .selectAll()
      .where('at', '>=', new Date(query.from))
      .where(sql<boolean>`(device_id, number) > (${after.device}, ${after.number})`)
      .orderBy('device_id')
      .orderBy('number')
      .limit(query.limit + 1)
      .execute();
    const links = rows.slice(0, query.limit).map(({ device_id: deviceId, number, previous, key, sealed }) => {
      return { deviceId, number, previous, key, sealed: toBase64url(sealed) };
    });
    return { links, more: rows.length > query.limit };
  });
}

/** Anchors since `from` (Unix ms), and for each device the newest one before. */
export function readAnchors(store: Store, officeId: string, from: number) {
  return withOffice(store.app, officeId, async (tx) => {
    const since = new Date(from);
    const rows = await tx.selectFrom('audit_anchors').selectAll().where('at', '>=', since).execute();
    const before = await tx
      .selectFrom('audit_anchors')
      .selectAll()
      .distinctOn('device_id')
      .where('at', '<', since)
      .orderBy('device_id')
      .orderBy('number', 'desc')
      .execute();
    const anchors = [...before, ...rows].map(
      ({ device_id: deviceId, number, hash, signature, at, receipt }) => {
        return { deviceId, number, hash, signature, at: at.getTime(), receipt };
      },
    );
    const signer = await signerOf(tx, officeId);
    return { anchors, signer: toBase64url(signer.publicKey) };
  });
}

/** How many days the office keeps its audit. */
export function readRetention(store: Store, officeId: string): Promise<number> {
  return withSnapshot(store.app, officeId, async (tx) => {
    const { audit_days: days } = await tx
      .selectFrom('offices')
      .select('audit_days')
      .executeTakeFirstOrThrow();
    return days;
  });
}

export async function setRetention(store: Store, officeId: string, days: number): Promise<void> {
  await withOffice(store.app, officeId, (tx) =>
    tx.updateTable('offices').set({ audit_days: days }).execute(),
  );
}
