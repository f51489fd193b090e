import { describe, expect, it } from 'vitest';
import { fromHex, toHex, utf8 } from './bytes';
import { bucketSize, EnvelopeError, openBox, openRow, type RowPlace, sealBox, sealRow } from './envelope';

const place: RowPlace = {
  table: 'client-files',
  id: 'row-1',
  keyId: 'key-1',
  maxStamp: '0123456789ab-0000-w',
};
const other: RowPlace[] = [
  { ...place, table: 'residence' },
  { ...place, id: 'row-2' },
  { ...place, keyId: 'key-2' },
  { ...place, maxStamp: '0123456789ac-0000-w' },
];

const newKey = () =>
  crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);

describe('row envelope', () => {
  it('opens what it sealed, empty and large', async () => {
    const key = await newKey();
    for (const length of [0, 1, 222, 223, 224, 5_000, 300_000]) {
      const plain = new Uint8Array(length).fill(7);
      const sealed = await sealRow(key, place, plain);
      expect(sealed.length).toBe(bucketSize(length));
      expect(await openRow(key, place, sealed)).toEqual(plain);
    }
  });

  it('fills size buckets', () => {
    expect([0, 223, 224, 479, 65_503, 65_504].map(bucketSize)).toEqual([256, 256, 512, 512, 65_536, 131_072]);
  });

  it('never repeats a nonce', async () => {
    const key = await newKey();
    const seen = new Set<string>();
    for (let i = 0; i < 5_000; i++) seen.add(toHex((await sealRow(key, place, utf8('x'))).subarray(1, 13)));
    expect(seen.size).toBe(5_000);
  });

  it('refuses 10,000 flipped bits', async () => {
    const key = await newKey();
    const sealed = await sealRow(key, place, utf8('Yusuf Ahmed'));
    const bits = sealed.length * 8;
    let refused = 0;
    for (let i = 0; i < 10_000; i++) {
      const altered = sealed.slice();
      const bit = (i * 7919) % bits;
      altered[bit >> 3] = (altered[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      refused += await openRow(key, place, altered).then(
        () => 0,
        (error: unknown) => (error instanceof EnvelopeError ? 1 : 0),
      );
    }
    expect(refused).toBe(10_000);
    // Control: the loop would have seen an opening one.
    expect(await openRow(key, place, sealed.slice())).toEqual(utf8('Yusuf Ahmed'));
  });

  it('refuses cut envelopes, other algorithms and other keys', async () => {
    const key = await newKey();
    const sealed = await sealRow(key, place, utf8('x'));
    for (const length of [0, 1, 13, 28, 255]) {
      await expect(openRow(key, place, sealed.subarray(0, length))).rejects.toThrow(EnvelopeError);
    }
    await expect(openRow(key, place, sealed.with(0, 2))).rejects.toThrow(EnvelopeError);
    await expect(openRow(await newKey(), place, sealed)).rejects.toThrow(EnvelopeError);
  });

  it('is bound to table, id, key id and time', async () => {
    const key = await newKey();
    const sealed = await sealRow(key, place, utf8('x'));
    for (const elsewhere of other)
      await expect(openRow(key, elsewhere, sealed)).rejects.toThrow(EnvelopeError);
    await expect(openBox(key, ['client-files', 'row-1'], sealed)).rejects.toThrow(EnvelopeError);
    // Control: where the place is left out, every swap is accepted.
    const unbound = await sealBox(key, [], utf8('x'));
    expect(await openBox(key, [], unbound)).toEqual(utf8('x'));
  });
});

describe('AES-256-GCM of the platform', () => {
  it('gives the known answer (McGrew & Viega, test case 16)', async () => {
    const half = 'feffe9928665731c6d6a8f9467308308';
    const key = await crypto.subtle.importKey('raw', fromHex(half + half), 'AES-GCM', false, ['encrypt']);
    const sealed = await crypto.subtle.encrypt(
      {
        name: 'AES-GCM',
        iv: fromHex('cafebabefacedbaddecaf888'),
        additionalData: fromHex('feedfacedeadbeeffeedfacedeadbeefabaddad2'),
      },
      key,
      fromHex(
        'd9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72' +
          '1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39',
      ),
    );
    expect(toHex(new Uint8Array(sealed))).toBe(
      '522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa' +
        '8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662' +
        '76fc6ece0f4e1768cddf8853bb2d551b',
    );
  });
});
