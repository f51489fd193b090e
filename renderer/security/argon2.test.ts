import { expect, it } from 'vitest';
import { toHex, utf8 } from '#shared/crypto/bytes';
import { createKdf, CURRENT_KDF } from '#shared/crypto/kdf';
import { argon2id } from './argon2';

it('gives the known answer of the reference implementation', async () => {
  const out = await argon2id(utf8('password'), utf8('somesalt'), { memoryKiB: 65_536, passes: 2, lanes: 1 });
  expect(toHex(out)).toBe('09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7');
});

it('gives the answer of another implementation for the setting of the product', async () => {
  // Expected: @node-rs/argon2 2.2.1 (RustCrypto) with 131,072 KiB, 3 passes, 1 lane.
  const salt = Uint8Array.from({ length: 16 }, (_, i) => i);
  expect(toHex(await createKdf(argon2id).derive(CURRENT_KDF, 'Vier Kraniche am Fluss', salt))).toBe(
    'bdcb7edd044cdc92d9dae8132498154c475ae5910d0a039a0300b26edb118ac8',
  );
});
