import type { LetterModel } from '#shared/domain/letters';
import { connectPaper, paperAddress } from './paper-frame';

/** Keeps a printed frame until the browser has surely read it. */
const KEEP_MS = 60_000;

/**
 * Lays letters out in a hidden frame and opens the browser's print dialogue over it. A browser never tells
 * whether paper came out: the answer is always `unknown`, and a person says so afterwards.
 */
export async function printLetters(letters: LetterModel[]): Promise<'unknown'> {
  const frame = document.createElement('iframe');
  frame.src = paperAddress();
  frame.ariaHidden = 'true';
  frame.tabIndex = -1;
  Object.assign(frame.style, { position: 'fixed', inlineSize: '0', blockSize: '0', border: '0' });
  const paper = connectPaper(frame);
  document.body.append(frame);
  const remove = () => {
    paper.end();
    frame.remove();
  };
  try {
    await paper.render(letters);
  } catch (error) {
    remove();
    throw error;
  }
  frame.contentWindow?.addEventListener('afterprint', () => setTimeout(remove, 0), { once: true });
  setTimeout(remove, KEEP_MS);
  frame.contentWindow?.focus();
  frame.contentWindow?.print();
  return 'unknown';
}

/** Browsers save a PDF from their print dialogue; the file is named after the paper's neutral title. */
export function saveLetters(letters: LetterModel[], _suggestedName: string): Promise<'unknown'> {
  return printLetters(letters);
}
