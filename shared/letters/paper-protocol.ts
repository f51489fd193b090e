import type { LetterModel, LetterPart } from '#shared/domain/letters';

/** How letters are shown; printing uses neither. */
export interface PaperOptions {
  /** Only this part of each letter (preview); null = all that the model names. */
  part: LetterPart | null;
  /** Draws the envelope's window over the sheet, on screen only. */
  showWindow: boolean;
}

/** From the app to the paper document, same origin only. */
export interface PaperRequest {
  type: 'wegbuch-paper:render';
  models: LetterModel[];
  options: PaperOptions;
}

/** From the paper document to the window that holds it. */
export type PaperReply =
  | { type: 'wegbuch-paper:ready' }
  | { type: 'wegbuch-paper:rendered'; pages: number }
  | { type: 'wegbuch-paper:failed' };

/** What the paper document offers to the process that turns it into a PDF. */
export interface PaperApi {
  render(models: LetterModel[]): Promise<{ pages: number }>;
}
