import { z } from 'zod';
import { address, gerLevel, isoDate, partialDate, personId, text } from './common';

/**
 * Names as in the document: one field, since its parts only make sense together. With `block` the
 * passport does not split names and all of it stands in `family` (domain.md "Blockname").
 */
const clientName = z.object({
  family: z.string().trim().max(200),
  given: z.string().trim().max(200).default(''),
  block: z.boolean().default(false),
});
export type ClientName = z.infer<typeof clientName>;

/** The person and the frame of their file. Every key is one mergeable field; all but name are optional. */
export const clientFile = z.object({
  fileNumber: z.string(),
  name: clientName,
  salutation: z.enum(['frau', 'herr', 'neutral']).optional(),
  nameOriginal: z
    .object({ text: text(200), language: z.string().max(8) })
    .nullable()
    .optional(),
  pronunciation: z.string().max(100).optional(),
  birthDate: partialDate.nullable().optional(),
  nationality: z.string().length(2).nullable().optional(),
  furtherNationality: z.string().length(2).nullable().optional(),
  language: z.string().max(8).optional(),
  interpreter: z.enum(['needed', 'not-needed', 'open']).optional(),
  phone: z.string().max(40).optional(),
  email: z.union([z.literal(''), z.email()]).optional(),
  contactChannel: z.enum(['phone', 'message', 'email', 'post', 'in-person']).nullable().optional(),
  contactNote: z.string().max(300).optional(),
  address: address.nullable().optional(),
  addressProtected: z.boolean().optional(),
  concern: z.string().max(2_000).optional(),
  counsellor: personId.nullable().optional(),
  openedOn: isoDate,
  closedOn: isoDate.nullable().optional(),
});
export type ClientFile = z.infer<typeof clientFile>;

/** A further name the person is known by (child document). */
export const alias = z.object({ text: text(200), kind: z.enum(['alias', 'former', 'spelling']) });
export type Alias = z.infer<typeof alias>;

/** One language of the person with the GER per skill; `source` says where the levels come from. */
export const languageSkill = z.object({
  language: z.string().min(2).max(8),
  native: z.boolean().optional(),
  listening: gerLevel.nullable().optional(),
  reading: gerLevel.nullable().optional(),
  speaking: gerLevel.nullable().optional(),
  writing: gerLevel.nullable().optional(),
  source: z.enum(['certificate', 'placement-test', 'estimate', 'self']).nullable().optional(),
});
export type LanguageSkill = z.infer<typeof languageSkill>;
