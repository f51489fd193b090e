import { Aes128Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from '@hpke/core';
import { describe, expect, it } from 'vitest';
import { fromBase64url, fromHex, toBase64url, toHex, utf8, equalBytes } from './bytes';
import { hkdfRaw } from './hkdf';
import { openingKey, openSealed, SealError, sealTo } from './hpke';
import { createKdf, KdfError } from './kdf';
import { isScalar, pkcs8, publicPoint, scalarFromSeed } from './p256';
import { sign, signingKey, verify } from './sign';

describe('bytes', () => {
  it('reads and writes base64url (RFC 4648 § 10)', () => {
    const known = {
      '': '',
      f: 'Zg',
      fo: 'Zm8',
      foo: 'Zm9v',
      foob: 'Zm9vYg',
      fooba: 'Zm9vYmE',
      foobar: 'Zm9vYmFy',
    };
    for (const [plain, coded] of Object.entries(known)) {
      expect(toBase64url(utf8(plain))).toBe(coded);
      expect(fromBase64url(coded)).toEqual(utf8(plain));
    }
    expect(toBase64url(fromHex('fbff'))).toBe('-_8');
    for (const wrong of ['A', 'AB+/', 'Zg==', 'Zh', 'Zm9vYmG'])
      expect(() => fromBase64url(wrong)).toThrow(RangeError);
  });

  it('compares bytes', () => {
    expect(equalBytes(utf8('abc'), utf8('abc'))).toBe(true);
    expect(equalBytes(utf8('abc'), utf8('abd'))).toBe(false);
    expect(equalBytes(utf8('abc'), utf8('ab'))).toBe(false);
  });
});

describe('HKDF-SHA-256', () => {
  it('gives the answer of RFC 5869 A.1', async () => {
    const out = await hkdfRaw(
      new Uint8Array(22).fill(0x0b),
      fromHex('000102030405060708090a0b0c'),
      fromHex('f0f1f2f3f4f5f6f7f8f9'),
      42,
    );
    expect(toHex(out)).toBe(
      '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865',
    );
  });
});

describe('ECDSA P-256', () => {
  const scalar = fromHex('c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721');
  const point = fromHex(
    '0460fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6' +
      '7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299',
  );
  const signature = fromHex(
    'efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716' +
      'f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8',
  );

  it('knows key and signature of RFC 6979 A.2.5', async () => {
    const algorithm = { name: 'ECDSA', namedCurve: 'P-256' };
    const key = await crypto.subtle.importKey('pkcs8', pkcs8(scalar), algorithm, true, ['sign']);
    expect(await publicPoint(key)).toEqual(point);
    expect(await verify(point, utf8('sample'), signature)).toBe(true);
    expect(await verify(point, utf8('Sample'), signature)).toBe(false);
    expect(await verify(point, utf8('sample'), signature.with(40, 0))).toBe(false);
    expect(await verify(point.with(40, 0), utf8('sample'), signature)).toBe(false);
  });

  it('grows the same key from the same seed and use, and from no other', async () => {
    const seed = new Uint8Array(32).fill(1);
    const [a, b, c] = await Promise.all([
      signingKey(seed, ['root']),
      signingKey(seed, ['root']),
      signingKey(seed, ['x']),
    ]);
    expect(a.publicKey).toEqual(b.publicKey);
    expect(a.publicKey).not.toEqual(c.publicKey);
    expect(a.privateKey.extractable).toBe(false);
    expect(await verify(b.publicKey, utf8('m'), await sign(a, utf8('m')))).toBe(true);
  });

  it('passes over scalars out of range', async () => {
    const order = 'ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551';
    const below = order.replace(/1$/, '0');
    expect(['00'.repeat(32), order, 'ff'.repeat(32)].map((hex) => isScalar(fromHex(hex)))).toEqual([
      false,
      false,
      false,
    ]);
    expect(isScalar(fromHex(below))).toBe(true);
    const candidates = ['00'.repeat(32), order, 'ff'.repeat(32), below];
    const found = await scalarFromSeed(utf8('seed'), [], () =>
      Promise.resolve(fromHex(candidates.shift() ?? '')),
    );
    expect(toHex(found)).toBe(below);
    await expect(scalarFromSeed(utf8('seed'), [], () => Promise.resolve(fromHex(order)))).rejects.toThrow(
      RangeError,
    );
  });
});

describe('HPKE', () => {
  // RFC 9180 A.3.1: DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-128-GCM, base mode.
  const ikmR = fromHex('668b37171f1072f3cf12ea8a236a45df23fc13b82af3609ad1e354f6ef817550');
  const pkR =
    '04fe8c19ce0905191ebc298a9245792531f26f0cece2460639e8bc39cb7f706a82' +
    '6a779b4cf969b8a0e539c7f62fb3d30ad6aa8f80e30f1d128aafd68a2ce72ea0';
  const enc =
    '04a92719c6195d5085104f469a8b9814d5838ff72b60501e2c4466e5e67b325ac9' +
    '8536d7b61a1af4b78e5b7f951c0900be863c403ce65c9bfcb9382657222d18c4';
  const ciphertext =
    '5ad590bb8baa577f8619db35a36311226a896e7342a6d836d8b7bcd2f20b6c7f9076ac232e3ab2523f39513434';

  it('derives the key pair of RFC 9180 A.3.1 and opens its message', async () => {
    const key = await openingKey(ikmR);
    expect(toHex(key.publicKey)).toBe(pkR);
    const suite = new CipherSuite({
      kem: new DhkemP256HkdfSha256(),
      kdf: new HkdfSha256(),
      aead: new Aes128Gcm(),
    });
    const recipient = await suite.createRecipientContext({
      recipientKey: key.privateKey,
      enc: fromHex(enc).buffer,
      info: fromHex('4f6465206f6e2061204772656369616e2055726e').buffer,
    });
    const plain = await recipient.open(fromHex(ciphertext).buffer, fromHex('436f756e742d30').buffer);
    expect(new TextDecoder().decode(plain)).toBe('Beauty is truth, truth beauty');
  });

  it('opens what was sealed, and nothing altered or out of its context', async () => {
    const key = await openingKey(new Uint8Array(32).fill(3));
    const stranger = await openingKey(new Uint8Array(32).fill(4));
    const sealed = await sealTo(key.publicKey, ['grant', 'a'], utf8('secret'));
    expect(await openSealed(key, ['grant', 'a'], sealed)).toEqual(utf8('secret'));
    await expect(openSealed(key, ['grant', 'b'], sealed)).rejects.toThrow(SealError);
    await expect(openSealed(stranger, ['grant', 'a'], sealed)).rejects.toThrow(SealError);
    for (let at = 0; at < sealed.length; at++) {
      const altered = sealed.with(at, (sealed[at] ?? 0) ^ 1);
      await expect(openSealed(key, ['grant', 'a'], altered)).rejects.toThrow(SealError);
    }
    await expect(openSealed(key, ['grant', 'a'], sealed.subarray(0, 70))).rejects.toThrow(SealError);
  });
});

describe('settings of the KDF', () => {
  it('refuses everything outside the table before it derives', async () => {
    let derived = 0;
    const kdf = createKdf(() => {
      derived++;
      return Promise.resolve(new Uint8Array(32));
    });
    const salt = new Uint8Array(16);
    const foreign = [
      '',
      'tests-only',
      'argon2id-64m-t1',
      'ARGON2ID-128M-T3',
      'toString',
      '__proto__',
      'constructor',
    ];
    for (const id of foreign) await expect(kdf.derive(id, 'p', salt)).rejects.toThrow(KdfError);
    await expect(kdf.derive(kdf.current, 'p', new Uint8Array(8))).rejects.toThrow(KdfError);
    expect(derived).toBe(0);
    await kdf.derive(kdf.current, 'p', salt);
    expect(derived).toBe(1);
  });

  it('costs 128 MiB and three passes', async () => {
    let cost: unknown;
    const kdf = createKdf((_password, _salt, asked) => {
      cost = asked;
      return Promise.resolve(new Uint8Array(32));
    });
    await kdf.derive(kdf.current, 'p', new Uint8Array(16));
    expect(cost).toEqual({ memoryKiB: 131_072, passes: 3, lanes: 1 });
  });

  it('takes composed and decomposed letters for the same', async () => {
    const kdf = createKdf((password) => Promise.resolve(password));
    const salt = new Uint8Array(16);
    expect(await kdf.derive(kdf.current, 'Brücke', salt)).toEqual(
      await kdf.derive(kdf.current, 'Bru\u0308cke', salt),
    );
  });
});
