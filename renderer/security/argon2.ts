import { argon2id as hashWasmArgon2id } from 'hash-wasm';
import type { Argon2id } from '#shared/crypto/kdf';

/** Argon2id (RFC 9106) in WebAssembly; 32 bytes. */
export const argon2id: Argon2id = async (password, salt, cost) =>
  new Uint8Array(
    await hashWasmArgon2id({
      password,
      salt,
      memorySize: cost.memoryKiB,
      iterations: cost.passes,
      parallelism: cost.lanes,
      hashLength: 32,
      outputType: 'binary',
    }),
  );
