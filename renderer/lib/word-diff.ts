/** A stretch of text and whether it stands only on this side. */
export interface Span {
  text: string;
  differs: boolean;
}

/** Above this product of word counts the whole texts are marked instead of computing for long. */
const MAX_CELLS = 4_000_000;

const tokens = (text: string) => text.match(/\s+|[\p{L}\p{M}\p{N}]+|[^\s\p{L}\p{M}\p{N}]/gu) ?? [];

/** Lengths of the longest common subsequence of every pair of tails. */
function commonTails(left: readonly string[], right: readonly string[]): Uint32Array {
  const width = right.length + 1;
  const lengths = new Uint32Array((left.length + 1) * width);
  for (let i = left.length - 1; i >= 0; i--) {
    for (let j = right.length - 1; j >= 0; j--) {
      lengths[i * width + j] =
        left[i] === right[j]
          ? (lengths[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(lengths[(i + 1) * width + j] ?? 0, lengths[i * width + j + 1] ?? 0);
    }
  }
  return lengths;
}

/** Joins neighbouring tokens of one kind; a space between two differing words differs with them. */
function spans(words: readonly string[], common: readonly boolean[]): Span[] {
  const result: Span[] = [];
  words.forEach((word, at) => {
    const betweenDifferent =
      /^\s+$/.test(word) && at > 0 && at < words.length - 1 && !common[at - 1] && !common[at + 1];
    const differs = !common[at] || betweenDifferent;
    const last = result.at(-1);
    if (last && last.differs === differs) last.text += word;
    else result.push({ text: word, differs });
  });
  // White space alone at the edge of a difference is no difference worth marking.
  return result.map((span) => (span.text.trim() === '' ? { ...span, differs: false } : span));
}

/** Marks on both sides only the words that the other side does not have at this place. */
export function wordDiff(left: string, right: string): { left: Span[]; right: Span[] } {
  const a = tokens(left);
  const b = tokens(right);
  if (a.length * b.length > MAX_CELLS) {
    return { left: [{ text: left, differs: true }], right: [{ text: right, differs: true }] };
  }
  const lengths = commonTails(a, b);
  const width = b.length + 1;
  const commonA = a.map(() => false);
  const commonB = b.map(() => false);
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (a[i] === b[j]) {
      commonA[i++] = true;
      commonB[j++] = true;
    } else if ((lengths[(i + 1) * width + j] ?? 0) >= (lengths[i * width + j + 1] ?? 0)) i++;
    else j++;
  }
  return { left: spans(a, commonA), right: spans(b, commonB) };
}
