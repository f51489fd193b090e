import { createHash } from 'node:crypto';
import type { Clipboard } from 'electron';

/** After so long what was copied goes from the clipboard by itself. */
const CLIPBOARD_MS = 10 * 60_000;

export interface ClipboardGuard {
  /** A person copied something in a staff window; what lies in the clipboard now came from there. */
  copied(): Promise<void>;
  /** Clears the clipboard if it still holds what came from Wegbuch; anything else is not ours to clear. */
  clearOurs(): Promise<void>;
}

/** Keeps a hash of what was copied, never the text. `after` calls once after so many milliseconds. */
export function createClipboardGuard(
  clipboard: Pick<Clipboard, 'readText' | 'clear'>,
  after: (ms: number, work: () => void) => void,
): ClipboardGuard {
  let ours: string | null = null;
  const now = async () =>
    createHash('sha256')
      .update(await clipboard.readText())
      .digest('base64');
  const clearOurs = async () => {
    const mine = ours;
    ours = null;
    if (mine !== null && (await now()) === mine) clipboard.clear();
  };
  return {
    async copied() {
      const mine = await now();
      ours = mine;
      after(CLIPBOARD_MS, () => {
        if (ours === mine) void clearOurs();
      });
    },
    clearOurs,
  };
}
