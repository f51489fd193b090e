import { localDay } from '#shared/domain/days';
import { checkIn, type CheckIn } from '#shared/domain/queue';
import { countOn, numberText } from './day-counter';
import type { KioskPlatform } from './platform';
import { type Envelope, readStored, saveCounter } from './record';

export interface CheckInPorts {
  platform: KioskPlatform;
  letter: string;
  now(): Date;
  newId(): string;
  /** Seals to the office's inbox; what it returns cannot be opened here. */
  seal(item: CheckIn): Promise<Envelope>;
}

/**
 * Gives a number and puts the sealed envelope on disk; resolves only when both are safe, so that no number is
 * ever shown for an arrival that could be lost. Nothing is looked up: the answer is the same for everybody.
 */
export async function takeCheckIn(
  ports: CheckInPorts,
  answers: Omit<CheckIn, 'version' | 'id' | 'number' | 'at'>,
): Promise<{ number: string; envelope: Envelope }> {
  const now = ports.now();
  const { counter: known } = await readStored(ports.platform);
  const counter = countOn(known, localDay(now));
  const number = numberText(ports.letter, counter);
  const item = checkIn.parse({ version: 1, id: ports.newId(), number, at: now.toISOString(), ...answers });
  const envelope = await ports.seal(item);
  // The counter first: a number may be missing after a crash, but is never given twice.
  await saveCounter(ports.platform, counter);
  await ports.platform.save(envelope.id, JSON.stringify(envelope));
  return { number, envelope };
}
