import { z } from 'zod';

const version = z.object({ value: z.json(), stamp: z.string() });

/**
 * Both values of a field that two people changed (architecture § 3). Its id comes from the two versions, so
 * that every device makes the same document; only a person writes `resolved`.
 */
export const conflict = z.object({
  of: z.object({ collection: z.string(), id: z.string() }),
  field: z.string(),
  kept: version,
  other: version,
  kind: z.enum(['edit', 'delete-edit']),
  resolved: z
    .object({ choice: z.enum(['kept', 'other', 'both']), by: z.string(), at: z.string() })
    .nullable()
    .optional(),
});
export type Conflict = z.infer<typeof conflict>;
