import type { RefusedView } from '../../data/quarantine-api';
import { paths } from '../../lib/paths';

/** Where a record is corrected; null where it has no place of its own any more. */
export function placeOf({ collection, id, fileId, code, whose }: RefusedView): string | null {
  if (code === 'erased' || code === 'damaged' || whose === 'server') return null;
  if (collection === 'office') return paths.admin;
  if (collection === 'partners') return paths.partners;
  if (collection === 'arrivals') return paths.queue;
  if (collection === 'letter-drafts') return paths.letterDraft(id);
  if (collection === 'client-files') return paths.clientFile(id);
  return fileId && collection !== 'history' && collection !== 'conflicts' ? paths.clientFile(fileId) : null;
}
