import { infoOf, rowsOf, type Pack, type PackInfo } from './pack';

export type NamedCode = { code: string; name: string };

/** Codes (of countries or languages) with their names in the client languages. */
export type NameTable = {
  info: PackInfo;
  /** True for a code of the table. */
  has(code: string): boolean;
  /** The name in `lang`, else in English, else in German; the code itself when it is unknown. */
  name(code: string, lang: string): string;
  /** All codes with their names in `lang`, in that language's alphabetical order. */
  list(lang: string): NamedCode[];
};

/** CLDR's collations carry other codes than ours for these two. */
const LOCALES: Record<string, string> = { prs: 'fa-AF', kmr: 'ku', de: 'de-u-co-phonebk' };

/** Builds the table from a pack whose first column is the code and whose others are language codes. */
export function createNameTable(pack: Pack): NameTable {
  const [, ...languages] = pack.columns.split(' ');
  const rows = new Map(rowsOf(pack).map(([code = '', ...names]) => [code, names]));
  const cell = (names: string[], lang: string) => names[languages.indexOf(lang)] ?? '';
  const name = (code: string, lang: string) => {
    const names = rows.get(code);
    if (names === undefined) return code;
    return cell(names, lang) || cell(names, 'en') || cell(names, 'de') || code;
  };
  return {
    info: infoOf(pack),
    has: (code) => rows.has(code),
    name,
    list(lang) {
      const { compare } = new Intl.Collator(LOCALES[lang] ?? lang);
      return [...rows.keys()]
        .map((code) => ({ code, name: name(code, lang) }))
        .sort((a, b) => compare(a.name, b.name));
    },
  };
}
