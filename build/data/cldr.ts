import { readTable, type Row } from './input';
import { writePack } from './pack';

/** Our language codes, in the order of the columns, with the column CLDR files them under. */
const LANGUAGES = [
  ['de', 'de'],
  ['en', 'en'],
  ['ar', 'ar'],
  ['uk', 'uk'],
  ['ru', 'ru'],
  ['fa', 'fa'],
  ['prs', 'fa-AF'],
  ['ps', 'ps'],
  ['ti', 'ti'],
  ['kmr', 'ku'],
  ['ckb', 'ckb'],
  ['tr', 'tr'],
  ['fr', 'fr'],
  ['so', 'so'],
  ['ur', 'ur'],
  ['es', 'es'],
  ['ro', 'ro'],
  ['bg', 'bg'],
  ['pl', 'pl'],
] as const;

const INFO = { licence: 'Unicode-3.0', date: '2025-10-29' };
const names = (row: Row) => LANGUAGES.map(([, column]) => row[column] ?? '');
const columns = ['code', ...LANGUAGES.map(([code]) => code)];

/** Countries with their names in the client languages. */
export function makeCountries(input: string, output: string): void {
  const rows = readTable(input, 'i18n/countries_cldr48.tsv').map((row) => [row['iso2'] ?? '', ...names(row)]);
  writePack(output, 'countries', { source: 'Unicode CLDR 48: names of territories', ...INFO }, columns, rows);
}

/** Regional or written variants are not languages one asks a person for; these two are. */
const RENAMED: Record<string, string> = { 'fa-AF': 'prs', ku: 'kmr' };
const NOT_SPOKEN = new Set(['und', 'mul', 'zxx']);

/** Languages with their names in the client languages, without CLDR's menu variants and regional forms. */
export function makeLanguages(input: string, output: string): void {
  const rows = readTable(input, 'i18n/languages_cldr48.tsv')
    .map((row) => ({ ...row, code: RENAMED[row['code'] ?? ''] ?? row['code'] ?? '' }))
    .filter((row) => /^[a-z]{2,3}$/.test(row.code) && !NOT_SPOKEN.has(row.code))
    .map((row) => [row.code, ...names(row)]);
  writePack(output, 'languages', { source: 'Unicode CLDR 48: names of languages', ...INFO }, columns, rows);
}
