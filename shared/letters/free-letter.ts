import type { LetterModel, LetterPart } from '#shared/domain/letters';
import type { Office } from '#shared/domain/office';
import type { LegalBasis } from '#shared/domain/referrals';
import { basisLine } from './basis';
import { nameForms, type NameForms } from './german';
import type { ClientFile } from '#shared/domain/client-files';
import { infoBlock, letterhead } from './office-parts';
import { HAND_OVER_REMARK } from './referral-letter';
import { FREE_TEMPLATE } from './templates/free';

/** A letter written by hand: paragraphs are separated by empty lines. `basis` null = nobody's data goes out. */
export interface FreeLetterInput {
  office: Office;
  client: Pick<ClientFile, 'name' | 'salutation'> | null;
  recipient: string[];
  subject: string;
  text: string;
  basis: LegalBasis | null;
  number: string;
  /** Day of the letter, ISO. */
  date: string;
  writer: string;
  enclosures: string[];
  onStationery: boolean;
  parts: LetterPart[];
}

/** Text as typed → paragraphs; single line breaks stay inside a paragraph. */
function toParagraphs(text: string): LetterModel['body'] {
  return text
    .split(/\n\s*\n/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => ({ kind: 'paragraph', text: part }));
}

/** A free letter in the same geometry as every other letter (DIN 5008 form B). */
export function buildFreeLetter(input: FreeLetterInput): LetterModel {
  const recipient = input.recipient
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .slice(0, 6);
  const forms: NameForms | null =
    input.client === null ? null : nameForms(input.client.name, input.client.salutation);
  return {
    version: 1,
    language: 'de',
    parts: input.parts,
    onStationery: input.onStationery,
    letterhead: letterhead(input.office),
    remarks: recipient.length === 0 ? [HAND_OVER_REMARK] : [],
    recipient,
    infoBlock: infoBlock(input),
    subject: input.subject.trim(),
    body: toParagraphs(input.text),
    basisLine: input.basis === null ? '' : basisLine(input.basis, forms),
    closing: { greeting: FREE_TEMPLATE.closing, signatory: input.writer, role: '' },
    enclosures: input.enclosures,
    clientCopy: null,
  };
}
