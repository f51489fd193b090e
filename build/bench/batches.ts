import { randomBytes } from 'node:crypto';

/** Rows as a device pushes them; to the server, ciphertext and random bytes are the same. */

/** Bytes of an ordinary record's ciphertext. */
const BODY_BYTES = 1_024;
const bodies = Array.from({ length: 64 }, () => randomBytes(BODY_BYTES).toString('base64url'));
const newId = () => randomBytes(16).toString('base64url');

/** The body of a push with so many new rows. */
export function batchText(count: number): string {
  const stamp = `${Date.now().toString(16).padStart(12, '0')}-0000-bench`;
  const rows = Array.from(
    { length: count },
    (_, at) =>
      `{"id":"${newId()}","collection":"client-files","compartment":"stammdaten","fileId":"${newId()}","keyId":"bench","base":0,"rev":"${newId()}","maxStamp":"${stamp}","body":"${bodies[at % bodies.length] ?? ''}"}`,
  );
  return `{"rows":[${rows.join(',')}]}`;
}
