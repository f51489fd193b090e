import { createHash, randomBytes } from 'node:crypto';
import type { Compartment } from '#shared/security/compartments';
import { BLOB_CHUNK_BYTES, type BlobState } from '#shared/sync/blobs-protocol';
import { API, newId, type TestPerson } from './office';
import { type Answer, call } from './server';

/** Ciphertext as a device would upload it; random, since the server cannot tell. */
export interface TestBlob {
  compartment: Compartment;
  address: string;
  fileId: string | null;
  bytes: Buffer<ArrayBuffer>;
}

export function newBlob(size: number, change: Partial<TestBlob> = {}): TestBlob {
  const bytes = Buffer.from(randomBytes(size));
  const address = createHash('sha256').update(bytes).digest('base64url');
  return { compartment: 'stammdaten', address, fileId: newId(), bytes, ...change };
}

export function announce(base: string, { token }: TestPerson, blob: TestBlob): Promise<Answer> {
  const { compartment, address, fileId, bytes } = blob;
  return call(base, 'POST', `${API}/blobs`, {
    token,
    body: { compartment, address, fileId, size: bytes.length },
  });
}

export const chunkUrl = ({ compartment, address }: TestBlob, n: number) =>
  `${API}/blobs/${compartment}/${address}/chunks/${String(n)}`;

export const chunkOf = ({ bytes }: TestBlob, n: number) =>
  bytes.subarray(n * BLOB_CHUNK_BYTES, (n + 1) * BLOB_CHUNK_BYTES);

export function putChunk(
  base: string,
  { token }: TestPerson,
  blob: TestBlob,
  n: number,
  raw = chunkOf(blob, n),
) {
  const headers = { 'content-type': 'application/octet-stream' };
  return call(base, 'PUT', chunkUrl(blob, n), { token, raw, headers });
}

/** Uploads as a client does, from wherever an earlier try ended; throws on any refusal. */
export async function upload(base: string, person: TestPerson, blob: TestBlob): Promise<number> {
  let sent = 0;
  for (;;) {
    const answer = await announce(base, person, blob);
    if (answer.status !== 200) throw new Error(`blob: ${String(answer.status)}`);
    const state = answer.body as unknown as BlobState;
    if (state.complete) return sent;
    for (const n of state.missing) {
      const put = await putChunk(base, person, blob, n);
      if (put.status !== 204) throw new Error(`chunk: ${String(put.status)}`);
      sent++;
    }
  }
}

/** A chunk as stored, or the status of the refusal. */
export async function download(base: string, { token }: TestPerson, blob: TestBlob, n: number) {
  const response = await fetch(base + chunkUrl(blob, n), { headers: { authorization: `Bearer ${token}` } });
  if (response.status !== 200) return response.status;
  return Buffer.from(await response.arrayBuffer());
}
