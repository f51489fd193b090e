/** Values for `{name}` in a text; a name without a value makes its sentence drop out. */
export type MergeFields = Readonly<Record<string, string | null | undefined>>;

/** One sentence, or several wordings of it: the first whose fields all have a value is taken. */
export type Sentence = string | readonly string[];

/**
 * Fills `{name}` placeholders; null when one of them has no value, so that nothing half-said is ever printed.
 * With `isolate`, values stand between U+2068 and U+2069 and keep their own direction in RTL text (UAX #9).
 */
export function mergeText(text: string, fields: MergeFields, isolate = false): string | null {
  let complete = true;
  const merged = text.replace(/\{(\w+)\}/g, (_whole, name: string) => {
    const value = fields[name]?.trim() ?? '';
    if (value === '') complete = false;
    return isolate ? `\u2068${value}\u2069` : value;
  });
  return complete ? merged : null;
}

/** The first complete wording of a sentence, or null. */
export function mergeSentence(sentence: Sentence, fields: MergeFields): string | null {
  for (const wording of typeof sentence === 'string' ? [sentence] : sentence) {
    const merged = mergeText(wording, fields);
    if (merged !== null) return merged;
  }
  return null;
}

/** The complete sentences of a paragraph joined by a space; null when none is left. */
export function mergeParagraph(sentences: readonly Sentence[], fields: MergeFields): string | null {
  const kept = sentences.map((sentence) => mergeSentence(sentence, fields)).filter((part) => part !== null);
  return kept.length > 0 ? kept.join(' ') : null;
}
