import type { StorageApi } from './storage-api';
import { readNote, rebuildDatabase } from './device';
import type { EngineOptions } from './engine-options';
import { database, dataError, toDataError } from './errors';
import { encodeRecords } from './journal';
import { keyOf } from './storage';
import { createSecurity } from '../security/create-security';
import { deviceRecord, RECORD_NAME } from '../security/device-record';
import type { LocalVault } from '../security/local-vault';

/** The vault as the note outside keeps it; what changes here goes into the note again. */
async function vaultOfNote({ marker }: EngineOptions): Promise<LocalVault> {
  const records = new Map((await readNote(marker))?.map(({ name, value }) => [name, value]));
  const write = () => marker.write(JSON.stringify([...records].map(([name, value]) => ({ name, value }))));
  return {
    get: async <T>(name: string) => (records.get(name) as T | undefined) ?? null,
    put: async (name, value) => (records.set(name, value), write()),
    remove: async (name) => (records.delete(name), write()),
  };
}

/** Throws DataError unless the passphrase opens the keys of this person as the note keeps them. */
async function checkPassphrase(options: EngineOptions, input: { personId: string; passphrase: string }) {
  const { serverClient, kdf, now, exclusive } = options;
  const { api } = createSecurity({
    vault: await vaultOfNote(options),
    serverClient,
    kdf,
    clock: now,
    onChange: () => undefined,
    seedDemo: () => Promise.resolve(),
    countFiles: () => Promise.resolve(0),
    countUnsynced: () => Promise.resolve(0),
    ...(exclusive ? { exclusive } : {}),
  });
  await api.unlock(input);
  await api.lock();
}

/** The ways out of a store that is lost or cannot be opened; all of them work without it. */
export function createRepair(options: EngineOptions): Omit<StorageApi, 'room'> {
  const { journal, marker, indexedDB, IDBKeyRange, databaseName = 'wegbuch' } = options;
  return {
    async outlook() {
      const records = await database(journal.read());
      const kept = (await readNote(marker))?.find(({ name }) => name === RECORD_NAME);
      const record = deviceRecord.safeParse(kept?.value).data;
      return {
        officeName: record?.officeName ?? null,
        server: record !== undefined && record.server !== null,
        people: record?.enrolled.map(({ personId, name, role }) => ({ id: personId, name, role })) ?? [],
        unsynced: new Set(records.map(({ collection, row }) => keyOf({ collection, id: row.id }))).size,
      };
    },
    async rebuild(input) {
      if ((await readNote(marker)) === null) throw dataError('not-found');
      await checkPassphrase(options, input);
      const rebuildIn = (place: IDBFactory) =>
        rebuildDatabase(databaseName, { indexedDB: place, IDBKeyRange }, marker);
      try {
        await rebuildIn(indexedDB);
      } catch (error) {
        if (!options.nextPlace) throw toDataError(error);
        await rebuildIn(await options.nextPlace());
      }
    },
    async journal() {
      return encodeRecords(await database(journal.read()), 0);
    },
  };
}
