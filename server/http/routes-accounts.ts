import { z } from 'zod';
import {
  appendRoster,
  createOffice,
  endedRoster,
  recoverAccount,
  recoveryRoster,
  rosterResponse,
  session,
  signIn as signInRequest,
} from '#shared/sync/accounts-protocol';
import { seq } from '#shared/sync/protocol';
import { makeOffice, readForRecovery, recoverLead } from '../accounts/offices';
import {
  extendRoster,
  readForEnded,
  readGrants,
  readRoster,
  rosterLength,
  storeGrants,
} from '../accounts/roster';
import { closeSession, signIn } from '../accounts/sessions';
import { cleanUp } from '../storage/clean-up';
import { withOffice } from '../storage/database';
import { plain } from './errors';
import { done } from './schemas';
import { type App, type Services, staffOf } from './types';

const ROSTER_BYTES = 4 * 1024 * 1024;

/** Offices, sessions, roster. */
export function accountRoutes(app: App, services: Services): void {
  const { config, store, hub, factorKey } = services;
  const doors = { lifeMs: config.sessionMs, factorKey };
  app.post(
    '/offices',
    {
      bodyLimit: ROSTER_BYTES,
      schema: {
        tags: ['accounts'],
        summary: 'Makes an office',
        body: createOffice,
        response: { 201: session },
      },
    },
    async (request, reply) => reply.code(201).send(await makeOffice(store, request.body, doors)),
  );
  app.post(
    '/recovery/roster',
    {
      schema: {
        tags: ['accounts'],
        summary: 'The roster for a holder of the Notfallblatt',
        body: recoveryRoster,
        response: { 200: rosterResponse },
      },
    },
    (request) => readForRecovery(store, request.body),
  );
  app.post(
    '/recovery',
    {
      bodyLimit: ROSTER_BYTES,
      schema: {
        tags: ['accounts'],
        summary: 'New keys for a lead whom the office root certified',
        body: recoverAccount,
        response: { 200: session },
      },
    },
    async (request) => {
      const opened = await recoverLead(store, request.body, doors);
      hub.changed(request.body.officeId, 'roster');
      return opened;
    },
  );
  app.post(
    '/sessions',
    {
      schema: { tags: ['accounts'], summary: 'Signs in', body: signInRequest, response: { 200: session } },
    },
    async (request) => {
      const opened = await signIn(store, request.body, doors);
      cleanUp(store, request.body.officeId).catch((error: unknown) => {
        request.log.error({ error: plain(error) }, 'clean-up failed');
      });
      return opened;
    },
  );
  app.delete(
    '/sessions',
    {
      schema: { tags: ['accounts'], summary: 'Ends the session', response: { 204: done } },
    },
    async (request, reply) => {
      await closeSession(store, staffOf(request));
      return reply.code(204).send(null);
    },
  );
  rosterRoutes(app, services);
}

function rosterRoutes(app: App, { store, hub }: Services): void {
  app.get(
    '/roster',
    {
      schema: {
        tags: ['accounts'],
        summary: 'Entries after a version, with the grants for the caller and for recovery',
        querystring: z.strictObject({ from: z.coerce.number().pipe(seq).default(0) }),
        response: { 200: rosterResponse },
      },
    },
    (request) => {
      const staff = staffOf(request);
      return withOffice(store.app, staff.officeId, async (tx) => ({
        entries: await readRoster(tx, request.query.from),
        grants: await readGrants(tx, staff.personId, staff.compartments),
        length: await rosterLength(tx),
      }));
    },
  );
  app.post(
    '/roster/ended',
    {
      schema: {
        tags: ['accounts'],
        summary: 'The entries that ended a device, for that device',
        body: endedRoster,
        response: { 200: rosterResponse },
      },
    },
    (request) => readForEnded(store, request.body),
  );
  app.post(
    '/roster',
    {
      bodyLimit: ROSTER_BYTES,
      schema: {
        tags: ['accounts'],
        summary: 'Appends signed entries',
        body: appendRoster,
        response: { 201: done },
      },
    },
    async (request, reply) => {
      const { officeId } = staffOf(request);
      await withOffice(store.app, officeId, async (tx) => {
        const { state } = await extendRoster(tx, officeId, request.body.entries);
        await storeGrants(tx, officeId, state, request.body.grants);
      });
      hub.changed(officeId, 'roster');
      return reply.code(201).send(null);
    },
  );
}
