import { z } from 'zod';
import { isoDate, isoMoment, personId } from './common';

/** Life of a referral (domain.md "Referral life"). */
const REFERRAL_STATES = [
  'draft', 'sent', 'received', 'accepted', 'waiting-list', 'appointment', 'declined', 'no-show', 'completed',
  'withdrawn', 'expired', 'forwarded',
] as const; // prettier-ignore
export type ReferralState = (typeof REFERRAL_STATES)[number];

export const REFERRAL_TOPICS = ['recognition', 'work', 'language', 'residence', 'housing', 'counselling', 'training', 'other'] as const; // prettier-ignore

/** Why data may leave the office: exactly one line on each letter (domain.md "Data protection"). */
export const legalBasis = z.object({
  kind: z.enum(['consent', 'release-from-secrecy', 'statutory-task', 'client-carries']),
  /** Day of the consent or release. */
  on: isoDate.nullable().default(null),
  /** For a statutory task: the provision, verbatim. */
  provision: z.string().max(200).default(''),
});
export type LegalBasis = z.infer<typeof legalBasis>;

/** Referral of one client to one partner. State with date and person is one field. */
export const referral = z.object({
  topic: z.enum(REFERRAL_TOPICS),
  reason: z.string().max(2_000).optional(),
  /** `null`: "Zur Aushändigung an Klient:in", no recipient address. */
  partnerId: z.string().nullable(),
  partnerName: z.string().max(200),
  basis: legalBasis.nullable().optional(),
  state: z.object({
    state: z.enum(REFERRAL_STATES),
    at: isoMoment,
    by: personId,
    note: z.string().max(500).default(''),
  }),
  remindOn: isoDate.nullable().optional(),
  counsellor: personId.nullable().optional(),
});
export type Referral = z.infer<typeof referral>;
