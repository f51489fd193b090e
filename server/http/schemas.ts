import { z } from 'zod';

/** The empty answer of 201 and 204. */
export const done = z.null().describe('Done; no content.');

/** Look-up ids, kiosk ids and item ids in paths. */
export const pathId = z.string().regex(/^[A-Za-z0-9_-]{8,64}$/);
