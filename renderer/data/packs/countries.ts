import { createNameTable, type NameTable } from './names';
import { loadOnce } from './pack';

/** The 250 countries of CLDR 48 by ISO 3166 code, named in the client languages. */
export const loadCountries: () => Promise<NameTable> = loadOnce(async () =>
  createNameTable((await import('./countries.json')).default),
);
