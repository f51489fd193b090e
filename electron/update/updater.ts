import type { KeyObject } from 'node:crypto';
import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { decideUpdate, type Device, type Refusal } from './decide';
import { exportBeforeUpdate } from './export';
import { readManifest, type ManifestRefusal } from './manifest';
import { takePackage } from './package-file';

/** Where things lie. */
export interface UpdatePlaces {
  /** Where IT lays new versions: `wegbuch-<platform>.update` and the package it names. Believed in nothing. */
  offers: string;
  /** Where a verified package is kept until a person installs it. */
  verified: string;
  /** Note and journal of this device. */
  device: string;
  /** Where unsynchronised changes are copied to before an update. */
  exports: string;
}

export type UpdateOutcome =
  | { outcome: 'none' | 'same' | 'not-yet' }
  | { outcome: 'refused'; because: ManifestRefusal | Refusal | 'package' | 'export' }
  | { outcome: 'ready'; version: string; path: string; exportedBytes: number };

/** More than a manifest ever has; what lies in the folder is not ours. */
const MOST_BYTES = 64 * 1024;

async function offerIn(folder: string, platform: string): Promise<Uint8Array | null> {
  try {
    const file = await open(join(folder, `wegbuch-${platform}.update`), 'r');
    try {
      const { bytesRead, buffer } = await file.read(new Uint8Array(MOST_BYTES), 0, MOST_BYTES, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    // No offer, or a network folder that is away: the next start looks again.
    if (['ENOENT', 'EACCES', 'EIO', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? ''))
      return null;
    throw error;
  }
}

/**
 * Looks for a newer version and verifies it. Nothing is installed here: a person does that, with a package that
 * was verified and unsynchronised changes that were copied before. `seen` keeps the newest version ever named.
 */
export async function lookForUpdate(
  places: UpdatePlaces,
  device: Device,
  keys: readonly KeyObject[],
  seen: (version: string) => Promise<void>,
): Promise<UpdateOutcome> {
  const bytes = await offerIn(places.offers, device.platform);
  if (!bytes) return { outcome: 'none' };
  const manifest = readManifest(bytes, keys);
  if ('refused' in manifest) return { outcome: 'refused', because: manifest.refused };
  const decision = decideUpdate(manifest, device);
  const because = decision.take ? null : decision.because;
  if (because === 'same') return { outcome: because };
  if (because !== null && because !== 'not-yet') return { outcome: 'refused', because };
  await seen(manifest.version);
  if (because !== null) return { outcome: because };
  await mkdir(places.verified, { recursive: true, mode: 0o700 });
  const path = join(places.verified, manifest.file);
  const taken = await takePackage(join(places.offers, manifest.file), path, manifest).catch(() => 'package');
  if (taken !== 'done') return { outcome: 'refused', because: 'package' };
  try {
    const exportedBytes = await exportBeforeUpdate(places.device, places.exports, device.version);
    return { outcome: 'ready', version: manifest.version, path, exportedBytes };
  } catch {
    return { outcome: 'refused', because: 'export' };
  }
}
