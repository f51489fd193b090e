import { z } from 'zod';

/** Client-facing languages (domain.md "Languages"), in the fixed order of the kiosk. */
export const CLIENT_LANGUAGES = [
  'de', 'en', 'ar', 'uk', 'ru', 'fa', 'prs', 'ps', 'ti', 'kmr', 'ckb', 'tr', 'fr', 'so', 'ur', 'es', 'ro', 'bg', 'pl',
] as const; // prettier-ignore
export type ClientLanguage = (typeof CLIENT_LANGUAGES)[number];
export const RTL_LANGUAGES: readonly string[] = ['ar', 'fa', 'prs', 'ps', 'ckb', 'ur'];

/** Free text as typed: trimmed, never empty, at most `max` UTF-16 units. */
export const text = (max = 200) => z.string().trim().min(1).max(max);

/** A calendar day "2026-11-21". */
export const isoDate = z.iso.date();
/** A day, month or year: "1992-03-14", "1992-03" or "1992". The length is the precision. */
export const partialDate = z.string().regex(/^\d{4}(-\d{2}(-\d{2})?)?$/);
/** A moment in UTC "2026-11-21T09:30:00.000Z". */
export const isoMoment = z.iso.datetime();
export const personId = z.string().min(1).max(64);

/** Levels of the Common European Framework plus those before it (§ 2 AufenthG, domain.md). */
export const GER_LEVELS = ['alpha', 'A0', 'A1', 'A2', 'B1', 'B2', 'C1', 'C2'] as const;
export const gerLevel = z.enum(GER_LEVELS);

/** A postal address in Germany; one field because its parts only make sense together. */
export const address = z.object({
  careOf: z.string().max(100).default(''),
  street: z.string().max(100).default(''),
  postcode: z.string().regex(/^(\d{5})?$/).default(''), // prettier-ignore
  place: z.string().max(100).default(''),
});
export type Address = z.infer<typeof address>;
