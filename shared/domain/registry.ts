import { z } from 'zod';
import type { Collection } from '#shared/security/compartments';
import { assessment, assessmentAnswer, education, skill, workExperience } from './assessments';
import { attachment } from './attachments';
import { auditRequest } from './audit-requests';
import { alias, clientFile, languageSkill } from './client-files';
import { conflict } from './conflicts';
import { erasure } from './erasures';
import { history } from './history';
import { letter, letterDraft } from './letters';
import { office } from './office';
import { partner } from './partners';
import { appointment, arrival } from './queue';
import { referral } from './referrals';
import { residence } from './residence';

/** The schema of each collection's values and its version. To add a collection: here and in compartments.ts. */
export const SCHEMAS = {
  office: { schema: office, version: 1 },
  'client-files': { schema: clientFile, version: 1 },
  aliases: { schema: alias, version: 1 },
  'language-skills': { schema: languageSkill, version: 1 },
  appointments: { schema: appointment, version: 1 },
  arrivals: { schema: arrival, version: 1 },
  partners: { schema: partner, version: 1 },
  residence: { schema: residence, version: 1 },
  assessments: { schema: assessment, version: 1 },
  'assessment-answers': { schema: assessmentAnswer, version: 1 },
  educations: { schema: education, version: 1 },
  'work-experiences': { schema: workExperience, version: 1 },
  skills: { schema: skill, version: 1 },
  referrals: { schema: referral, version: 1 },
  'letter-drafts': { schema: letterDraft, version: 1 },
  letters: { schema: letter, version: 1 },
  attachments: { schema: attachment, version: 1 },
  erasures: { schema: erasure, version: 1 },
  'audit-requests': { schema: auditRequest, version: 1 },
  conflicts: { schema: conflict, version: 1 },
  history: { schema: history, version: 1 },
} as const satisfies Record<Collection, { schema: z.ZodObject; version: number }>;

/** What a schema describes where it may be absent or empty. */
function inner(schema: z.ZodType): z.ZodType {
  let found = schema;
  while (found instanceof z.ZodOptional || found instanceof z.ZodNullable || found instanceof z.ZodDefault)
    found = found.unwrap() as z.ZodType;
  return found;
}

/** The fields of a collection, or the parts of one of them, with their schemas, in the order people read them. */
export function fieldsOf(collection: Collection, field?: string): ReadonlyMap<string, z.ZodType> {
  const { schema } = SCHEMAS[collection];
  const shape: Readonly<Record<string, z.ZodType>> = schema.shape;
  const found = field === undefined ? schema : shape[field] && inner(shape[field]);
  if (!(found instanceof z.ZodObject)) return new Map();
  return new Map(
    Object.entries(found.shape as Record<string, z.ZodType>).map(([name, type]) => [name, inner(type)]),
  );
}

/** Values of one collection's documents, as the schema gives them. */
export type Values<C extends Collection> = z.infer<(typeof SCHEMAS)[C]['schema']>;
