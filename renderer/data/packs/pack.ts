/** A static data pack: one table as text (tab between cells, line feed between rows) with its origin. */
export type Pack = {
  source: string;
  licence: string;
  date: string;
  rows: number;
  columns: string;
  text: string;
};

/** Where a pack comes from, for the notices and for whoever doubts an entry. */
export type PackInfo = Pick<Pack, 'source' | 'licence' | 'date' | 'rows'>;

/** The origin of a pack without its table. */
export function infoOf({ source, licence, date, rows }: Pack): PackInfo {
  return { source, licence, date, rows };
}

/** The cells of a pack's table, row by row. Throws when the text does not hold the stated number of rows. */
export function rowsOf(pack: Pick<Pack, 'rows' | 'text'>): string[][] {
  const rows = pack.text.split('\n').map((line) => line.split('\t'));
  if (rows.length !== pack.rows)
    throw new Error(`The pack states ${pack.rows} rows and holds ${rows.length}.`);
  return rows;
}

/** Folds a name for search: lower case, ß as ss, no diacritics, one space between words. */
export function foldName(text: string): string {
  return text
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** Remembers the first result of a loader; a failed load is tried again next time. */
export function loadOnce<T>(load: () => Promise<T>): () => Promise<T> {
  let loaded: Promise<T> | undefined;
  return () => {
    loaded ??= load().catch((error: unknown) => {
      loaded = undefined;
      throw error;
    });
    return loaded;
  };
}
