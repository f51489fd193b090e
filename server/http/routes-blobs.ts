import { announceBlob, BLOB_CHUNK_BYTES, blobState, chunkPath } from '#shared/sync/blobs-protocol';
import { announce, getChunk, putChunk } from '../blobs/blobs';
import { postgresBlobs } from '../blobs/postgres-blobs';
import { Problem } from '../problem';
import { done } from './schemas';
import { type App, type Services, staffOf } from './types';

const tags = ['blobs'];
const CHUNK = '/blobs/:compartment/:address/chunks/:n';
const BYTES = 'application/octet-stream';

/** Encrypted attachments, in chunks. */
export function blobRoutes(app: App, { config, store }: Services): void {
  const database = postgresBlobs(store);
  app.addContentTypeParser(BYTES, { parseAs: 'buffer', bodyLimit: BLOB_CHUNK_BYTES }, (_, body, parsed) => {
    parsed(null, body);
  });
  app.post(
    '/blobs',
    {
      schema: {
        tags,
        summary: 'What is there of a blob; completes it',
        body: announceBlob,
        response: { 200: blobState },
      },
    },
    (request) =>
      announce(database, staffOf(request), request.body, {
        mostBytes: config.limits.blobBytes,
        now: Date.now(),
      }),
  );
  app.put(
    CHUNK,
    {
      bodyLimit: BLOB_CHUNK_BYTES,
      schema: {
        tags,
        summary: 'Puts one chunk',
        consumes: [BYTES],
        params: chunkPath,
        response: { 204: done },
      },
    },
    async (request, reply) => {
      if (!Buffer.isBuffer(request.body)) throw new Problem(415, 'unsupported-media-type', `Send ${BYTES}.`);
      await putChunk(database, staffOf(request), request.params, request.body);
      return reply.code(204).send(null);
    },
  );
  app.get(
    CHUNK,
    {
      schema: { tags, summary: 'One chunk of a complete blob', produces: [BYTES], params: chunkPath },
    },
    async (request, reply) => {
      const chunk = await getChunk(database, staffOf(request), request.params);
      return reply.header('content-type', BYTES).send(chunk);
    },
  );
}
