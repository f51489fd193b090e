import { createHmac, timingSafeEqual } from 'node:crypto';

/** Length of a secret: that of the hash (RFC 4226 § 4). */
export const SECRET_BYTES = 20;
const DIGITS = 6;
const STEP_MS = 30_000;
/** Codes of the neighbouring steps count too: people type slowly, clocks differ. */
const WINDOW = 1;
/** An older code of the last five minutes is told to be too old. */
const RECENT = 10;

/** One-time password of a counter (RFC 4226). */
export function hotp(secret: Uint8Array, counter: number, digits = DIGITS): string {
  const message = Buffer.alloc(8);
  message.writeBigUInt64BE(BigInt(counter));
  const mac = createHmac('sha1', secret).update(message).digest();
  const at = (mac.at(-1) ?? 0) & 0xf;
  return String((mac.readUInt32BE(at) & 0x7fff_ffff) % 10 ** digits).padStart(digits, '0');
}

/** The step of a moment (Unix milliseconds; RFC 6238). */
export const stepAt = (ms: number) => Math.floor(ms / STEP_MS);

/**
 * The step that a code of six digits belongs to at a moment, `expired` for one of the last minutes, null for others.
 * Codes of the time to come are not looked for beyond the window: to hear that a guess will hold soon is to have it.
 */
export function stepOf(secret: Uint8Array, code: string, now: number): number | 'expired' | null {
  const given = Buffer.from(code);
  let found: number | 'expired' | null = null;
  for (let back = RECENT; back >= -WINDOW; back--) {
    const step = stepAt(now) - back;
    if (timingSafeEqual(Buffer.from(hotp(secret, step)), given)) found = back > WINDOW ? 'expired' : step;
  }
  return found;
}
