import type { Action, Happening } from '#shared/audit/entries';
import type { AuditReason } from '#shared/domain/audit-requests';

/** A wish to read the audit, as screens see it. */
export interface AuditRequestView {
  id: string;
  reason: AuditReason;
  /** Days, "2026-11-21". */
  from: string;
  to: string;
  clientFileId: string | null;
  /** ISO. */
  at: string;
  by: string | null;
  mine: boolean;
  /**
   * `waiting` for a second person · `open` until `until` · `over`. Nobody but the one who asked reads, and nobody
   * consents to a wish of their own.
   */
  state: 'waiting' | 'open' | 'over';
  /** ISO. */
  until: string | null;
  /** This person may consent. */
  can: { consent: boolean };
}

/** One line of the audit. */
export interface AuditLine {
  /** Names the entry: device and number. */
  id: string;
  action: Action;
  /** ISO, as the device said. */
  at: string;
  person: string;
  fileId: string | null;
  kind: string | null;
  purpose: string | null;
  count: number | null;
  /** The device's clock stood before that of an earlier entry. */
  clockBack: boolean;
}

/** How the chain of a device was found. */
export interface AuditChain {
  deviceId: string;
  person: string | null;
  /** Null: whole. Else the first fault, and the number of its entry. */
  fault: { code: string; number: number } | null;
}

export interface AuditReading {
  lines: AuditLine[];
  chains: AuditChain[];
  /** Entries that do not open: sealed to a key whose share one of the two does not hold. */
  closed: number;
}

/** The audit: who did what, readable by two persons together alone. */
export interface AuditApi {
  /** For what only screens see happen: printing, and taking a copy out. */
  note(
    happening: Pick<Happening, 'fileId' | 'kind' | 'purpose'> & { action: 'printed' | 'exported' },
  ): Promise<void>;
  /** How it stands here: whether anything can be noted, who could consent, and where the server differed last (ISO). */
  state(): Promise<{
    ready: boolean;
    readers: number;
    days: number | null;
    trouble: { action: 'server-behind' | 'chain-rejoined'; at: string } | null;
  }>;
  /** Newest first; those of the last 90 days. Throws `no-right`. */
  requests(): Promise<AuditRequestView[]>;
  /** Asks for a second person's consent. Throws `no-right`, `invalid`. */
  ask(input: { reason: AuditReason; from: string; to: string; clientFileId?: string }): Promise<void>;
  /** Opens the audit for whoever asked, for an hour. Throws `no-right`. */
  consent(id: string): Promise<void>;
  /** What was asked for, newest first. Throws `no-right` without a consent that holds, `server-unreachable`. */
  read(id: string): Promise<AuditReading>;
  /** The same as a signed file for `npm run audit:verify`. Throws like `read`. */
  file(id: string): Promise<{ name: string; text: string }>;
  /** How many days the server keeps it. Throws `no-right`, `invalid`, `server-unreachable`. */
  keepFor(days: number): Promise<void>;
}
