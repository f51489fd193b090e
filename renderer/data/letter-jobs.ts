import type { Letter, LetterModel } from '#shared/domain/letters';
import type { LegalBasis } from '#shared/domain/referrals';
import { PAPER_FONTS, PAPER_VERSION } from '#shared/letters/rendering';
import type { View } from './api';
import { data } from './client';

/** A letter that a person gives to print. */
export interface PrintOrder {
  fileId: string | null;
  referralId: string | null;
  number: string;
  templateId: string;
  templateVersion: number;
  model: LetterModel;
  basis: LegalBasis;
  /** Day on the letter, ISO. */
  date: string;
  /** Who gives it to print. */
  by: string;
}

/**
 * Keeps what is given to print as an immutable snapshot, before the printer is asked: what may lie on a table
 * is on record. Its state stays `printing` until a person says how it came out. Throws DataError.
 */
export async function keepLetter(order: PrintOrder): Promise<View<'letters'>> {
  const now = new Date().toISOString();
  const { fileId, by, ...said } = order;
  const letter: Letter = {
    ...said,
    rendering: { paper: PAPER_VERSION, fonts: PAPER_FONTS },
    createdAt: now,
    createdBy: by,
    state: { state: 'printing', at: now, by },
  };
  return data.documents.create('letters', letter, fileId === null ? {} : { fileId });
}

/** Notes in the audit that a letter is about to leave the app, on paper or as a file. */
export function noteOutput(how: 'print' | 'pdf', fileId: string | null): Promise<void> {
  const action = how === 'print' ? 'printed' : 'exported';
  return data.audit.note({ action, kind: 'letters', ...(fileId !== null && { fileId }) });
}

/**
 * Takes a person's answer to "Alles richtig gedruckt?". Only `printed` makes the referral `sent` and removes
 * the draft. `void` leaves the draft for another try, under a new number: the old one names the void paper.
 * Answers with the draft's new number, if there is one. Throws DataError.
 */
export async function answerPrinted(
  letter: View<'letters'>,
  answer: 'printed' | 'void',
  by: string,
  draftId: string | null = null,
): Promise<string | null> {
  const at = new Date().toISOString();
  await data.documents.change('letters', letter.id, { state: { state: answer, at, by } });
  const { referralId } = letter.value;
  const draft = draftId ?? (referralId === null ? null : await draftOf(referralId, letter.fileId));
  if (answer === 'void') {
    const number = draft === null ? null : await data.letters.newNumber();
    if (draft !== null && number !== null) await data.documents.change('letter-drafts', draft, { number });
    return number;
  }
  const referral = referralId === null ? null : await data.documents.get('referrals', referralId);
  if (referral?.value.state.state === 'draft') {
    await data.documents.change('referrals', referral.id, { state: { state: 'sent', at, by, note: '' } });
  }
  if (draft !== null) await data.documents.remove('letter-drafts', draft);
  return null;
}

async function draftOf(referralId: string, fileId: string | null): Promise<string | null> {
  const drafts = await data.documents.list('letter-drafts', fileId === null ? {} : { fileId });
  return drafts.find((draft) => draft.value.referralId === referralId)?.id ?? null;
}
