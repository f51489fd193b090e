import type { BackupWay } from '../security/backup-keys';

/** What a backup says of itself before it is opened. */
export interface BackupOutlook {
  officeName: string;
  /** ISO. */
  madeAt: string;
  /** Who can open it with a passphrase. */
  people: Array<{ id: string; name: string }>;
}

/** A backup that was read to its end without damage. */
export interface BackupSummary {
  /** ISO. */
  madeAt: string;
  files: number;
  records: number;
}

/** Backups in the hands of people: one file each, encrypted as a whole (ADR 17). */
export interface BackupApi {
  /** `lastGood` (ISO): when the newest backup was made that was also read back. */
  state(): Promise<{ lastGood: string | null; server: boolean; due: boolean; overdue: boolean }>;
  /** Everything of this device as one file. */
  make(): Promise<{ name: string; file: Blob }>;
  /** Reads a backup to its end. Throws `backup-damaged`, `backup-newer`, `no-right` (of another office). */
  check(file: Blob): Promise<BackupSummary>;
  /** Notes that a backup lies where it should: read back from there, and whole. Throws like `check`. */
  kept(file: Blob): Promise<BackupSummary>;
  /** Before it is opened. Throws `backup-damaged`. */
  look(file: Blob): Promise<BackupOutlook>;
  /**
   * Fills an empty device from a backup; the next step is unlocking, or the Notfallblatt. Throws `already-set-up`,
   * `wrong-passphrase`, `recovery-wrong`, `backup-damaged`, `backup-newer`; the device is then as empty as before.
   */
  restore(input: { file: Blob } & BackupWay): Promise<void>;
}
