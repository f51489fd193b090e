import { beforeAll, describe, expect, it } from 'vitest';
import { toBase64url } from '#shared/crypto/bytes';
import { openingKey } from '#shared/crypto/hpke';
import { systemRandom } from '#shared/crypto/random';
import { type SigningKey, signingKey } from '#shared/crypto/sign';
import { type AuditAnchor, type ChainFinding, clockBack, signHead, signReceipt, verifyChain } from './chain';
import { appendLinks, type AuditLink, linkHash, NO_LINKS } from './links';
import { type AuditEntry, openAuditEntry, sealAuditEntry } from './entries';

const place = { officeId: 'office-of-anna', deviceId: 'device-of-anna' };
const entry: AuditEntry = {
  action: 'read',
  person: 'person-1',
  stamp: '018f00000000-0000-person-1abc',
  at: 1,
  fileId: 'file-0001',
};
const BATCH = 20;

interface World {
  device: SigningKey;
  server: SigningKey;
  links: AuditLink[];
  anchors: AuditAnchor[];
}

/** A chain as a device writes it and a server anchors it. */
async function chainOf(length: number): Promise<World> {
  const device = await signingKey(systemRandom(32), ['device']);
  const server = await signingKey(systemRandom(32), ['audit-receipt']);
  const world: World = { device, server, links: [], anchors: [] };
  for (let head = NO_LINKS; head.number < length;) {
    const sealed = Array.from({ length: BATCH }, () => ({ key: 1, sealed: toBase64url(systemRandom(465)) }));
    const made = await appendLinks(place, head, sealed);
    head = made.head;
    world.links.push(...made.links);
    const at = 1_000 * head.number;
    const signature = await signHead(device, place, head);
    world.anchors.push({ ...head, signature, at, receipt: await signReceipt(server, place, head, at) });
  }
  return world;
}

let world: World;
const keysOf = ({ device, server }: World) => ({
  device: toBase64url(device.publicKey),
  server: toBase64url(server.publicKey),
});
const judge = (change: Partial<World> = {}, known = NO_LINKS, at = place): Promise<ChainFinding> => {
  const { links, anchors } = { ...world, ...change };
  return verifyChain(at, keysOf({ ...world, ...change }), links, anchors, known);
};
beforeAll(async () => {
  world = await chainOf(400);
});

describe('the chain of an audit', () => {
  it('is whole as it was written (control)', async () => {
    expect(await judge()).toEqual({ ok: true, first: 1, last: 400, anchors: 20, unsigned: 0 });
  });

  it('shows a link that was taken out, altered, put in twice or swapped, wherever', async () => {
    const attacks: Record<string, (links: AuditLink[], at: number) => void> = {
      removed: (links, at) => links.splice(at, 1),
      altered: (links, at) => {
        const sealed = links[at]!.sealed;
        links[at] = { ...links[at]!, sealed: (sealed.startsWith('A') ? 'B' : 'A') + sealed.slice(1) };
      },
      'sealed to another key': (links, at) => (links[at] = { ...links[at]!, key: 2 }),
      twice: (links, at) => links.splice(at, 0, links[at]!),
      swapped: (links, at) => links.splice(at, 2, links[at + 1]!, links[at]!),
      renumbered: (links, at) => {
        const [one, other] = [links[at]!, links[at + 1]!];
        links.splice(at, 2, { ...other, number: one.number }, { ...one, number: other.number });
      },
    };
    let found = 0;
    const missed: string[] = [];
    for (const [name, attack] of Object.entries(attacks)) {
      for (let at = 0; at < world.links.length - 1; at += 37) {
        const links = [...world.links];
        attack(links, at);
        const finding = await judge({ links, anchors: world.anchors.slice(-1) });
        // It points at the place: the link itself or the one that follows from it.
        const near = !finding.ok && finding.number >= at && finding.number <= at + 3;
        if (near || (!finding.ok && at === 0)) found++;
        else missed.push(`${name} at ${String(at)}`);
      }
    }
    expect(missed).toEqual([]);
    expect(found).toBe(11 * Object.keys(attacks).length);
  });

  it('shows what was cut off at the end, at the beginning and between', async () => {
    expect(await judge({ links: world.links.slice(0, 399) })).toMatchObject({
      code: 'truncated',
      number: 400,
    });
    expect(await judge({ links: world.links.slice(0, 100) })).toMatchObject({
      code: 'truncated',
      number: 101,
    });
    expect(await judge({ links: world.links.slice(5) })).toMatchObject({ code: 'missing-start', number: 6 });
    // With the anchors cut off too, only a receipt that somebody kept shows it.
    const cut = { links: world.links.slice(0, 380), anchors: world.anchors.slice(0, 19) };
    expect(await judge(cut)).toMatchObject({ ok: true, last: 380 });
    const { number, hash } = world.anchors.at(-1)!;
    expect(await judge(cut, { number, hash })).toMatchObject({ code: 'truncated', number: 381 });
  });

  it('is whole after retention took its beginning up to an anchor', async () => {
    expect(await judge({ links: world.links.slice(100) })).toMatchObject({ ok: true, first: 101, last: 400 });
    expect(await judge({ links: [] })).toMatchObject({ ok: true, anchors: 20 });
  });

  it('shows a fork: another history under the same numbers', async () => {
    const [kept, head] = [world.links.slice(0, 390), world.anchors[18]!];
    const own = await appendLinks(place, { number: 390, hash: await linkHash(place, kept.at(-1)!) }, [
      ...world.links.slice(0, 10),
    ]);
    const links = [...kept, ...own.links];
    expect(await judge({ links })).toMatchObject({ code: 'forked', number: 400 });
    // Control: the same links without anchors are a chain like any other.
    expect(await judge({ links, anchors: [head] })).toMatchObject({ ok: true, unsigned: 20 });
  });

  it('shows a chain of another device, of another office, and forged anchors', async () => {
    for (const foreign of [
      { ...place, officeId: 'office-of-bela' },
      { ...place, deviceId: 'device-of-bela' },
    ])
      expect(await judge({}, NO_LINKS, foreign)).toMatchObject({ ok: false, code: 'wrong-signature' });
    const stranger = await signingKey(systemRandom(32), ['device']);
    expect(await judge({ device: stranger })).toMatchObject({ code: 'wrong-signature' });
    expect(await judge({ server: stranger })).toMatchObject({ code: 'wrong-receipt' });
    const early = world.anchors.map((anchor, at) => (at === 3 ? { ...anchor, at: 1 } : anchor));
    expect(await judge({ anchors: early })).toMatchObject({ code: 'wrong-receipt', number: 80 });
    const chain = await appendLinks(
      { ...place, officeId: 'office-of-bela' },
      NO_LINKS,
      world.links.slice(0, 3),
    );
    expect(await judge({ links: chain.links, anchors: [] })).toMatchObject({ code: 'altered' });
  });

  it('names entries written with a clock set back', () => {
    const at = (number: number, minute: number, stamp = String(number)) => ({
      number,
      at: minute * 60_000,
      stamp,
    });
    expect(clockBack([at(1, 10), at(2, 11), at(3, 10)])).toEqual([]);
    expect(clockBack([at(1, 100), at(2, 40), at(3, 41), at(4, 101)])).toEqual([2, 3]);
    expect(clockBack([at(1, 1, 'b'), at(2, 2, 'a')])).toEqual([2]);
  });
});

describe('an entry', () => {
  it('opens with its key, at its place alone, and all are as long', async () => {
    const key = await openingKey(systemRandom(32));
    const other = await openingKey(systemRandom(32));
    const to = { number: 1, publicKey: toBase64url(key.publicKey) };
    const sealed = await sealAuditEntry(to, place, entry);
    expect(await openAuditEntry(key, place, { key: 1, sealed })).toEqual(entry);
    expect(sealed).toHaveLength(620);
    expect(await sealAuditEntry(to, place, { ...entry, kind: 'letters', count: 12 })).toHaveLength(620);
    await expect(openAuditEntry(other, place, { key: 1, sealed })).rejects.toThrow();
    await expect(openAuditEntry(key, place, { key: 2, sealed })).rejects.toThrow();
    const foreign = { ...place, officeId: 'office-of-bela' };
    await expect(openAuditEntry(key, foreign, { key: 1, sealed })).rejects.toThrow();
  });

  it('holds ids, codes and numbers, and refuses whatever could be content', async () => {
    const key = { number: 1, publicKey: toBase64url((await openingKey(systemRandom(32))).publicKey) };
    const bad = [
      { fileId: 'Selam Haile' },
      { kind: 'Notiz: Abschiebung droht' },
      { purpose: 'weil ich es wissen wollte' },
      { person: 'Jonas Brandt' },
      { count: 1.5 },
      { fileId: 'x'.repeat(81) },
    ];
    for (const change of bad)
      await expect(sealAuditEntry(key, place, { ...entry, ...change })).rejects.toThrow(RangeError);
    // Members that nobody knows are left out.
    const seed = systemRandom(32);
    const opening = await openingKey(seed);
    const to = { number: 1, publicKey: toBase64url(opening.publicKey) };
    const sealed = await sealAuditEntry(to, place, { ...entry, text: 'Selam Haile' } as AuditEntry);
    expect(await openAuditEntry(opening, place, { key: 1, sealed })).toEqual(entry);
  });
});
