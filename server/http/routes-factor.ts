import { z } from 'zod';
import { factorSecret, factorState, giveFactorCode, recoveryCodes } from '#shared/sync/factor-protocol';
import {
  beginFactor,
  confirmFactor,
  endFactorOf,
  endOwnFactor,
  readFactor,
  seenFactor,
} from '../accounts/factor';
import { done, pathId } from './schemas';
import { type App, type Services, staffOf } from './types';

const tags = ['factor'];
const params = z.strictObject({ personId: pathId });

/** The second factor of a person: a code of an authenticator app, asked when a device signs in. */
export function factorRoutes(app: App, { store, factorKey }: Services): void {
  app.get(
    '/factor',
    { schema: { tags, summary: "The caller's factor", response: { 200: factorState } } },
    (request) => readFactor(store, staffOf(request)),
  );
  app.post(
    '/factor',
    { schema: { tags, summary: 'A new secret, not in force yet', response: { 200: factorSecret } } },
    (request) => beginFactor(store, factorKey, staffOf(request)),
  );
  app.post(
    '/factor/confirm',
    {
      schema: { tags, summary: 'Puts it in force', body: giveFactorCode, response: { 200: recoveryCodes } },
    },
    async (request) => ({
      codes: await confirmFactor(store, factorKey, staffOf(request), request.body.code),
    }),
  );
  app.post(
    '/factor/end',
    { schema: { tags, summary: 'Switches it off', body: giveFactorCode, response: { 204: done } } },
    async (request, reply) => {
      await endOwnFactor(store, factorKey, staffOf(request), request.body.code);
      return reply.code(204).send(null);
    },
  );
  app.post(
    '/factor/seen',
    { schema: { tags, summary: 'Knows that somebody switched it off', response: { 204: done } } },
    async (request, reply) => {
      await seenFactor(store, staffOf(request));
      return reply.code(204).send(null);
    },
  );
  app.post(
    '/people/:personId/factor/end',
    { schema: { tags, summary: "Switches a colleague's off", params, response: { 204: done } } },
    async (request, reply) => {
      await endFactorOf(store, staffOf(request), request.params.personId);
      return reply.code(204).send(null);
    },
  );
}
