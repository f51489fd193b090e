import type { LetterTemplate } from './template';

/** A letter whose text is written by hand. */
export const FREE_TEMPLATE: LetterTemplate = {
  id: 'free',
  version: 1,
  name: 'template.free',
  closing: 'Mit freundlichen Grüßen',
};
