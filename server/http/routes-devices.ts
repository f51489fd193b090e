import { z } from 'zod';
import { devicesResponse, endDevice, nameDevice as nameRequest } from '#shared/sync/accounts-protocol';
import { admitAgain, endOne, listDevices, nameDevice } from '../accounts/devices';
import { done, pathId } from './schemas';
import { type App, type Services, staffOf } from './types';

const tags = ['devices'];
const params = z.strictObject({ deviceId: pathId });

/** Devices of the office: who has which, and what is no longer let in. */
export function deviceRoutes(app: App, { store, hub }: Services): void {
  app.get(
    '/devices',
    { schema: { tags, summary: 'Own devices, or all', response: { 200: devicesResponse } } },
    (request) => listDevices(store, staffOf(request)),
  );
  app.post(
    '/devices/:deviceId/name',
    { schema: { tags, summary: 'Names a device', params, body: nameRequest, response: { 204: done } } },
    async (request, reply) => {
      await nameDevice(store, staffOf(request), request.params.deviceId, request.body.name);
      return reply.code(204).send(null);
    },
  );
  app.post(
    '/devices/:deviceId/end',
    {
      schema: {
        tags,
        summary: 'Ends a lost or stolen device',
        params,
        body: endDevice,
        response: { 204: done },
      },
    },
    async (request, reply) => {
      const staff = staffOf(request);
      await endOne(store, staff, request.params.deviceId, request.body);
      // Its streams look whether their session still holds.
      hub.changed(staff.officeId, 'roster');
      return reply.code(204).send(null);
    },
  );
  app.post(
    '/devices/:deviceId/admit',
    { schema: { tags, summary: 'Admits a found device again', params, response: { 204: done } } },
    async (request, reply) => {
      await admitAgain(store, staffOf(request), request.params.deviceId);
      return reply.code(204).send(null);
    },
  );
}
