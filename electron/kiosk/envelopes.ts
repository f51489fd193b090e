import { mkdir, readFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from '../files/durable';

/** Keeps the kiosk's sealed envelopes as one fsynced file each, until the server has taken them. */
export interface EnvelopeStore {
  save(id: string, body: string): Promise<void>;
  pending(): Promise<Array<{ id: string; body: string }>>;
  remove(id: string): Promise<void>;
}

/** `folder` is made if missing. An envelope is complete or absent. */
export function createEnvelopeStore(folder: string): EnvelopeStore {
  const fileOf = (id: string) => join(folder, `${id}.envelope`);
  return {
    async save(id, body) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await writeWhole(fileOf(id), [body]);
    },
    async pending() {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const names = (await readdir(folder)).filter((name) => name.endsWith('.envelope')).sort();
      return Promise.all(
        names.map(async (name) => ({
          id: name.slice(0, -'.envelope'.length),
          body: await readFile(join(folder, name), 'utf8'),
        })),
      );
    },
    async remove(id) {
      await rm(fileOf(id), { force: true });
    },
  };
}
