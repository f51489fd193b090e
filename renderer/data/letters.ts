import type { LettersApi } from './api';
import type { Random } from '#shared/crypto/random';
import { newFileNumber } from '#shared/domain/file-number';

/** Numbers of letters: made offline, like file numbers, and as unlikely to meet twice. */
export function createLetters(random: Random): LettersApi {
  return { newNumber: () => Promise.resolve(newFileNumber(random)) };
}
