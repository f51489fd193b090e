import type { OpenRow } from '../../renderer/data/sealing';
import type { Json } from '#shared/sync/document';

/**
 * What a single, never failing office would know: every acknowledged save, and which values its writer saw. Values
 * are tokens, each used by one save only, so that a value tells which save it comes from.
 */
interface Save {
  /** Key of the document. */
  of: string;
  field: string;
  token: string;
}

/** The counts that must all be 0. */
export interface Findings {
  lostEdits: number;
  hiddenConflicts: number;
  falseConflicts: number;
  divergences: number;
  resurrections: number;
  stalled: number;
  /** Rows that reached somebody without a right to them. */
  leaks: number;
}

export const NOTHING: Findings = {
  lostEdits: 0,
  hiddenConflicts: 0,
  falseConflicts: 0,
  divergences: 0,
  resurrections: 0,
  stalled: 0,
  leaks: 0,
};

/** What there is in the end, on a device that has everything. */
export interface Ending {
  documents: ReadonlyMap<string, { fields: Record<string, Json>; deleted: boolean }>;
  /** Tokens in histories, in conflicts (either side) and in rows set aside, by document. */
  history: ReadonlyMap<string, ReadonlySet<string>>;
  conflicts: ReadonlyMap<string, ReadonlySet<string>>;
  aside: ReadonlySet<string>;
  /** Whether a person erased the document. */
  erased: (of: string) => boolean;
}

const TOKEN = /\bt\d+\b/g;

/** The tokens in a value, however deep. */
export function tokensIn(value: unknown): string[] {
  return (
    JSON.stringify(value ?? null)
      .replaceAll('\\n', ' ')
      .match(TOKEN) ?? []
  );
}

/** Notes saves while a schedule runs, and judges what became of them. */
export class Oracle {
  readonly saves: Save[] = [];
  /** Values that the writer of a value saw in its place. */
  readonly #saw = new Map<string, Set<string>>();
  /** Per document: what the writers of deletions saw in it. */
  readonly #deletions = new Map<string, Set<string>[]>();
  readonly #judged = new Set<string>();
  readonly #chosen = new Set<string>();
  readonly #drafts = new Set<string>();
  falseConflicts = 0;
  readonly details: string[] = [];

  constructor(private readonly tell: ((text: string) => void) | null = null) {}

  /** A save that was tried: whether or not it is acknowledged, its writer saw these values. */
  tried(token: string, saw: readonly string[]): void {
    this.tell?.(`tried ${token}, seen ${saw.join(' ')}`);
    const known = this.#saw.get(token) ?? new Set();
    for (const one of saw) if (one !== token) known.add(one);
    this.#saw.set(token, known);
  }

  /** A person decided for a value that had lost: it is a new save of the same value. */
  chosen(token: string, saw: readonly string[]): void {
    this.tried(token, saw);
    this.#chosen.add(token);
  }

  acknowledged(save: Save): void {
    this.tell?.(`acknowledged ${save.token} ${save.of} ${save.field}`);
    this.saves.push(save);
  }

  /** A value that its own writer replaced within one sitting: it need not be kept. */
  draft(token: string): void {
    this.#drafts.add(token);
  }

  deleted(of: string, saw: readonly string[]): void {
    this.#deletions.set(of, [...(this.#deletions.get(of) ?? []), new Set(saw)]);
  }

  /** Whether the writer of `token`, or of what they saw, saw `other`. */
  #knew(token: string, other: string): boolean {
    const seen = new Set<string>();
    const open = [token];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      for (const one of this.#saw.get(next) ?? []) {
        if (one === other) return true;
        if (!seen.has(one) && !this.#chosen.has(one)) open.push(one);
        seen.add(one);
      }
    }
    return false;
  }

  /** Looks at conflicts when they first appear: none may be between a value and one that its writer knew. */
  see(rows: readonly OpenRow[]): void {
    for (const { ref, doc } of rows) {
      if (ref.collection !== 'conflicts' || this.#judged.has(ref.id)) continue;
      this.#judged.add(ref.id);
      if (doc.fields['kind']?.value !== 'edit') continue;
      const [kept, ...keptToo] = tokensIn(doc.fields['kept']?.value);
      const [other, ...otherToo] = tokensIn(doc.fields['other']?.value);
      // Values that a person joined are a save of their own.
      if (keptToo.length + otherToo.length > 0) continue;
      // Once chosen, a value stands for two saves: which of them is meant cannot be told by it.
      if (!kept || !other || this.#chosen.has(kept) || this.#chosen.has(other)) continue;
      if (!this.#knew(kept, other) && !this.#knew(other, kept)) continue;
      this.falseConflicts++;
      this.tell?.(`FALSE CONFLICT ${kept} ${other} ${ref.id}`);
      this.details.push(`false conflict ${kept} ${other}`);
    }
  }

  /** Where each acknowledged value is in the end. */
  judge(ending: Ending): { lostEdits: number; hiddenConflicts: number } {
    let [lostEdits, hiddenConflicts] = [0, 0];
    const overwritten = new Set([...this.#saw.values()].flatMap((saw) => [...saw]));
    for (const { of, field, token } of this.saves) {
      if (ending.erased(of) || ending.aside.has(token)) continue;
      const document = ending.documents.get(of);
      const current = tokensIn(document?.fields[field]).includes(token);
      const inConflict = ending.conflicts.get(of)?.has(token) ?? false;
      if (current && document?.deleted && !inConflict && !this.#deletedKnowing(of, token)) {
        hiddenConflicts++;
        this.details.push(`hidden by deletion: ${token} of ${of}`);
      }
      if (current || inConflict) continue;
      const inHistory = ending.history.get(of)?.has(token) ?? false;
      if (this.#drafts.has(token)) continue;
      if (!inHistory) {
        lostEdits++;
        this.details.push(`lost: ${token} of ${of} ${field}`);
      } else if (!overwritten.has(token)) {
        hiddenConflicts++;
        this.details.push(`hidden: ${token} of ${of} ${field}`);
      }
    }
    return { lostEdits, hiddenConflicts };
  }

  #deletedKnowing(of: string, token: string): boolean {
    return (this.#deletions.get(of) ?? []).some(
      (saw) => saw.has(token) || [...saw].some((one) => this.#knew(one, token)),
    );
  }
}
