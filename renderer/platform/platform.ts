import type { DeviceFiles } from '../data/device';
import type { LetterModel } from '#shared/domain/letters';

/**
 * The seam between the app and where it runs (architecture § 7): Electron's preload (`window.wegbuch`) or its
 * browser twin. Only renderer/platform touches either; everything else uses `platform` from ./current.
 */
export interface Platform {
  kind: 'electron' | 'web';
  /** Prints letters: silently with a dialogue in Electron, the browser's print dialogue in the web edition. */
  print(letters: LetterModel[]): Promise<'done' | 'cancelled' | 'unknown'>;
  /** Saves as PDF: a file dialogue in Electron; in the web edition the print dialogue ("Als PDF speichern"). */
  savePdf(letters: LetterModel[], suggestedName: string): Promise<'done' | 'cancelled' | 'unknown'>;
  /**
   * Opens the calling window for the waiting room (number only), or brings it to the front. Where the browser
   * holds the window back: the address that a link can open instead.
   */
  openCallingWindow(): Promise<string | null>;
  /** The same for the window that shows the client the question. */
  openCompanionWindow(): Promise<string | null>;
  /** Minutes since the last input anywhere, if the platform knows; else null (own listener counts). */
  idleMinutes(): Promise<number | null>;
  /** Suspend and screen lock of the system. Returns the unsubscribe function. */
  onSystemLock(listener: () => void): () => void;
  /** Default address of the server for "Neues Büro"; web: own origin. */
  defaultServer(): string | null;
  /** Lets the app talk to a server; false when its address is neither https nor on this machine. */
  allowServer(server: string): Promise<boolean>;
  /** Where journal and note of this device lie; null: the browser's own file system, from within the worker. */
  deviceFiles: DeviceFiles | null;
  /** Ends everything that holds secrets: new renderer process (Electron) or worker end + document replaced (web). */
  replaceAfterLock(): void;
}
