import type { FieldWords, Line } from '../../i18n/field-words';
import { wordDiff } from '../../lib/word-diff';
import type { FieldConflict } from './groups';
import type { NoteLine } from './note';

const textIn = (lines: readonly Line[], key: string) => lines.find((line) => line.key === key)?.text ?? '';

/** The lines of version `at` of a field, marked where they differ from the version it is read against. */
export function linesOf({ of, field, versions }: FieldConflict, at: number, words: FieldWords): NoteLine[] {
  const all = versions.map(({ value }) => words.lines(of.collection, field, value));
  const standing = Math.max(
    0,
    versions.findIndex(({ stands }) => stands),
  );
  const beside = at === standing ? (standing === 0 ? 1 : 0) : standing;
  const keys = [...new Set(all.flat().map(({ key }) => key))];
  return keys.map((key) => {
    const label = all.flat().find((line) => line.key === key)?.label ?? key;
    const { left } = wordDiff(textIn(all[at] ?? [], key), textIn(all[beside] ?? [], key));
    return { key: `${field} ${key}`, label, spans: left.filter(({ text }) => text !== '') };
  });
}

/** The lines of what was edited while somebody deleted the record. */
export function editedLines(collection: string, value: unknown, words: FieldWords): NoteLine[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([field, content]) =>
    words.lines(collection, field, content).map(({ key, label, text }) => ({
      key: `${field} ${key}`,
      label,
      spans: [{ text, differs: false }],
    })),
  );
}
