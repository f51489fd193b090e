import type { ClientFilesApi, ClientRow } from './api';
import type { Documents } from './documents';
import { happeningTo, parseValue, rowOf, viewOf } from './documents';
import { dataError } from './errors';
import type { ClientList } from './read-models';
import type { Entry } from './sealing';
import type { Store } from './store';
import { newId, type Random } from '#shared/crypto/random';
import { localDay } from '#shared/domain/days';
import { newFileNumber } from '#shared/domain/file-number';

const LAST_OPENED = 10;
const DEFAULT_LIMIT = 20;

/** The list of client files, search, and the beginning of a new one. */
export function createClientFiles(options: {
  store: Store;
  documents: Documents;
  list: ClientList;
  random: Random;
}): ClientFilesApi {
  const { store, documents, list, random } = options;
  const openedName = () => `opened.${store.keys().personId}`;
  const lastOpened = async () => (await store.local<string[]>(openedName())) ?? [];

  return {
    async create(value) {
      const compartment = documents.compartmentFor('client-files');
      const id = newId(random);
      const index = await list.ready();
      let fileNumber = newFileNumber(random);
      // 35 random bits: a second try within one office is next to never needed, but costs nothing.
      while (index.search(fileNumber, 1).some((row) => row.fileNumber === fileNumber))
        fileNumber = newFileNumber(random);
      const whole = { ...value, fileNumber, openedOn: localDay(store.clock.now()) };
      const place = { compartment, fileId: id };
      const file = documents.begin(
        { collection: 'client-files', id },
        place,
        parseValue('client-files', whole),
      );
      const put: Entry[] = [file];
      if (value.language !== undefined && value.language !== '') {
        const skill = parseValue('language-skills', { language: value.language, native: true });
        put.push(documents.begin({ collection: 'language-skills', id: newId(random) }, place, skill));
      }
      const happenings = [happeningTo('created', file)];
      const [written] = await store.write([], () => ({ put, happenings }));
      if (!written) throw dataError('unknown');
      return viewOf<'client-files'>(rowOf(written), store.keys().personOf);
    },
    async search(text, limit = DEFAULT_LIMIT) {
      const index = await list.ready();
      if (text.trim() !== '') return index.search(text, limit);
      const rows = (await lastOpened()).flatMap((id): ClientRow[] => {
        const entry = index.get(id);
        return entry ? [{ ...entry.row, matched: null }] : [];
      });
      return rows.slice(0, limit);
    },
    async page(window) {
      return (await list.ready()).page(window);
    },
    async opened(id) {
      const before = await lastOpened();
      await store.putLocal(
        openedName(),
        [id, ...before.filter((other) => other !== id)].slice(0, LAST_OPENED),
      );
    },
  };
}
