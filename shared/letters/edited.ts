import type { LetterModel } from '#shared/domain/letters';

type Body = LetterModel['body'];

/**
 * Paragraphs as a person wrote them, with the facts as the file and the choice of what goes along say now:
 * what is taken out of the letter after its text was changed does not stay in it.
 */
export function editedBody(edited: Body, built: Body): Body {
  const facts = built.filter((block) => block.kind === 'facts');
  const place = edited.findIndex((block) => block.kind === 'facts');
  const written = edited.filter((block) => block.kind !== 'facts');
  const at = place >= 0 ? place : built.findIndex((block) => block.kind === 'facts');
  return facts.length === 0 ? written : [...written.slice(0, at), ...facts, ...written.slice(at)];
}
