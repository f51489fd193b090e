import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { WindowKind } from '#shared/ipc/channels';
import { IPC } from '#shared/ipc/contract';
import { registerIpc, type IpcHandlers } from '../ipc/handle';
import { createEnvelopeStore } from '../kiosk/envelopes';
import { windowOptions } from './factory';

describe('windows', () => {
  const kinds: WindowKind[] = ['staff', 'kiosk', 'companion', 'paper'];
  it('have the same strict preferences, and a preload only for their own trust level', () => {
    for (const kind of kinds) {
      const { webPreferences } = windowOptions(kind, {
        sessionOf: () => ({}) as Electron.Session,
        preloadOf: (asked) => (asked === 'staff' || asked === 'kiosk' ? `/${asked}.cjs` : null),
      });
      expect(webPreferences).toMatchObject({
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        webSecurity: true,
        webviewTag: false,
      });
      expect(webPreferences?.preload).toBe(kind === 'staff' || kind === 'kiosk' ? `/${kind}.cjs` : undefined);
    }
  });
});

type Handler = (event: unknown, ...args: unknown[]) => Promise<unknown>;

function setUp(kind: WindowKind | null) {
  const registered = new Map<string, Handler>();
  const called = vi.fn();
  const handlers = Object.fromEntries(
    Object.keys(IPC).map((channel) => [
      channel,
      (...args: unknown[]) => (called(channel, args), channel === 'staff:idle-minutes' ? 1 : undefined),
    ]),
  ) as unknown as IpcHandlers;
  registerIpc(
    { handle: (channel, handler) => void registered.set(channel, handler as unknown as Handler) },
    () => kind,
    handlers,
  );
  return { registered, called };
}

const own = { senderFrame: { parent: null, url: 'app://wegbuch/index.html' } };

describe('ipc', () => {
  it('registers exactly the channels of the contract', () => {
    expect([...setUp('staff').registered.keys()].sort()).toEqual(Object.keys(IPC).sort());
  });

  it('answers the right window with parsed arguments', async () => {
    const { registered } = setUp('staff');
    await expect(registered.get('staff:idle-minutes')?.(own)).resolves.toBe(1);
  });

  it.each([
    ['a kiosk window', 'kiosk', own],
    ['an unknown window', null, own],
    ['a subframe', 'staff', { senderFrame: { parent: {}, url: 'app://wegbuch/index.html' } }],
    ['no frame', 'staff', { senderFrame: null }],
    ['a foreign page', 'staff', { senderFrame: { parent: null, url: 'https://wegbuch/index.html' } }],
    [
      'a page that looks like ours',
      'staff',
      { senderFrame: { parent: null, url: 'app://wegbuch.evil/index.html' } },
    ],
  ] as const)('refuses %s', async (_name, kind, event) => {
    const { registered, called } = setUp(kind);
    await expect(registered.get('staff:print')?.(event, [])).rejects.toThrow('refused');
    expect(called).not.toHaveBeenCalled();
  });

  it.each([[[]], [['x']], [[{ __proto__: { a: 1 } }]], [[[], 'extra']], [[null]]])(
    'refuses arguments %j',
    async (args) => {
      const { registered, called } = setUp('staff');
      await expect(registered.get('staff:print')?.(own, ...args)).rejects.toThrow('invalid');
      expect(called).not.toHaveBeenCalled();
    },
  );
});

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
