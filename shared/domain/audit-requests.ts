import { z } from 'zod';
import { isoDate, isoMoment } from './common';

/** Why the audit is read. Codes, so that no suspicion against anybody stands readable for all. */
export const AUDIT_REASONS = ['information', 'breach', 'suspicion', 'supervision', 'sample'] as const;
export type AuditReason = (typeof AUDIT_REASONS)[number];

/** Somebody wants to read the audit, and a second person's consent. Who and when is in the stamps. */
export const auditRequest = z.object({
  reason: z.enum(AUDIT_REASONS),
  /** First and last day. */
  from: isoDate,
  to: isoDate,
  /** One client file alone. */
  clientFileId: z.string().max(80).optional(),
  /** The second person's shares of the audit keys, sealed to the one who asked, and until when. */
  consent: z
    .object({
      until: isoMoment,
      shares: z.array(z.object({ number: z.number().int(), sealed: z.string().max(400) })).max(400),
    })
    .optional(),
});
