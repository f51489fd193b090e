import { describe, expect, it, vi } from 'vitest';
import { concat, equalBytes } from '#shared/crypto/bytes';
import type { FileOutcome, StaffBridge } from '#shared/ipc/channels';
import { electronPlatform } from './electron';

const bridge = () =>
  ({
    print: vi.fn(async () => 'done' as const),
    savePdf: vi.fn(async () => 'cancelled' as const),
    openCallingWindow: vi.fn(async () => undefined),
    openCompanionWindow: vi.fn(async () => undefined),
    idleMinutes: vi.fn(async () => 3),
    replaceAfterLock: vi.fn(async () => undefined),
    allowServer: vi.fn(async () => false),
    readNote: vi.fn(async () => null),
    writeNote: vi.fn(async () => 'full' as const),
    freeBytes: vi.fn(async () => 7),
    openJournal: vi.fn(async () => 'done' as const),
    appendJournal: vi.fn(async () => 'failed' as const),
    readJournal: vi.fn(async () => new Uint8Array(3)),
    journalSize: vi.fn(async () => 3),
    replaceJournal: vi.fn(async () => 'done' as const),
    chooseBackupFolder: vi.fn(async () => true),
    backupFolder: vi.fn(async (): Promise<{ name: string; open: boolean } | null> => null),
    writeBackup: vi.fn(async (): Promise<FileOutcome> => 'done'),
    finishBackup: vi.fn(async (): Promise<FileOutcome> => 'done'),
    readBackup: vi.fn(async () => new Uint8Array()),
    thinOutBackups: vi.fn(async () => undefined),
    unlocked: vi.fn(async () => undefined),
    copied: vi.fn(async () => undefined),
    contentProtection: vi.fn(async () => true),
    protectContent: vi.fn(async () => undefined),
    keepSecret: vi.fn(async () => 'unavailable' as const),
    keptSecret: vi.fn(async () => ({ state: 'none' as const })),
    askPins: vi.fn(async () => ({ people: [], sealed: null })),
    onSystemLock: vi.fn(() => () => undefined),
  }) satisfies StaffBridge;

describe('the desktop platform', () => {
  it('asks the bridge for everything that a browser cannot do', async () => {
    const asked = bridge();
    const platform = electronPlatform(asked);
    expect(await platform.print([])).toBe('done');
    expect(await platform.savePdf([], 'Schreiben.pdf')).toBe('cancelled');
    expect(await platform.allowServer('http://10.0.0.1')).toBe(false);
    expect(await platform.idleMinutes()).toBe(3);
    platform.unlocked(null);
    expect(asked.unlocked).toHaveBeenCalledWith(null);
    expect(await platform.contentProtection?.current()).toBe(true);
    await platform.contentProtection?.change(false);
    expect(asked.protectContent).toHaveBeenCalledWith(false);
    platform.replaceAfterLock();
    expect(asked.replaceAfterLock).toHaveBeenCalledOnce();
    const { marker, openJournal } = platform.deviceFiles ?? {};
    await expect(marker?.write('x')).rejects.toMatchObject({ code: 'storage-full' });
    expect(await platform.deviceFiles?.freeBytes()).toBe(7);
    const journal = await openJournal?.('worker-1');
    await expect(journal?.append(new Uint8Array(1))).rejects.toMatchObject({ code: 'storage-broken' });
    await journal?.replace(new Uint8Array(1), 2);
    expect(asked.replaceJournal).toHaveBeenCalledWith('worker-1', new Uint8Array(1), 2);
    expect(asked.savePdf).toHaveBeenCalledWith([], 'Schreiben.pdf');
  });

  it('writes a backup piece by piece into the folder and reads back what lies there', async () => {
    const disk = new Map<string, Uint8Array[]>();
    const asked = {
      ...bridge(),
      writeBackup: vi.fn(async (name: string, position: number, bytes: Uint8Array): Promise<FileOutcome> => {
        if (position === 0) disk.set(`${name}.new`, []);
        disk.get(`${name}.new`)?.push(Uint8Array.from(bytes));
        return 'done';
      }),
      finishBackup: vi.fn(async (name: string): Promise<FileOutcome> => {
        disk.set(name, disk.get(`${name}.new`) ?? []);
        return 'done';
      }),
      readBackup: vi.fn(async (name: string, from: number, length: number) =>
        concat(...(disk.get(name) ?? [])).slice(from, from + length),
      ),
    };
    const { backups } = electronPlatform(asked);
    const file = new Blob([new Uint8Array(9_000_001).fill(7)]);
    expect(await backups.write('x', file)).toBeNull();
    asked.backupFolder.mockResolvedValue({ name: 'Laufwerk', open: true });
    const back = await backups.write('x', file);
    expect(asked.writeBackup).toHaveBeenCalledTimes(3);
    const bytesOf = async (blob: Blob | null) => new Uint8Array((await blob?.arrayBuffer()) ?? []);
    expect(equalBytes(await bytesOf(back), await bytesOf(file))).toBe(true);
    for (const [outcome, code] of [
      ['full', 'backup-folder-full'],
      ['failed', 'backup-folder'],
    ] as const) {
      asked.writeBackup.mockResolvedValueOnce(outcome);
      await expect(backups.write('x', file)).rejects.toMatchObject({ code });
      asked.finishBackup.mockResolvedValueOnce(outcome);
      await expect(backups.write('x', file)).rejects.toMatchObject({ code });
    }
  });
});
