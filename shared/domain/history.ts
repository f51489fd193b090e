import { z } from 'zod';

/** What the fields of a document held before; the values stand under names of their own (shared/sync/history). */
export const history = z.object({
  of: z.object({ collection: z.string(), id: z.string() }),
});
