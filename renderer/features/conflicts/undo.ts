import type { ConflictView } from '../../data/api';
import { data } from '../../data/client';

/** Takes a decision back: the field stands as before it, and the conflict is open again. */
export async function undoResolution({ id, of, field, kind, kept }: ConflictView): Promise<void> {
  if (kind === 'delete-edit') {
    await (kept.value === true
      ? data.documents.remove(of.collection, of.id)
      : data.documents.restore(of.collection, of.id));
  } else {
    await data.documents.change(of.collection, of.id, { [field]: kept.value });
  }
  await data.documents.change('conflicts', id, { resolved: null });
}
