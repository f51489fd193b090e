import {
  eraseRequest,
  eraseResponse,
  erasuresQuery,
  erasuresResponse,
  receipt,
  receiptsResponse,
} from '#shared/sync/erasures-protocol';
import { Problem } from '../problem';
import { erase } from '../sync/erase';
import { postgresDatabase } from '../sync/postgres-database';
import { pullErasures } from '../sync/pull';
import { confirm, receipts } from '../sync/receipts';
import { done } from './schemas';
import { type App, type Services, staffOf } from './types';

const tags = ['erasures'];

/** Erasing for good, and which devices have done so. */
export function erasureRoutes(app: App, { store, hub }: Services): void {
  const database = postgresDatabase(store);
  app.post(
    '/erasures',
    {
      schema: {
        tags,
        summary: 'Erases files or rows for good',
        body: eraseRequest,
        response: { 200: eraseResponse },
      },
    },
    async (request) => {
      const staff = staffOf(request);
      const erasures = await erase(database, staff, request.body.targets, Date.now());
      if (erasures === null) throw new Problem(403, 'no-right', 'Not everything of this may be erased.');
      hub.changed(staff.officeId, 'erasures');
      return { erasures };
    },
  );
  app.get(
    '/erasures',
    {
      schema: {
        tags,
        summary: 'Stubs of what was erased',
        querystring: erasuresQuery,
        response: { 200: erasuresResponse },
      },
    },
    (request) => pullErasures(database, staffOf(request).officeId, request.query),
  );
  app.post(
    '/erasures/receipt',
    {
      schema: {
        tags,
        summary: 'Says that this device has erased too',
        body: receipt,
        response: { 204: done },
      },
    },
    async (request, reply) => {
      await confirm(store, staffOf(request), request.body.upTo);
      return reply.code(204).send(null);
    },
  );
  app.get(
    '/erasures/receipts',
    {
      schema: { tags, summary: 'Which devices have erased up to where', response: { 200: receiptsResponse } },
    },
    (request) => receipts(store, staffOf(request)),
  );
}
