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
    expect(asked.savePdf).toHaveBeenCalledWith([], 'Schreiben.pdf');
  });
});
