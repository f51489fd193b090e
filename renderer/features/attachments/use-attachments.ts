import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { View } from '../../data/api';
import type { AttachmentState } from '../../data/attachments-api';
import { data } from '../../data/client';
import { useLive } from '../../data/use-live';
import { useErrorWords } from '../../i18n/errors';
import { todayIso } from '../../lib/dates';
import { fileName, withoutEnding } from './words';

export interface Item {
  view: View<'attachments'>;
  state: AttachmentState | undefined;
}

/** The files of a client, and how far each has got. */
export function useAttachments(fileId: string) {
  return useLive(
    ['attachments', 'sync'],
    async (): Promise<Item[]> => {
      const [views, states] = await Promise.all([
        data.documents.list('attachments', { fileId }),
        data.attachments.states(fileId),
      ]);
      const byId = new Map(states.map((state) => [state.id, state]));
      return views.map((view) => ({ view, state: byId.get(view.id) }));
    },
    [fileId],
  );
}

/** A file that was not taken, and why. */
export interface Refused {
  name: string;
  reason: string;
}

/** Adds files one after another; each that is not taken is named with its reason. */
export function useAdding(fileId: string) {
  const { t } = useTranslation('attachments');
  const errorWords = useErrorWords();
  const [adding, setAdding] = useState(0);
  const [refused, setRefused] = useState<Refused[]>([]);
  const add = useCallback(
    async (files: readonly File[]) => {
      setRefused([]);
      setAdding((count) => count + files.length);
      for (const file of files) {
        const name = withoutEnding(file.name).slice(0, 200) || t('unnamed');
        try {
          await data.attachments.add({ fileId, name, takenOn: todayIso(), file });
        } catch (reason) {
          setRefused((before) => [...before, { name: file.name || name, reason: errorWords(reason) }]);
        }
        setAdding((count) => count - 1);
      }
    },
    [fileId, t, errorWords],
  );
  return { add, adding, refused };
}

/** Hands a copy over as a file. Throws DataError. */
export async function saveCopy({ id, value }: View<'attachments'>): Promise<void> {
  const url = URL.createObjectURL(await data.attachments.open(id));
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName(value.name, value.content.mediaType);
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
