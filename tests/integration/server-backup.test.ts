import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { backUp } from '../../server/backup/backup';
import { checkBackup } from '../../server/backup/manifest';
import { restore } from '../../server/backup/restore';
import { startTestServer, type TestServer } from './support/server';

let server: TestServer;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wegbuch-backup-'));
  server = await startTestServer();
});
afterAll(async () => {
  await server.end();
  await rm(folder, { recursive: true, force: true });
});

// What a restored backup holds is shown by tests/security/restore.check.ts.
describe('backups of the embedded database', () => {
  it('are there whole or not at all, and never over something else', async () => {
    const backup = join(folder, 'backup');
    const { files } = await backUp(server.dataFolder, backup);
    expect(Object.keys(files)).toContain('cluster/backup_label');
    expect(await checkBackup(backup)).toMatchObject({ version: 1 });
    await expect(backUp(server.dataFolder, backup)).rejects.toMatchObject({ code: 'backup-exists' });
    expect(await readdir(folder)).toEqual(['backup']);
    // The slot that kept the log is gone with its connection.
    const { rows } = await server.owner.query('select from pg_replication_slots');
    expect(rows).toEqual([]);
  }, 120_000);

  it('say in a sentence what is in the way', async () => {
    const nowhere = join(folder, 'nowhere');
    await expect(backUp(nowhere, join(folder, 'b'))).rejects.toMatchObject({ code: 'backup-no-server' });
    await expect(checkBackup(nowhere)).rejects.toMatchObject({ code: 'backup-damaged' });
    const backup = join(folder, 'other');
    await backUp(server.dataFolder, backup);
    await expect(restore(backup, server.dataFolder)).rejects.toMatchObject({ code: 'already-running' });
    const occupied = join(folder, 'occupied');
    await restore(backup, occupied);
    await expect(restore(backup, occupied)).rejects.toMatchObject({ code: 'restore-occupied' });
    await rm(join(backup, 'cluster/PG_VERSION'));
    const empty = join(folder, 'empty');
    await mkdir(empty);
    await expect(restore(backup, empty)).rejects.toMatchObject({ code: 'backup-damaged' });
    expect(await readdir(empty)).toEqual([]);
  }, 120_000);
});
