import type { Journal } from './journal';
import type { LocalRow } from './schema';
import type { RowRef } from './sealing';
import { keyOf } from './storage';

export type JournalEntries = Parameters<Journal['append']>[0];

/**
 * What the journal has to know: each version that is here alone, whoever wrote it (a conflict found while pulling
 * holds the only copy of what it displaced), and which version is under way. `noted`: revs that this process has
 * written there.
 */
export function journalOf(
  rows: readonly { ref: RowRef; row: LocalRow }[],
  before: ReadonlyMap<string, LocalRow>,
  noted: ReadonlySet<string>,
  parents: ReadonlyMap<string, readonly string[]> = new Map(),
): JournalEntries {
  return rows.flatMap(({ ref, row }): JournalEntries => {
    const { collection, id } = ref;
    const old = before.get(keyOf(ref));
    if (row.dirty === 0) return [];
    // What was sent was taken while one went on typing: the version now grows from that.
    const moved = old?.base?.rev !== row.base?.rev;
    if (old?.rev !== row.rev || old.dirty === 0 || moved) {
      const from = [...(old ? [old.rev] : []), ...(parents.get(keyOf(ref)) ?? [])];
      return [{ collection, row, ...(from.length > 0 ? { from } : {}) }];
    }
    if (!row.sent) return [];
    // Of what an earlier process wrote, a power cut may have left only what the table has.
    if (!noted.has(row.rev)) return [{ collection, row }];
    if (old.sent?.rev === row.sent.rev) return [];
    return [{ collection, sent: id, rev: row.sent.rev, seq: row.sent.seq }];
  });
}
