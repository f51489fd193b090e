import { z } from 'zod';
import { factorCode } from './accounts-protocol';

/** Second factors over the wire; the code that a device gives is in `signIn` (accounts-protocol.ts), and so are the routes. */
export const factorState = z.object({
  on: z.boolean(),
  /** Recovery codes that are left. */
  codesLeft: z.number().int(),
  /** People of the office who have one; told to those who may switch it off for them. */
  others: z.array(z.string()),
});
/** A new secret (base 32), not in force before /factor/confirm brings a code made of it. */
export const factorSecret = z.object({ secret: z.string() });
export const giveFactorCode = z.strictObject({ code: factorCode });
/** Ten recovery codes, shown once. */
export const recoveryCodes = z.object({ codes: z.array(z.string()) });
