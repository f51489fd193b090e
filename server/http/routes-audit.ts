import {
  auditAnchors,
  auditAnchorsQuery,
  auditHead as head,
  auditPage,
  auditQuery,
  auditReceipt,
  auditRequest,
  auditRetention,
} from '#shared/sync/audit-protocol';
import { appendAudit, auditHead, readAnchors, readLinks, readRetention, setRetention } from '../audit/audit';
import { done } from './schemas';
import { type App, type Services, staffOf } from './types';

const tags = ['audit'];

/** Taking the audits of devices, and giving them to who may read them. */
export function auditRoutes(app: App, { store }: Services): void {
  app.post(
    '/audit',
    {
      schema: {
        tags,
        summary: 'Continues the audit of the calling device',
        body: auditRequest,
        response: { 200: auditReceipt },
      },
    },
    (request) => appendAudit(store, staffOf(request), request.body),
  );
  app.get(
    '/audit/head',
    { schema: { tags, summary: 'What there is of the calling device', response: { 200: head } } },
    (request) => auditHead(store, staffOf(request)),
  );
  app.get(
    '/audit',
    {
      schema: {
        tags,
        summary: 'Sealed audits of all devices',
        querystring: auditQuery,
        response: { 200: auditPage },
      },
    },
    (request) => readLinks(store, staffOf(request).officeId, request.query),
  );
  app.get(
    '/audit/anchors',
    {
      schema: {
        tags,
        summary: 'Signed ends of the audits',
        querystring: auditAnchorsQuery,
        response: { 200: auditAnchors },
      },
    },
    (request) => readAnchors(store, staffOf(request).officeId, request.query.from),
  );
  app.get(
    '/audit/retention',
    { schema: { tags, summary: 'How long audits are kept', response: { 200: auditRetention } } },
    async (request) => ({ days: await readRetention(store, staffOf(request).officeId) }),
  );
  app.post(
    '/audit/retention',
    {
      schema: {
        tags,
        summary: 'Sets how long audits are kept',
        body: auditRetention,
        response: { 204: done },
      },
    },
    async (request, reply) => {
      await setRetention(store, staffOf(request).officeId, request.body.days);
      return reply.code(204).send(null);
    },
  );
}
