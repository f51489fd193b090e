import { z } from 'zod';
import { isoDate, isoMoment, personId } from './common';

/** Reasons at the kiosk; none about health or violence (issue, architecture § 7). */
export const ARRIVAL_REASONS = [
  'work',
  'training',
  'language-course',
  'recognition',
  'letter',
  'other',
] as const;
const arrivalReason = z.enum(ARRIVAL_REASONS);

/** What the kiosk seals to the office's inbox. The number is given by the kiosk itself. */
export const checkIn = z.object({
  version: z.literal(1),
  id: z.string().min(16).max(64),
  number: z.string().regex(/^[A-Z]-\d{2,3}$/),
  at: isoMoment,
  language: z.string().max(8),
  kind: z.enum(['appointment', 'walk-in']),
  reason: arrivalReason.nullable(),
  code: z.string().max(12).nullable(),
  name: z.string().max(100).nullable(),
  birthYear: z.number().int().min(1900).max(2100).nullable(),
});
export type CheckIn = z.infer<typeof checkIn>;

const ARRIVAL_STATES = ['waiting', 'called', 'in-consultation', 'done', 'left', 'discarded'] as const;
export type ArrivalState = (typeof ARRIVAL_STATES)[number];

/** One arrival in the staff's waiting area: filed from a check-in or added by hand. */
export const arrival = z.object({
  number: z.string().max(8),
  at: isoMoment,
  language: z.string().max(8),
  kind: z.enum(['appointment', 'walk-in']),
  reason: arrivalReason.nullable(),
  code: z.string().max(12).nullable(),
  name: z.string().max(100).nullable(),
  birthYear: z.number().int().nullable(),
  source: z.enum(['kiosk', 'staff']),
  /** The client file a person assigned it to (a second mark was confirmed). */
  clientFileId: z.string().nullable().optional(),
  /** What told this person from another of the same name. */
  secondMark: z.enum(['birth-date', 'document', 'new-file']).nullable().optional(),
  state: z.object({ state: z.enum(ARRIVAL_STATES), at: isoMoment, by: personId.nullable() }),
});
export type Arrival = z.infer<typeof arrival>;

/** An appointment; `code` is what the client may type at the kiosk. */
export const appointment = z.object({
  at: isoMoment,
  minutes: z.number().int().min(5).max(480),
  kind: z.string().max(100),
  room: z.string().max(60).optional(),
  withPerson: personId,
  code: z.string().max(12),
  cancelled: z.boolean().optional(),
  day: isoDate,
});
export type Appointment = z.infer<typeof appointment>;

/** Channel between staff windows and the calling display of the same device; numbers only, nothing personal. */
export const CALLING_CHANNEL = 'wegbuch-calling';
const callNumber = z.string().max(8);
export const callingMessage = z.discriminatedUnion('type', [
  /** What the display shows; a new `turn` sounds, also when the same number is called again. */
  z.strictObject({
    type: z.literal('calling'),
    turn: z.number().int(),
    now: callNumber.nullable(),
    next: z.array(callNumber).max(2),
  }),
  /** A display asks what to show. */
  z.strictObject({ type: z.literal('display-opened') }),
  z.strictObject({ type: z.literal('display-closed') }),
]);
export type CallingMessage = z.infer<typeof callingMessage>;

/** Channel between an assessment and the companion screen that faces the client; texts of one question only. */
export const COMPANION_CHANNEL = 'wegbuch-companion';
export const companionMessage = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('question'),
    language: z.string().max(8),
    question: z.string().max(500),
    /** Fixed digits, so that the client can also say the answer. */
    answers: z
      .array(
        z.strictObject({
          digit: z.number().int(),
          label: z.string().max(200),
          pictogram: z.string().max(40).optional(),
        }),
      )
      .max(6),
    /** The German question, small, for the interpreter. */
    german: z.string().max(500),
  }),
  z.strictObject({ type: z.literal('clear') }),
  z.strictObject({ type: z.literal('display-opened') }),
  /** What the client pointed at, or asked for. */
  z.strictObject({ type: z.literal('pointed'), digit: z.number().int() }),
  z.strictObject({ type: z.literal('wish'), wish: z.enum(['again', 'no-answer', 'pause']) }),
]);
export type CompanionMessage = z.infer<typeof companionMessage>;
