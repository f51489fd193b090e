import { OFFICE_DOCUMENT } from '#shared/domain/office';
import { createKdf } from '#shared/crypto/kdf';
import { IDBKeyRange } from 'fake-indexeddb';
import { noChannel } from '../../../renderer/data/changes';
import { createEngine } from '../../../renderer/data/engine';
import { argon2id } from '../../../renderer/security/argon2';
import { newDisk } from '../../support/engine-device';
import { documentWith, TYPED_COLLECTIONS } from './fields';

export const PASSPHRASE = 'vier zufällige Wörter reichen';

/** An office whose every free-text field holds a payload, as a backup of it. */
export interface AttackedOffice {
  backup: Buffer;
  /** One per payload. */
  fileIds: string[];
  /** Free-text fields by the marks that stand behind their payloads, by their names. */
  marks: Map<string, string>;
  documents: number;
  refused: string[];
}

/** Types each payload into every free-text field of every collection, one client file per payload. */
export async function attackedOffice(payloads: readonly string[]): Promise<AttackedOffice> {
  const engine = await createEngine({
    ...newDisk(),
    IDBKeyRange,
    serverClient: () => {
      throw new Error('there is no server');
    },
    now: Date.now,
    kdf: createKdf(argon2id),
    leadership: { stand: () => () => undefined },
    channel: noChannel,
  });
  const { documents, security, clientFiles, backup } = engine.api;
  await security.setUpOffice({
    officeName: `Büro ${payloads[0] ?? ''}`,
    personName: `Person ${payloads[0] ?? ''}`,
    passphrase: PASSPHRASE,
    circles: 'small-team',
    server: null,
  });
  const marks = new Map<string, string>();
  const numbers = new Map<string, number>();
  const markOf = (name: string) => {
    const number = numbers.get(name) ?? numbers.size;
    numbers.set(name, number);
    return `Feld${number}x`;
  };
  const found: AttackedOffice = { backup: Buffer.alloc(0), fileIds: [], marks, documents: 0, refused: [] };
  for (const payload of payloads) {
    let fileId = '';
    /** Ids of what others point to, so that it is shown with them. */
    const links = new Map<string, string>();
    const text = (name: string) =>
      links.get(name.slice(name.lastIndexOf('.') + 1)) ?? `${payload} ${markOf(name)}`;
    for (const collection of [
      'client-files' as const,
      ...TYPED_COLLECTIONS.filter((one) => one !== 'client-files'),
    ]) {
      const { value, free } = documentWith(collection, text);
      for (const name of free) marks.set(name, markOf(name));
      try {
        if (collection === 'client-files') {
          fileId = (await clientFiles.create(value as Parameters<typeof clientFiles.create>[0])).id;
          found.fileIds.push(fileId);
          links.set('clientFileId', fileId);
        } else if (collection === 'office')
          await documents.change('office', OFFICE_DOCUMENT, value as object);
        else {
          const { id } = await documents.create(
            collection,
            value as never,
            collection === 'partners' ? {} : { fileId },
          );
          links.set(`${collection.slice(0, -1)}Id`, id);
        }
        found.documents += 1;
      } catch (error) {
        found.refused.push(`${collection}: ${JSON.stringify(error)}`);
      }
    }
  }
  const { file } = await backup.make();
  found.backup = Buffer.from(await file.arrayBuffer());
  await engine.close();
  return found;
}
