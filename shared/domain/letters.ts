import { z } from 'zod';
import { isoDate, isoMoment, personId } from './common';
import { legalBasis } from './referrals';

/** Languages besides German in which the client's copy can stand. */
const copyLanguage = z.string().max(8);

/** Sheets of one letter: for the partner, for the client, for the paper file. */
export const LETTER_PARTS = ['original', 'client-copy', 'file-copy'] as const;
export type LetterPart = (typeof LETTER_PARTS)[number];

/** Kinds of data that a person chooses to let into a referral letter; the name always goes with it. */
export const LETTER_SHARES = ['birth-date', 'address', 'phone', 'languages', 'experience'] as const;
export type LetterShare = (typeof LETTER_SHARES)[number];

/**
 * What a letter says, complete and independent of any other record: the same model gives the same pages
 * (architecture: what was printed is kept and reprints identically). All texts are final, merge fields
 * are already filled in. Lengths in mm are DIN 5008 form B and live in the renderer of the paper.
 */
export const letterModel = z.object({
  version: z.literal(1),
  language: z.literal('de'),
  /** What is put on paper, in this order; absent: the original and, if there is one, the client's copy. */
  parts: z.array(z.enum(LETTER_PARTS)).optional(),
  /** Prints without letterhead and footer: the sheet already has them ("auf Briefpapier"). */
  onStationery: z.boolean(),
  letterhead: z.object({
    officeName: z.string(),
    subline: z.string(),
    senderLine: z.string(),
    footer: z.array(z.array(z.string())),
  }),
  /** Remarks grow upwards from the address ("Persönlich", "Zur Aushändigung an Klient:in"). */
  remarks: z.array(z.string()).max(3),
  /** At most six lines; empty for a letter handed to the client. */
  recipient: z.array(z.string()).max(6),
  /** `gap` sets an entry apart from the one above. */
  infoBlock: z.array(z.object({ label: z.string(), value: z.string(), gap: z.boolean().optional() })),
  subject: z.string(),
  /** Paragraphs in order. `facts` is a short list label → value. */
  body: z.array(
    z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('paragraph'), text: z.string() }),
      z.object({
        kind: z.literal('facts'),
        items: z.array(z.object({ label: z.string(), value: z.string() })),
      }),
      z.object({ kind: z.literal('heading'), text: z.string() }),
    ]),
  ),
  /** The one line "Grundlage", already in words. */
  basisLine: z.string(),
  closing: z.object({ greeting: z.string(), signatory: z.string(), role: z.string() }),
  enclosures: z.array(z.string()),
  /** The client's copy: rows of German and the other language side by side; null = none. */
  clientCopy: z
    .object({
      language: copyLanguage,
      draft: z.boolean(),
      recipient: z.array(z.string()).max(6),
      rows: z.array(z.object({ german: z.string(), translated: z.string(), heading: z.boolean() })),
      draftNotice: z.object({ german: z.string(), translated: z.string() }),
    })
    .nullable(),
});
export type LetterModel = z.infer<typeof letterModel>;

/** A letter in the making: editable, syncs like any document, never what was printed. */
export const letterDraft = z.object({
  referralId: z.string().nullable(),
  templateId: z.string().max(60),
  templateVersion: z.number().int(),
  model: letterModel,
  basis: legalBasis.nullable().optional(),
  /** The letter's number, given when the draft was made. */
  number: z.string().max(40).optional(),
  shares: z.array(z.enum(LETTER_SHARES)).optional(),
  /** True once a person changed the text: merge fields are no longer filled in again. */
  edited: z.boolean().optional(),
});
export type LetterDraft = z.infer<typeof letterDraft>;

/** The immutable snapshot of a letter given to print; only `state` may still change. */
export const letter = z.object({
  number: z.string(),
  referralId: z.string().nullable(),
  templateId: z.string(),
  templateVersion: z.number().int(),
  model: letterModel,
  /** Names the paper renderer and the static font files that laid it out. */
  rendering: z.object({ paper: z.number().int(), fonts: z.string() }),
  basis: legalBasis,
  createdAt: isoMoment,
  createdBy: personId,
  date: isoDate,
  /** `printing` until a person has answered "Alles richtig gedruckt?". */
  state: z.object({ state: z.enum(['printing', 'printed', 'void']), at: isoMoment, by: personId }),
});
export type Letter = z.infer<typeof letter>;
