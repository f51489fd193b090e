import { readFile, rename } from 'node:fs/promises';
import type { SafeStorage } from 'electron';
import type { KeptSecret, SecretOutcome } from '#shared/ipc/channels';
import { writeWhole } from '../files/durable';

/** A secret of this device, sealed by the keyring of the system: a second factor, never the only way in. */
export interface DeviceSecret {
  keep(secret: string): Promise<SecretOutcome>;
  read(): Promise<KeptSecret>;
}

export type Keyring = Pick<
  SafeStorage,
  'isAsyncEncryptionAvailable' | 'encryptStringAsync' | 'decryptStringAsync' | 'getSelectedStorageBackend'
>;

async function bytesAt(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/**
 * `path`: where the sealed secret lies. Nothing here deletes: a keyring that is away or another today may be the
 * old one tomorrow, so what cannot be opened is set aside before something new takes its place.
 */
export function createDeviceSecret(keyring: Keyring, path: string, platform: NodeJS.Platform): DeviceSecret {
  /** Linux without a keyring would seal with a password that everybody knows (`basic_text`). */
  async function isAvailable(): Promise<boolean> {
    try {
      if (!(await keyring.isAsyncEncryptionAvailable())) return false;
      if (platform !== 'linux') return true;
      return !['basic_text', 'unknown'].includes(keyring.getSelectedStorageBackend());
    } catch {
      return false;
    }
  }

  async function open(sealed: Buffer): Promise<string | null> {
    try {
      return (await keyring.decryptStringAsync(sealed)).result;
    } catch {
      return null;
    }
  }

  return {
    async keep(secret) {
      if (!(await isAvailable())) return 'unavailable';
      try {
        const sealed = await keyring.encryptStringAsync(secret);
        // A keyring that cannot give back what it took is none.
        if ((await open(sealed)) !== secret) return 'unavailable';
        const before = await bytesAt(path);
        if (before && (await open(before)) === null) await rename(path, `${path}.${Date.now()}`);
        await writeWhole(path, [sealed]);
        return 'done';
      } catch {
        return 'failed';
      }
    },
    async read() {
      const sealed = await bytesAt(path);
      if (!sealed) return { state: 'none' };
      if (!(await isAvailable())) return { state: 'unavailable' };
      const secret = await open(sealed);
      return secret === null ? { state: 'changed' } : { state: 'ready', secret };
    },
  };
}
