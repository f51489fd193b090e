import { z } from 'zod';
import {
  appendRoster,
  claimEnrolment,
  createEnrolment,
  enrolmentBox,
  enrolmentState,
} from '#shared/sync/accounts-protocol';
import { claim, confirm, invite, readBox, readState } from '../accounts/enrolments';
import { done, pathId } from './schemas';
import { type App, type Services, staffOf } from './types';

const params = z.strictObject({ lookup: pathId });
const tags = ['enrolments'];
const LARGE_BYTES = 4 * 1024 * 1024;

/** What the joining side calls; the kiosk's origin has these too. */
export function joiningRoutes(app: App, { store, hub }: Services): void {
  app.get(
    '/enrolments/:lookup',
    {
      schema: {
        tags,
        summary: 'The sealed box of an open enrolment',
        params,
        response: { 200: enrolmentBox },
      },
    },
    (request) => readBox(store, request.params.lookup),
  );
  app.get(
    '/enrolments/:lookup/state',
    {
      schema: { tags, summary: 'How an enrolment stands', params, response: { 200: enrolmentState } },
    },
    (request) => readState(store, request.params.lookup),
  );
  app.post(
    '/enrolments/:lookup/claim',
    {
      schema: {
        tags,
        summary: 'The joining side answers',
        params,
        body: claimEnrolment,
        response: { 204: done },
      },
    },
    async (request, reply) => {
      const { officeId, rosterGrew } = await claim(store, request.params.lookup, request.body);
      hub.changed(officeId, 'enrolments');
      if (rosterGrew) hub.changed(officeId, 'roster');
      return reply.code(204).send(null);
    },
  );
}

/** What staff call to invite and to admit. */
export function invitingRoutes(app: App, { store, hub }: Services): void {
  app.post(
    '/enrolments',
    {
      schema: { tags, summary: 'Invites', body: createEnrolment, response: { 201: done } },
    },
    async (request, reply) => {
      await invite(store, staffOf(request), request.body);
      return reply.code(201).send(null);
    },
  );
  app.post(
    '/enrolments/:lookup/confirm',
    {
      bodyLimit: LARGE_BYTES,
      schema: {
        tags,
        summary: 'Admits a claimed person',
        params,
        body: appendRoster,
        response: { 204: done },
      },
    },
    async (request, reply) => {
      const staff = staffOf(request);
      await confirm(store, staff, request.params.lookup, request.body);
      hub.changed(staff.officeId, 'enrolments');
      hub.changed(staff.officeId, 'roster');
      return reply.code(204).send(null);
    },
  );
}
