import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createEnvelopeStore } from './envelopes';

describe('envelopes', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wegbuch-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('are kept until the server has taken them, once each', async () => {
    const store = createEnvelopeStore(join(folder, 'envelopes'));
    await store.save('aaaaaaaa', 'one');
    await store.save('aaaaaaaa', 'one');
    await store.save('bbbbbbbb', 'two');
    expect(await store.pending()).toEqual([
      { id: 'aaaaaaaa', body: 'one' },
      { id: 'bbbbbbbb', body: 'two' },
    ]);
    await store.remove('aaaaaaaa');
    expect(await readdir(join(folder, 'envelopes'))).toEqual(['bbbbbbbb.envelope']);
  });
});
