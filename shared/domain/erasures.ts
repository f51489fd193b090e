import { z } from 'zod';

/** Why something was erased for good. Codes, so that nothing of the person stays in a reason. */
export const ERASURE_REASONS = [
  'retention-over',
  'requested',
  'duplicate',
  'wrong-file',
  'wrong-entry',
] as const;
export type ErasureReason = (typeof ERASURE_REASONS)[number];

/** What remains of what was erased: a random id and the reason; date and author are in the stamps. Append-only. */
export const erasure = z.object({
  kind: z.enum(['file', 'row']),
  target: z.string().max(80),
  reason: z.enum(ERASURE_REASONS),
});
