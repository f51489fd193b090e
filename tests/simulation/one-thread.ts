import { createCipheriv, createDecipheriv, createHash } from 'node:crypto';

const TAG_BYTES = 16;

interface GcmParams {
  iv: Uint8Array;
  additionalData: Uint8Array;
}

/** WebCrypto answers whenever its threads are done; from now on it does at once what its callers want of it. */
export function cryptoInOneThread(): void {
  const answers: Record<string, (...args: never[]) => unknown> = {
    digest: (_: string, data: Uint8Array) => createHash('sha256').update(data).digest(),
    importKey: (_: string, key: Uint8Array) => key,
    encrypt({ iv, additionalData }: GcmParams, key: Uint8Array, plain: ArrayBuffer) {
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(additionalData);
      const sealed = [cipher.update(new Uint8Array(plain)), cipher.final()];
      return Buffer.concat([...sealed, cipher.getAuthTag()]);
    },
    decrypt({ iv, additionalData }: GcmParams, key: Uint8Array, sealed: Uint8Array) {
      const cipher = createDecipheriv('aes-256-gcm', key, iv).setAAD(additionalData);
      cipher.setAuthTag(sealed.subarray(-TAG_BYTES));
      return Buffer.concat([cipher.update(sealed.subarray(0, -TAG_BYTES)), cipher.final()]);
    },
  };
  for (const [name, answer] of Object.entries(answers))
    Object.defineProperty(globalThis.crypto.subtle, name, {
      value: async (...args: never[]) => {
        const found = await Promise.resolve(answer(...args));
        return Buffer.isBuffer(found) ? Uint8Array.from(found).buffer : found;
      },
    });
}
