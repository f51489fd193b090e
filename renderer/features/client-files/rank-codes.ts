import { foldName } from '../../data/packs/pack';
import { isClientLanguage, LANGUAGES } from '../../i18n/languages';

/**
 * Codes whose name, a word of it, or own name begins with the folded `query`: those of `first` lead, then names
 * that begin with it, then the rest as listed.
 */
export function rankCodes(
  list: ReadonlyArray<{ code: string; name: string }>,
  query: string,
  first: readonly string[],
): string[] {
  const rank = ({ code, name }: { code: string; name: string }): number => {
    const folded = foldName(name);
    const own = first.includes(code) && isClientLanguage(code) ? foldName(LANGUAGES[code].autonym) : '';
    const begins = folded.startsWith(query) || own.startsWith(query);
    if (!begins && !folded.includes(` ${query}`)) return -1;
    return (first.includes(code) ? 0 : 2) + (begins ? 0 : 1);
  };
  return list
    .map((entry) => ({ code: entry.code, rank: rank(entry) }))
    .filter((entry) => entry.rank >= 0)
    .sort((a, b) => a.rank - b.rank)
    .map(({ code }) => code);
}
