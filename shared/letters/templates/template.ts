import type { Sentence } from '../merge';

/** Texts of one kind of letter. A change of wording raises `version`, which each printed letter keeps. */
export interface LetterTemplate {
  id: string;
  version: number;
  /** Name in the staff interface (key of the namespace `letters`). */
  name: 'template.referral' | 'template.free';
  /** Kind words at the end, above the signature. */
  closing: string;
}

/** What a referral letter says for one topic. */
export interface TopicText {
  subject: Sentence;
  request: readonly Sentence[];
}
