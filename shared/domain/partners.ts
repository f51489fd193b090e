import { z } from 'zod';
import { address, isoDate, text } from './common';

export const PARTNER_KINDS = [
  'jobcenter', 'employment-agency', 'foreigners-authority', 'ihk', 'hwk', 'recognition', 'language-course',
  'counselling', 'school', 'training-provider', 'employer', 'health', 'housing', 'other',
] as const; // prettier-ignore

/** An organisation that people are referred to. `seed` names the entry of the shipped directory it came from. */
export const partner = z.object({
  name: text(200),
  department: z.string().max(200).optional(),
  contactPerson: z.string().max(200).optional(),
  kind: z.enum(PARTNER_KINDS),
  remit: z.string().max(500).optional(),
  address: address.nullable().optional(),
  phone: z.string().max(40).optional(),
  email: z.union([z.literal(''), z.email()]).optional(),
  verifiedOn: isoDate.nullable().optional(),
  seed: z.string().max(80).nullable().optional(),
});
export type Partner = z.infer<typeof partner>;
