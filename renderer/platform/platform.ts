import type { DeviceFiles } from '../data/device';
import type { LetterModel } from '#shared/domain/letters';
import type { AskPins } from '#shared/security/pin-keeper';

/** The folder of a person's choice for backups: a drive, a network folder, a stick. */
export interface BackupFolder {
  /** Whether one can be chosen here. */
  mayChoose(): boolean;
  /** Its name, and whether it may be written to without asking again; null: none is chosen. */
  current(): Promise<{ name: string; open: boolean } | null>;
  /** Lets a person choose. False when they did not. */
  choose(): Promise<boolean>;
  /**
   * Writes the file whole and gives what lies there now, to be read back. Asks for permission where that is needed
   * (only from a press of a person). Null where no folder is chosen. Throws `backup-folder`, `backup-folder-full`.
   */
  write(name: string, file: Blob): Promise<Blob | null>;
  /** Takes the oldest backups away, once a newer one was read back. */
  thinOut(): Promise<void>;
}

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
  /** Says that the app is unlocked, and after how many minutes without input it locks; null: not by itself now. */
  unlocked(lockAfter: number | null): void;
  /** Copies a text. The desktop app takes it from the clipboard with the lock, if it is still there. */
  copyText(text: string): Promise<void>;
  /** Keeping the app out of screenshots and shared screens; null, at once or as its answer: it cannot. */
  contentProtection: { current(): Promise<boolean | null>; change(on: boolean): Promise<void> } | null;
  /** Suspend and screen lock of the system. Returns the unsubscribe function. */
  onSystemLock(listener: () => void): () => void;
  /** Default address of the server for "Neues Büro"; web: own origin. */
  defaultServer(): string | null;
  /** Lets the app talk to a server; false when its address is neither https nor on this machine. */
  allowServer(server: string): Promise<boolean>;
  /** Where journal and note of this device lie; null: the browser's own file system, from within the worker. */
  deviceFiles: DeviceFiles | null;
  backups: BackupFolder;
  /** Asks whoever keeps what PINs open beyond a lock, in memory: the service worker, or the main process. */
  pins: AskPins;
  /** Ends everything that holds secrets: new renderer process (Electron) or worker end + document replaced (web). */
  replaceAfterLock(): void;
}
