import { z } from 'zod';
import {
  decideHandedIn,
  handedInPackage,
  handedInPackages,
  handedInReceipt,
  handIn,
  MAX_PACKAGE_BYTES,
  mergedHandedIn,
} from '#shared/sync/handed-in-protocol';
import {
  decidePackages,
  listPackages,
  mergePackages,
  readPackage,
  takePackage,
} from '../handed-in/handed-in';
import { done, pathId } from './schemas';
import { type App, type Services, staffOf } from './types';

const tags = ['handed-in'];
/** A package as base64url, and what stands around it. */
const PACKAGE_BODY_BYTES = Math.ceil((MAX_PACKAGE_BYTES * 4) / 3) + 4 * 1024;

/** The door for devices that were ended, and what leads do about what came through it. */
export function handedInRoutes(app: App, { store, hub }: Services): void {
  app.post(
    '/handed-in',
    {
      bodyLimit: PACKAGE_BODY_BYTES,
      schema: {
        tags,
        summary: 'Takes what a device that was ended had not synchronised',
        body: handIn,
        response: { 200: handedInReceipt },
      },
    },
    async (request) => {
      const receipt = await takePackage(store, request.body);
      hub.changed(request.body.officeId, 'inbox');
      return receipt;
    },
  );
  app.get(
    '/handed-in',
    { schema: { tags, summary: 'What waits for a decision', response: { 200: handedInPackages } } },
    (request) => listPackages(store, staffOf(request)),
  );
  app.get(
    '/handed-in/:id',
    {
      schema: {
        tags,
        summary: 'A sealed package',
        params: z.strictObject({ id: pathId }),
        response: { 200: handedInPackage },
      },
    },
    (request) => readPackage(store, staffOf(request), request.params.id),
  );
  app.post(
    '/handed-in/decide',
    {
      schema: {
        tags,
        summary: 'Accepts or discards packages',
        body: decideHandedIn,
        response: { 204: done },
      },
    },
    async (request, reply) => {
      await decidePackages(store, staffOf(request), request.body);
      return reply.code(204).send(null);
    },
  );
  app.post(
    '/handed-in/merged',
    {
      schema: {
        tags,
        summary: 'Says that accepted packages were taken over',
        body: mergedHandedIn,
        response: { 204: done },
      },
    },
    async (request, reply) => {
      await mergePackages(store, staffOf(request), request.body.ids);
      return reply.code(204).send(null);
    },
  );
}
