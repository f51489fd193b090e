import { describe, expect, it, vi } from 'vitest';
import type { StaffBridge } from '#shared/ipc/channels';
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
});
