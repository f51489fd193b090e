import { z } from 'zod';
import { isoDate, isoMoment, personId } from './common';

/** An ESCO concept chosen for the client's own words; always optional and replaceable. */
const escoMatch = z.object({ uri: z.string().max(200), labelDe: z.string().max(300) });
export type EscoMatch = z.infer<typeof escoMatch>;

/** A person's own words: as said, in which language, and the German beside them. */
const ownWords = z.object({
  original: z.string().max(2_000).default(''),
  language: z.string().max(8).default('de'),
  german: z.string().max(2_000).default(''),
});
export type OwnWords = z.infer<typeof ownWords>;

/** Self-rating and counsellor's rating: a scale of help, not of worth. */
export const RATINGS = ['not-yet', 'with-help', 'alone', 'can-teach'] as const;
const rating = z.enum(RATINGS);
export type Rating = z.infer<typeof rating>;

/** One run of the instrument in a client file; `position` is the question to go on with. */
export const assessment = z.object({
  instrument: z.string().max(40),
  instrumentVersion: z.number().int(),
  language: z.string().max(8),
  interpreter: z.string().max(100).optional(),
  assessor: personId,
  state: z.enum(['running', 'paused', 'finished']),
  position: z.string().max(60).optional(),
  startedAt: isoMoment,
  finishedAt: isoMoment.nullable().optional(),
});
export type Assessment = z.infer<typeof assessment>;

/** The answer to one question: a code where the question has choices, and the person's own words. */
export const assessmentAnswer = z.object({
  assessmentId: z.string(),
  question: z.string().max(60),
  code: z.string().max(60).nullable().optional(),
  words: ownWords.nullable().optional(),
  skipped: z.boolean().optional(),
  counsellorRating: z.object({ rating, on: isoDate, by: personId }).nullable().optional(),
});
export type AssessmentAnswer = z.infer<typeof assessmentAnswer>;

export const education = z.object({
  assessmentId: z.string().nullable().optional(),
  words: ownWords,
  kind: z.enum(['school', 'vocational', 'university', 'course', 'other']).optional(),
  country: z.string().length(2).nullable().optional(),
  years: z.number().min(0).max(40).nullable().optional(),
  endedOn: z.string().max(10).nullable().optional(),
  degree: z.enum(['yes', 'no', 'open']).optional(),
  evidence: z.enum(['here', 'translated', 'lost', 'none', 'open']).optional(),
});
export type Education = z.infer<typeof education>;

export const workExperience = z.object({
  assessmentId: z.string().nullable().optional(),
  words: ownWords,
  country: z.string().length(2).nullable().optional(),
  years: z.number().min(0).max(70).nullable().optional(),
  setting: z
    .enum(['employed', 'self-employed', 'family', 'informal', 'military', 'care'])
    .nullable()
    .optional(),
  occupation: escoMatch.nullable().optional(),
  evidence: z.enum(['here', 'translated', 'lost', 'none', 'open']).optional(),
});
export type WorkExperience = z.infer<typeof workExperience>;

export const skill = z.object({
  assessmentId: z.string().nullable().optional(),
  words: ownWords,
  concept: escoMatch.nullable().optional(),
  selfRating: rating.nullable().optional(),
  counsellorRating: z.object({ rating, on: isoDate, by: personId }).nullable().optional(),
  note: z.string().max(500).optional(),
});
export type Skill = z.infer<typeof skill>;
