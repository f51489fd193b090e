import { z } from 'zod';
import { address, text } from './common';

/** Id of the one document with the office's settings, the same on every device. */
export const OFFICE_DOCUMENT = 'office-settings';

/** Hour at which a PIN ends where the office says nothing. */
export const PIN_UNTIL_HOUR = 19;

/** Settings of the office: one document per office. */
export const office = z.object({
  name: text(200),
  subline: z.string().max(200).optional(),
  type: z.enum(['public-body', 'association']).nullable().optional(),
  address: address.nullable().optional(),
  phone: z.string().max(40).optional(),
  email: z.string().max(200).optional(),
  footer: z
    .array(z.array(z.string().max(120)).max(4))
    .max(4)
    .optional(),
  /** Minutes without input before Wegbuch locks. */
  lockAfterMinutes: z.number().int().min(2).max(15).optional(),
  /** Whether a PIN may unlock between two passphrases, and the hour at which the working day of a PIN ends. */
  pin: z.boolean().optional(),
  pinUntilHour: z.number().int().min(12).max(23).optional(),
});
export type Office = z.infer<typeof office>;
