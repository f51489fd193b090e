import { createNameTable, type NameTable } from './names';
import { loadOnce } from './pack';

/** The languages of CLDR 48 by code (Dari is `prs`, Kurmanji `kmr`), named in the client languages. */
export const loadLanguages: () => Promise<NameTable> = loadOnce(async () =>
  createNameTable((await import('./languages.json')).default),
);
