import type { LetterModel } from '#shared/domain/letters';
import type { PinAnswer, PinQuestion } from '#shared/security/pin-keeper';

/** Kinds of windows, by what they may know. */
export type WindowKind = 'staff' | 'kiosk' | 'companion' | 'paper';
/** What became of a write to a file; a reason code, since errors lose their kind on the way. */
export type FileOutcome = 'done' | 'full' | 'failed';
/** `unavailable`: the system has no keyring that deserves the name. */
export type SecretOutcome = 'done' | 'failed' | 'unavailable';
/** The secret of this device; `changed`: the keyring is not the one that sealed it. Nothing is ever deleted. */
export type KeptSecret = { state: 'none' | 'unavailable' | 'changed' } | { state: 'ready'; secret: string };
export type PrintOutcome = 'done' | 'cancelled' | 'unknown';

/** Sent by the main process to staff windows when the system suspends or locks its screen. */
export const SYSTEM_LOCK_EVENT = 'staff:system-lock';

/** What the preload of the staff window exposes as `window.wegbuch`. */
export interface StaffBridge {
  print(letters: LetterModel[]): Promise<PrintOutcome>;
  savePdf(letters: LetterModel[], name: string): Promise<PrintOutcome>;
  openCallingWindow(): Promise<void>;
  openCompanionWindow(): Promise<void>;
  idleMinutes(): Promise<number>;
  replaceAfterLock(): Promise<void>;
  allowServer(server: string): Promise<boolean>;
  /** The note of this device that lies beside its database; null: none. */
  readNote(): Promise<string | null>;
  writeNote(note: string | null): Promise<FileOutcome>;
  /** Bytes that are free on the disk of the app's data. */
  freeBytes(): Promise<number>;
  /** The journal file of one data worker; what ended workers left is in it. */
  openJournal(name: string): Promise<FileOutcome>;
  appendJournal(name: string, bytes: Uint8Array): Promise<FileOutcome>;
  readJournal(name: string, from: number): Promise<Uint8Array>;
  journalSize(name: string): Promise<number>;
  /** Puts `bytes` in the place of the first `end` bytes. */
  replaceJournal(name: string, bytes: Uint8Array, end: number): Promise<FileOutcome>;
  /** Asks a person for the folder of backups; false when they chose none. */
  chooseBackupFolder(): Promise<boolean>;
  /** Its name, and whether it is there and can be written to; null: none is chosen. */
  backupFolder(): Promise<{ name: string; open: boolean } | null>;
  /** Writes a piece of a new backup; the one at 0 begins it. */
  writeBackup(name: string, position: number, bytes: Uint8Array): Promise<FileOutcome>;
  /** The backup is whole: from now on it has its name. */
  finishBackup(name: string): Promise<FileOutcome>;
  /** A piece of a backup; shorter at its end, empty beyond it. */
  readBackup(name: string, position: number, length: number): Promise<Uint8Array>;
  thinOutBackups(): Promise<void>;
  /** Says that this window is unlocked, and after how many minutes without input it locks; null: not now. */
  unlocked(lockAfter: number | null): Promise<void>;
  /** Says that something was copied here; it leaves the clipboard with the lock if it is still there. */
  copied(): Promise<void>;
  /** Whether this device keeps Wegbuch out of screenshots and shared screens; null: its system cannot. */
  contentProtection(): Promise<boolean | null>;
  protectContent(on: boolean): Promise<void>;
  /** Seals a secret of this device with the system's keyring: a second factor, never the only copy. */
  keepSecret(secret: string): Promise<SecretOutcome>;
  keptSecret(): Promise<KeptSecret>;
  /** What PINs open beyond a lock, kept in the memory of the main process. */
  askPins(question: PinQuestion): Promise<PinAnswer>;
  onSystemLock(listener: () => void): () => void;
}

/** What the preload of the kiosk window exposes as `window.wegbuchKiosk`: three calls, nothing else. */
export interface KioskBridge {
  saveEnvelope(id: string, body: string): Promise<void>;
  pendingEnvelopes(): Promise<Array<{ id: string; body: string }>>;
  /** An envelope that the server has taken, or the end of a visit (new process, empty session). */
  settle(what: string): Promise<void>;
}
