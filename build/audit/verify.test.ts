import { beforeAll, describe, expect, it } from 'vitest';
import { signHead, signReceipt } from '#shared/audit/chain';
import { appendLinks, NO_LINKS } from '#shared/audit/links';
import { sealAuditEntry } from '#shared/audit/entries';
import { type AuditFile, signAuditFile } from '#shared/audit/file';
import { newAuditKey } from '#shared/audit/keys';
import { toBase64url } from '#shared/crypto/bytes';
import { systemRandom } from '#shared/crypto/random';
import { signingKey, type SigningKey } from '#shared/crypto/sign';
import { foundOffice } from '#shared/security/office-log';
import { personKeys } from '#shared/security/person-keys';
import { appendEntries, verifyRoster } from '#shared/security/roster';
import { report } from './verify';

const place = { officeId: 'office-of-anna', deviceId: 'device-of-anna' };
let file: AuditFile;
let lead: SigningKey;

beforeAll(async () => {
  const keys = await personKeys(systemRandom(32));
  const device = await signingKey(systemRandom(32), ['device']);
  const server = await signingKey(systemRandom(32), ['audit-receipt']);
  lead = keys.signing;
  const log = await foundOffice({
    officeId: place.officeId,
    officeName: 'Servicestelle',
    circles: 'small-team',
    lead: {
      personId: 'person-anna',
      name: 'Anna Aydin',
      signingKey: toBase64url(keys.signing.publicKey),
      sealingKey: toBase64url(keys.sealing.publicKey),
      deviceId: place.deviceId,
      deviceKey: toBase64url(device.publicKey),
    },
    leadKey: keys.signing,
    recoverySecret: systemRandom(32),
    random: systemRandom,
  });
  const key = await newAuditKey(await verifyRoster(log.entries, log.rootFingerprint));
  const roster = await appendEntries(log.entries, [key], { id: 'person-anna', key: keys.signing });
  await verifyRoster(roster, log.rootFingerprint);
  const entry = { action: 'unlocked', person: 'person-anna', stamp: 's', at: 1 } as const;
  const sealed = await Promise.all(
    Array.from({ length: 6 }, async () => ({ key: 1, sealed: await sealAuditEntry(key, place, entry) })),
  );
  const { links, head } = await appendLinks(place, NO_LINKS, sealed);
  const anchor = {
    ...head,
    signature: await signHead(device, place, head),
    at: 5,
    receipt: await signReceipt(server, place, head, 5),
  };
  file = await signAuditFile(
    {
      officeId: place.officeId,
      rootFingerprint: log.rootFingerprint,
      roster,
      signer: toBase64url(server.publicKey),
      madeBy: 'person-anna',
      madeAt: '2026-11-22T10:00:00.000Z',
      reason: 'sample',
      chains: [{ deviceId: place.deviceId, links, anchors: [anchor], entries: [] }],
    },
    lead,
  );
});

/** What the command says of a file that whoever made it signs as it is. */
async function judged(edit: (chain: AuditFile['chains'][number]) => void, resign = true) {
  const { signature, format, ...content } = structuredClone(file);
  edit(content.chains[0]!);
  const signed = resign ? await signAuditFile(content, lead) : { format, ...content, signature };
  return report(JSON.stringify(signed));
}

describe('audit:verify', () => {
  it('finds a whole audit whole (control)', async () => {
    expect(await judged(() => undefined)).toEqual({
      lines: ['Servicestelle', 'whole   device-of-anna  entries 1 to 6, 1 anchors'],
      code: 0,
    });
  });

  it('names the first broken entry, also when the file was signed anew', async () => {
    const attacks: Array<[string, (chain: AuditFile['chains'][number]) => unknown]> = [
      ['entry 3: an entry is missing', ({ links }) => links.splice(2, 1)],
      ['entry 3: an entry is missing', ({ links }) => links.splice(2, 2, links[3]!, links[2]!)],
      [
        'entry 4: this entry or the one before was altered',
        ({ links }) => (links[2] = { ...links[2]!, key: 2 }),
      ],
      ['entry 6: this entry and what followed were cut off', ({ links }) => links.pop()],
      ['entry 2: what came before is missing', ({ links }) => links.shift()],
      ['entry 6: the receipt of the server', ({ anchors }) => (anchors[0] = { ...anchors[0]!, at: 6 })],
      ['entry 0: the office never had this device', (chain) => (chain.deviceId = 'device-of-bela')],
    ];
    for (const [words, attack] of attacks) {
      const { lines, code } = await judged(attack);
      expect(lines.join('\n')).toContain(words);
      expect(code).toBe(1);
    }
  });

  it('refuses a file that was altered, and what is none', async () => {
    const edited = await judged((chain) => chain.links.pop(), false);
    expect(edited).toEqual({ lines: ['BROKEN  The file was altered after it was made.'], code: 1 });
    for (const text of ['', '{}', '[]', 'null', '{"format":"wegbuch-audit-file-1"}'])
      expect(await report(text)).toEqual({ lines: ['BROKEN  This is no saved audit of Wegbuch.'], code: 1 });
  });
});
