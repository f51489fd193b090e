import { writeFile } from 'node:fs/promises';
import type { BrowserWindow } from 'electron';
import type { LetterModel } from '#shared/domain/letters';
import type { PrintOutcome } from '#shared/ipc/channels';

/** What printing needs from the shell: a hidden paper window and a place to save. */
export interface PrintShell {
  openPaper(): Promise<BrowserWindow>;
  /** Asks where to save; null when the person cancels. */
  choosePdf(suggestedName: string): Promise<string | null>;
}

/** Loads the letters into a paper window, lends it to `use`, and closes it whatever happens. */
async function withPaper<T>(
  shell: PrintShell,
  letters: LetterModel[],
  use: (window: BrowserWindow) => Promise<T>,
): Promise<T> {
  const window = await shell.openPaper();
  try {
    const literal = JSON.stringify(JSON.stringify(letters));
    await window.webContents.executeJavaScript(`window.wegbuchPaper.render(JSON.parse(${literal}))`);
    return await use(window);
  } finally {
    window.destroy();
  }
}

/** Opens the system's print dialogue. `unknown` when the printer gave no clear answer. */
export function printLetters(shell: PrintShell, letters: LetterModel[]): Promise<PrintOutcome> {
  return withPaper(
    shell,
    letters,
    (window) =>
      new Promise<PrintOutcome>((resolve) => {
        // A lock takes the paper along while the dialogue stands.
        window.once('closed', () => resolve('unknown'));
        window.webContents.print(
          { silent: false, printBackground: true, pageSize: 'A4', margins: { marginType: 'none' } },
          (success, reason) => {
            if (success) resolve('done');
            else resolve(reason === 'Print job canceled' || reason === 'cancelled' ? 'cancelled' : 'unknown');
          },
        );
      }),
  );
}

/** Writes a tagged PDF where the person chooses; nothing is left in a temporary folder. */
export async function saveLettersAsPdf(
  shell: PrintShell,
  letters: LetterModel[],
  name: string,
): Promise<PrintOutcome> {
  const path = await shell.choosePdf(name);
  if (path === null) return 'cancelled';
  return withPaper(shell, letters, async (window): Promise<PrintOutcome> => {
    const pdf = await window.webContents.printToPDF({
      pageSize: 'A4',
      printBackground: true,
      preferCSSPageSize: true,
      generateTaggedPDF: true,
      generateDocumentOutline: true,
    });
    await writeFile(path, pdf, { mode: 0o600 });
    return 'done';
  });
}
