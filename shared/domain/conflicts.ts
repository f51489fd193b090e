import { z } from 'zod';

const version = z.object({ value: z.json(), stamp: z.string() });

/**
 * Both values of a field that two people changed (architecture § 3). Its id comes from the two versions, so
 * that every device makes the same document; only a person writes `resolved`. `neither`: a third value was chosen.
 */
export const conflict = z.object({
  of: z.object({ collection: z.string(), id: z.string() }),
  field: z.string(),
  kept: version,
  other: version,
  kind: z.enum(['edit', 'delete-edit']),
  resolved: z
    .object({ choice: z.enum(['kept', 'other', 'both', 'neither']), by: z.string(), at: z.string() })
    .nullable()
    .optional(),
});
export type Conflict = z.infer<typeof conflict>;

/**
 * Text that can hold several values at once, and what then stands between them. All else (codes, dates, names,
 * states) takes one.
 */
const HOLDS_SEVERAL: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'client-files': { phone: ' / ', contactNote: ' / ', concern: '\n', pronunciation: ' / ' },
  partners: { phone: ' / ', contactPerson: ' / ', remit: '\n' },
  referrals: { reason: '\n' },
  residence: { authority: ' / ' },
  office: { phone: ' / ' },
  skills: { note: '\n' },
};

/** The values of a field as one text, in the given order; null where the field takes only one. */
export function joinedText(collection: string, field: string, values: readonly unknown[]): string | null {
  const between = HOLDS_SEVERAL[collection]?.[field];
  if (between === undefined) return null;
  const texts = values.filter((value) => typeof value === 'string' && value.trim() !== '');
  return new Set(texts).size > 1 ? [...new Set(texts)].join(between) : null;
}
