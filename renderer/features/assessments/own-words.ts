import type { OwnWords } from '#shared/domain/assessments';
import type { ClientName } from '#shared/domain/client-files';
import type { AssessmentData } from './use-assessment';

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

/** What a new entry of the conversation begins with: nobody has said a word yet. */
export function emptyEntry({ assessment }: Pick<AssessmentData, 'assessment'>) {
  return { assessmentId: assessment.id, words: emptyWords(assessment.value.language) };
}

/** The name as it is said; a Blockname stands as it is. */
export function personName(name: ClientName): string {
  return [name.block ? '' : name.given, name.family].filter(Boolean).join(' ');
}
