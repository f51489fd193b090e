import { z } from 'zod';
import { isoDate, personId } from './common';

/** Codes of the ancillary clause (domain.md "Residence and what work it allows"). */
export const CLAUSE_CODES = [
  'employment-and-self-employment',
  'employment',
  'employment-with-permission',
  'none',
  'particular-employment',
  'no-self-employment',
] as const;

/** One residence document: type, legal basis and ancillary clause are three separate things. */
export const residence = z.object({
  documentType: z.string().max(60).optional(),
  legalBasis: z.string().max(120).optional(),
  clause: z
    .object({ verbatim: z.string().max(500), code: z.enum(CLAUSE_CODES).nullable() })
    .nullable()
    .optional(),
  validFrom: isoDate.nullable().optional(),
  validUntil: isoDate.nullable().optional(),
  authority: z.string().max(200).optional(),
  seenOriginal: z.object({ on: isoDate, by: personId }).nullable().optional(),
});
export type Residence = z.infer<typeof residence>;
