import { createHash } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder } from '../files/durable';
import type { Manifest } from './manifest';

const PIECE_BYTES = 1024 * 1024;

/**
 * Copies a package to `to` if it is the one of the manifest, else leaves nothing there. What is hashed is what is
 * copied: whoever can change the source in between changes nothing of the copy.
 */
export async function takePackage(from: string, to: string, manifest: Manifest): Promise<'done' | 'package'> {
  const beside = `${to}.new`;
  const hash = createHash('sha256');
  const source = await open(from, 'r');
  let taken = 0;
  try {
    const copy = await open(beside, 'w', 0o600);
    try {
      const piece = Buffer.alloc(PIECE_BYTES);
      for (;;) {
        const { bytesRead } = await source.read(piece, 0, PIECE_BYTES, null);
        taken += bytesRead;
        if (bytesRead === 0 || taken > manifest.size) break;
        hash.update(piece.subarray(0, bytesRead));
        await copy.writeFile(piece.subarray(0, bytesRead));
      }
      await copy.sync();
    } finally {
      await copy.close();
    }
  } finally {
    await source.close();
  }
  if (taken !== manifest.size || hash.digest('hex') !== manifest.sha256) {
    await rm(beside, { force: true });
    return 'package';
  }
  await rename(beside, to);
  await syncFolder(dirname(to));
  return 'done';
}
