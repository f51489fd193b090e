import type { PassphraseStrength } from '../data/api';
import { dataError } from '../data/errors';

/**
 * Guesses a passphrase must withstand, as a power of ten. A guess costs one Argon2id with 128 MiB and three passes
 * (RFC 9106), which moves about 3/4 GiB through memory: a graphics card with 1 TB/s makes 1,300 a second at best.
 * A hundred such cards need 24 years for 10^14. Four words by dice are 10^15.6 (7,776 words, EFF); NIST SP 800-63B-4
 * asks for 15 characters where nothing else protects, and 10^14 comes out near that for words nobody would guess.
 */
const ENOUGH = 14;
/** Guesses a second of the hundred cards. */
const RATE = 130_000;

/** Dictionaries of a megabyte: a chunk of its own, fetched when somebody chooses a passphrase. */
const guessing = () => import('./guessing');

/** How well a passphrase withstands guessing; `names`: of office and person, which everybody can know. */
export async function passphraseStrength(
  passphrase: string,
  names: readonly string[],
): Promise<PassphraseStrength> {
  const { guesses, hint } = (await guessing()).guess(passphrase, names);
  const strong = guesses >= ENOUGH;
  return { share: Math.min(1, guesses / ENOUGH), seconds: 10 ** guesses / RATE, hint: strong ? null : hint };
}

/** Lets a passphrase pass that is strong enough. Throws `weak-passphrase`. */
export async function requireStrong(passphrase: string, names: readonly string[]): Promise<void> {
  const { hint } = await passphraseStrength(passphrase, names);
  if (hint !== null) throw dataError('weak-passphrase');
}
