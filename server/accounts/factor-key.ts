import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { folderProblem, reasonOf } from '../storage/folder';

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export interface FactorPlace {
  officeId: string;
  personId: string;
}

/**
 * Seals the secrets of second factors with a key that lies beside the database, so that a dump of that makes no codes.
 */
export class FactorKey {
  constructor(private readonly key: Buffer) {}

  seal(place: FactorPlace, secret: Uint8Array): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.key, nonce).setAAD(bound(place));
    return Buffer.concat([nonce, cipher.update(secret), cipher.final(), cipher.getAuthTag()]);
  }

  /** The secret of this person; null for what another key sealed, was altered, or is somebody else's. */
  open(place: FactorPlace, sealed: Buffer): Buffer | null {
    const decipher = createDecipheriv('aes-256-gcm', this.key, sealed.subarray(0, NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(bound(place)).setAuthTag(sealed.subarray(-TAG_BYTES));
    try {
      return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
    } catch {
      return null;
    }
  }
}

const bound = ({ officeId, personId }: FactorPlace) =>
  Buffer.from(`wegbuch-factor-1 ${officeId} ${personId}`);

async function read(file: string): Promise<FactorKey | null> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (reasonOf(error) === 'ENOENT') return null;
    throw folderProblem(dirname(file), error);
  });
  if (text === null) return null;
  const key = Buffer.from(text.trim(), 'base64url');
  if (key.length !== KEY_BYTES) throw folderProblem(dirname(file), new Error(`${file}: no key`));
  return new FactorKey(key);
}

/** The key of a file, made when there is none; of servers that start at once all have the first one's. Throws Foreseen. */
export async function openFactorKey(file: string): Promise<FactorKey> {
  const there = await read(file);
  if (there !== null) return there;
  const next = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    await writeFile(next, `${randomBytes(KEY_BYTES).toString('base64url')}\n`, {
      flag: 'wx',
      mode: 0o600,
      flush: true,
    });
    await link(next, file).catch((error: unknown) => {
      if (reasonOf(error) !== 'EEXIST') throw error;
    });
  } catch (error) {
    throw folderProblem(dirname(file), error);
  } finally {
    await rm(next, { force: true });
  }
  return (await read(file)) ?? openFactorKey(file);
}
