import { describe, expect, it } from 'vitest';
import { systemRandom } from '#shared/crypto/random';
import {
  EnrolmentError,
  enrolmentKeys,
  newEnrolmentCode,
  openClaim,
  openContent,
  type PersonClaim,
  readEnrolmentCode,
  sealClaim,
  sealContent,
} from '#shared/security/enrolment';
import {
  readRecovery,
  recoveryGroups,
  recoveryKeys,
  recoveryQr,
  signRecoveryRequest,
  verifyRecoveryRequest,
} from '#shared/security/recovery';
import { toBase64url } from '#shared/crypto/bytes';
import type { EnrolmentContent } from '#shared/sync/accounts-protocol';

const content: EnrolmentContent = {
  version: 1,
  purpose: 'person',
  officeId: 'office-0001',
  officeName: 'Servicestelle',
  rootFingerprint: 'f'.repeat(43),
  rosterVersion: 7,
  rosterHash: 'h'.repeat(43),
  name: 'Jonas Brandt',
  role: 'counsellor',
  circles: 'small-team',
  personId: 'person-0001',
  kiosk: null,
};
const claim: PersonClaim = {
  version: 1,
  personId: 'person-0001',
  signingKey: 's',
  sealingKey: 'e',
  deviceId: 'd',
  deviceKey: 'k',
};

async function keysOf(code: string) {
  const reading = readEnrolmentCode(code);
  if (!reading.ok) throw new Error('code');
  return enrolmentKeys(reading.characters);
}

describe('enrolment codes', () => {
  it('carry box and claim between the two sides', async () => {
    const code = newEnrolmentCode(systemRandom);
    expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{5}-){4}[0-9A-HJKMNP-TV-Z]{5}$/);
    const [inviting, joining] = await Promise.all([
      keysOf(code),
      keysOf(code.toLowerCase().replaceAll('-', '')),
    ]);
    expect(joining.lookup).toBe(inviting.lookup);
    expect(await openContent(joining, 'office-0001', await sealContent(inviting, content))).toEqual(content);
    expect(await openClaim(inviting, await sealClaim(joining, claim))).toEqual(claim);
  });

  it('open nothing of another code, office or use', async () => {
    const [own, other] = await Promise.all([
      keysOf(newEnrolmentCode(systemRandom)),
      keysOf(newEnrolmentCode(systemRandom)),
    ]);
    const box = await sealContent(own, content);
    const answer = await sealClaim(own, claim);
    for (const attempt of [
      () => openContent(other, 'office-0001', box),
      () => openContent({ ...other, box: own.box }, 'office-0001', box),
      () => openContent(own, 'office-0002', box),
      () => openContent({ ...own, box: own.claim }, 'office-0001', answer),
      () => openContent(own, 'office-0001', box.slice(4)),
      () => openContent(own, 'office-0001', '!'),
      () => openClaim(other, answer),
      () => openClaim({ ...own, claim: own.box }, box),
    ]) {
      await expect(attempt()).rejects.toThrow(EnrolmentError);
    }
  });

  it('tell the server neither keys nor each other', async () => {
    const keys = await keysOf(newEnrolmentCode(systemRandom));
    expect(keys.lookup).toHaveLength(22);
    expect([keys.box.extractable, keys.claim.extractable]).toEqual([false, false]);
  });
});

describe('the Notfallblatt', () => {
  const secret = systemRandom(32);

  it('gives the secret back from groups and from the QR code', () => {
    expect(readRecovery(recoveryGroups(secret).join(' '))).toEqual({ ok: true, secret });
    expect(readRecovery(`  ${recoveryQr(secret).toLowerCase()}\n`)).toEqual({ ok: true, secret });
    expect(recoveryQr(secret)).toMatch(/^[0-9A-Z $%*+./:-]+$/);
    expect(readRecovery('WEGBUCH-NOTFALL:')).toMatchObject({ ok: false });
  });

  it('makes two unrelated keys, the same each time', async () => {
    const [a, b] = await Promise.all([recoveryKeys(secret), recoveryKeys(secret)]);
    expect(a.root.publicKey).toEqual(b.root.publicKey);
    expect(a.recovery.publicKey).toEqual(b.recovery.publicKey);
    expect(a.root.publicKey).not.toEqual(a.recovery.publicKey);
  });

  it('asks the server in the name of its own office only', async () => {
    const { root } = await recoveryKeys(secret);
    const other = await recoveryKeys(systemRandom(32));
    const rootKey = toBase64url(root.publicKey);
    const signature = await signRecoveryRequest(root, 'office-0001');
    expect(await verifyRecoveryRequest(rootKey, 'office-0001', signature)).toBe(true);
    expect(await verifyRecoveryRequest(rootKey, 'office-0002', signature)).toBe(false);
    expect(await verifyRecoveryRequest(toBase64url(other.root.publicKey), 'office-0001', signature)).toBe(
      false,
    );
    expect(await verifyRecoveryRequest(rootKey, 'office-0001', '!')).toBe(false);
  });
});
