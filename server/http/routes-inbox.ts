import { z } from 'zod';
import {
  createKiosk,
  createdKiosk,
  inboxResponse,
  kioskConfig,
  postInbox,
} from '#shared/sync/accounts-protocol';
import { seq } from '#shared/sync/protocol';
import { addKiosk, heartbeat, readConfig } from '../accounts/kiosks';
import { post, read, remove } from '../inbox/inbox';
import { Problem } from '../problem';
import { done, pathId } from './schemas';
import { type App, kioskOf, type Services, staffOf } from './types';

/** The three routes of a kiosk's token. */
export function kioskRoutes(app: App, { config, store, hub }: Services): void {
  const { checkInsPerMinute, inboxItems } = config.limits;
  const perKiosk = app.createRateLimit({
    max: checkInsPerMinute,
    timeWindow: 60_000,
    keyGenerator: (request) => kioskOf(request).tokenHash,
  });
  app.post(
    '/kiosk/check-ins',
    {
      bodyLimit: 16 * 1024,
      schema: {
        tags: ['kiosk'],
        summary: 'Posts a sealed check-in',
        body: postInbox,
        response: { 204: done },
      },
    },
    async (request, reply) => {
      const kiosk = kioskOf(request);
      const rate = await perKiosk(request);
      if (!rate.isAllowed && rate.isExceeded) {
        const retryAfterSeconds = Math.max(1, rate.ttlInSeconds);
        throw new Problem(429, 'too-many', 'Too many check-ins.', { retryAfterSeconds });
      }
      await post(store, kiosk, request.body, inboxItems);
      hub.changed(kiosk.officeId, 'inbox');
      return reply.code(204).send(null);
    },
  );
  app.get(
    '/kiosk/config',
    {
      schema: { tags: ['kiosk'], summary: 'Letter and signed roster', response: { 200: kioskConfig } },
    },
    (request) => readConfig(store, kioskOf(request)),
  );
  app.post(
    '/kiosk/heartbeat',
    {
      schema: { tags: ['kiosk'], summary: 'Says that the kiosk is alive', response: { 204: done } },
    },
    async (request, reply) => {
      await heartbeat(store, kioskOf(request));
      return reply.code(204).send(null);
    },
  );
}

/** Kiosks and their envelopes, as staff see them. */
export function inboxRoutes(app: App, { store, ports }: Services): void {
  app.post(
    '/kiosks',
    {
      schema: {
        tags: ['kiosk'],
        summary: 'Registers a kiosk',
        body: createKiosk,
        response: { 201: createdKiosk },
      },
    },
    async (request, reply) => {
      await addKiosk(store, staffOf(request), request.body);
      return reply.code(201).send({ port: ports.kiosk });
    },
  );
  app.get(
    '/inbox',
    {
      schema: {
        tags: ['inbox'],
        summary: 'Unfiled envelopes',
        querystring: z.strictObject({ after: z.coerce.number().pipe(seq).default(0) }),
        response: { 200: inboxResponse },
      },
    },
    (request) => read(store, staffOf(request), request.query.after),
  );
  app.delete(
    '/inbox/:id',
    {
      schema: {
        tags: ['inbox'],
        summary: 'Removes a filed envelope',
        params: z.strictObject({ id: pathId }),
        response: { 204: done },
      },
    },
    async (request, reply) => {
      await remove(store, staffOf(request), request.params.id);
      return reply.code(204).send(null);
    },
  );
}
