import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readManifest, releaseKey } from '../../electron/update/manifest';
import { makeReleaseKey, signPackage } from './sign-update';

describe('signing a release', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wegbuch-sign-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  const what = { channel: 'stable', version: '1.4.0', platform: 'win32-x64', percent: 25 } as const;

  it('writes a manifest that a device with the public key reads, and no other device', async () => {
    const path = join(folder, 'Wegbuch-1.4.0.exe');
    await writeFile(path, 'installer');
    const key = await makeReleaseKey(join(folder, 'key.pem'));
    const other = await makeReleaseKey(join(folder, 'other.pem'));
    const bytes = await readFile(await signPackage(path, what, join(folder, 'key.pem')));
    expect(readManifest(bytes, [releaseKey(other), releaseKey(key)])).toMatchObject({ ...what, size: 9 });
    expect(readManifest(bytes, [releaseKey(other)])).toEqual({ refused: 'signature' });
    expect(readManifest(bytes, [])).toEqual({ refused: 'signature' });
  });

  it('does not overwrite a key, and signs nothing that a device would not read', async () => {
    const path = join(folder, 'Wegbuch.exe');
    await writeFile(path, 'installer');
    await makeReleaseKey(join(folder, 'key.pem'));
    await expect(makeReleaseKey(join(folder, 'key.pem'))).rejects.toThrow('EEXIST');
    await expect(signPackage(path, { ...what, version: '1.4' }, join(folder, 'key.pem'))).rejects.toThrow();
    await expect(signPackage(path, { ...what, percent: 0 }, join(folder, 'key.pem'))).rejects.toThrow();
  });
});
