import { demoOffice } from './seed';
import type { DataApi } from '../api';
import type { Documents } from '../documents';
import { OFFICE_DOCUMENT } from '#shared/domain/office';
import type { Collection } from '#shared/security/compartments';

/** Writes the fictional clients of a seed; with `only`, records of those collections. `today`: Unix ms. */
export async function seedOffice(
  { only, ...size }: { clients: number; seed: number; only?: readonly Collection[] },
  api: Pick<DataApi, 'documents' | 'security'>,
  documents: Documents,
  today: number,
): Promise<void> {
  const office = await api.documents.get('office', OFFICE_DOCUMENT);
  const all = demoOffice({ ...size, people: await api.security.people(), today });
  const wanted = (name: Collection) => (only?.includes(name) ?? true) && !(office && name === 'office');
  await documents.createMany(all.filter(({ collection }) => wanted(collection)));
}
