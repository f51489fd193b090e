import type { OwnWords } from '#shared/domain/assessments';
import type { ClientName } from '#shared/domain/client-files';

/** True while nothing was said. */
export function isSilent(words: OwnWords | null | undefined): boolean {
  return !words || (words.original.trim() === '' && words.german.trim() === '');
}

/** The words to show where there is room for one line: German if there is any. */
export function mainWords(words: OwnWords): string {
  return words.german.trim() || words.original.trim();
}

/** Empty words in the language of the conversation. */
export function emptyWords(language: string): OwnWords {
  return { original: '', language, german: '' };
}

/** The name as it is said; a Blockname stands as it is. */
export function personName(name: ClientName): string {
  return [name.block ? '' : name.given, name.family].filter(Boolean).join(' ');
}
