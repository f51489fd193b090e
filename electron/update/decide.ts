import { createHash } from 'node:crypto';
import type { Manifest } from './manifest';
import { isNewer, isVersion } from './version';

/** What this device is and has. */
export interface Device {
  /** Random, made on the device. */
  id: string;
  version: string;
  /** The newest version that a verified manifest ever named here. */
  newestSeen: string | null;
  channel: Manifest['channel'];
  platform: string;
}

export type Refusal = 'channel' | 'platform' | 'downgrade';
export type UpdateDecision = { take: true } | { take: false; because: Refusal | 'same' | 'not-yet' };

/**
 * In which of a hundred parts of the devices this one is, for one version: the same at every start, another for
 * each version, so that it is not always the same offices that go first.
 */
export function partOf(deviceId: string, version: string): number {
  return (
    createHash('sha256').update(`wegbuch-rollout\n${version}\n${deviceId}`).digest().readUInt32BE(0) % 100
  );
}

/** Whether a device takes what a verified manifest offers. */
export function decideUpdate(offer: Manifest, device: Device): UpdateDecision {
  const no = (because: Refusal | 'same' | 'not-yet') => ({ take: false, because }) as const;
  if (offer.channel !== device.channel) return no('channel');
  if (offer.platform !== device.platform) return no('platform');
  if (offer.version === device.version) return no('same');
  if (!isNewer(offer.version, device.version)) return no('downgrade');
  // An older release that is newer than what runs here: somebody holds the newest back.
  const { newestSeen } = device;
  if (newestSeen !== null && isVersion(newestSeen) && isNewer(newestSeen, offer.version))
    return no('downgrade');
  return partOf(device.id, offer.version) < offer.percent ? { take: true } : no('not-yet');
}
