import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runApp } from '../../../electron/main/app';
import type { Place } from '../../../electron/main/parts';
import { stubElectron, stubSession, type StubOptions } from './support/electron-stub';
import { ownEvent, withShell } from './support/running-shell';

describe('the start of the shell', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wegbuch-start-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const placeOf = (argv: string[]): Place => ({
    bundle: folder,
    preloads: { staff: '/s.cjs', kiosk: '/k.cjs' },
    argv,
    platform: 'linux',
    arch: 'x64',
    endProcess: () => undefined,
  });
  async function start(options: Partial<StubOptions>, argv: string[] = []) {
    const stub = stubElectron({ userData: folder, ...options });
    const place = placeOf(argv);
    return { ...stub, windows: await runApp(stub.electron, place) };
  }

  it('does not happen packed with a switch that takes a wall down, and says which', async () => {
    const { windows, record } = await start({
      isPackaged: true,
      switches: ['remote-debugging-port', 'no-sandbox'],
    });
    expect(windows).toBeNull();
    expect(record.windows).toHaveLength(0);
    expect(record.exit).toBe(1);
    expect(record.messages.join()).toContain('no-sandbox, remote-debugging-port');
    // Control: tests and developers start the unpacked app with them.
    expect((await start({ switches: ['remote-debugging-port'] })).windows).not.toBeNull();
  });

  it('is in a sandbox, and says what went wrong in the language of the system', async () => {
    const stub = stubElectron({ userData: folder, locale: 'en-GB' });
    stub.electron.session.fromPartition = () => {
      throw new Error('no disk');
    };
    expect(await runApp(stub.electron, placeOf([]))).toBeNull();
    expect(stub.record.sandboxed).toBe(true);
    expect(stub.record.messages).toEqual(['Wegbuch could not start: no disk']);
  });

  it('shuts every session that is not ours, and hands no certificate to anybody', async () => {
    const { app } = await start({});
    const foreign = stubSession('of nobody');
    app.emit('session-created', foreign);
    const request = foreign.handlers.get('request') as (
      details: { url: string },
      answer: (what: { cancel: boolean }) => void,
    ) => void;
    const answers: boolean[] = [];
    for (const url of ['app://wegbuch/index.html', 'https://s.example/'])
      request({ url }, ({ cancel }) => answers.push(cancel));
    expect(answers).toEqual([true, true]);
    const look = foreign.handlers.get('permission-check') as (contents: unknown, name: string) => boolean;
    expect(look({}, 'persistent-storage')).toBe(false);
    const event = { prevented: false, preventDefault: () => void (event.prevented = true) };
    const given: unknown[] = [];
    app.emit('select-client-certificate', event, {}, 'https://s.example', [{}], (...chosen: unknown[]) =>
      given.push(...chosen),
    );
    expect(event.prevented).toBe(true);
    expect(given).toEqual([]);
  });

  it('says nothing of screenshots where the system cannot keep a window out of them', async () => {
    const { record } = await start({});
    const [window] = record.windows;
    if (!window) throw new Error('no window');
    const event = ownEvent(window.webContents, 'index.html');
    expect(await record.ipc.get('staff:content-protection')?.(event)).toBeNull();
  });

  it('refuses an offered version while no release key is built in', async () => {
    const offers = join(folder, 'offers');
    await mkdir(offers);
    const offer = join(offers, 'wegbuch-linux-x64.update');
    await writeFile(offer, `wegbuch-update 1\n${'A'.repeat(86)}\n{}`);
    const { record } = await start({}, [`--updates=${offers}`]);
    await expect.poll(() => record.messages.join()).toContain('signature');
    expect(record.shown).toEqual([]);
  });
});

describe('what a device keeps', () => {
  it('remembers servers and screenshots until the next start, and tells every window at once', async () => {
    await withShell([], async ({ record, folder }) => {
      const [window] = record.windows;
      if (!window) throw new Error('no window');
      const call = (channel: string, ...args: unknown[]) =>
        record.ipc.get(channel)?.(ownEvent(window.webContents, 'index.html'), ...args);
      expect(await call('staff:content-protection')).toBe(true);
      await call('staff:protect-content', false);
      expect(window.seen.protection).toEqual([true, false]);
      expect(await call('staff:allow-server', 'https://s.example/path')).toBe(true);
      expect(await call('staff:allow-server', 'http://10.0.0.1')).toBe(false);
      expect(JSON.parse(await readFile(join(folder, 'data/connections.json'), 'utf8'))).toMatchObject({
        servers: ['https://s.example'],
        contentProtection: false,
      });
    });
  });

  it('has one new window when page and system ask for it at the same time', async () => {
    await withShell(['--kiosk-window'], async ({ windows, record }) => {
      await Promise.all([1, 2, 3].map(() => windows.replace('kiosk', 'kiosk.html')));
      expect(windows.of('kiosk')).toHaveLength(1);
      expect(record.windows).toHaveLength(2);
      await windows.replace('kiosk', 'kiosk.html');
      expect(record.windows).toHaveLength(3);
    });
  });

  it('shows the calling display anew when its process went with the one of the staff window', async () => {
    await withShell([], async ({ windows, record }) => {
      await windows.open('companion', 'companion.html#calling');
      const [staff, calling] = record.windows;
      if (!staff || !calling) throw new Error('no window');
      calling.webContents.seen.process = staff.webContents.seen.process;
      calling.seen.loaded = '';
      await windows.replace('staff', 'index.html');
      expect(calling.seen).toMatchObject({
        destroyed: false,
        loaded: 'app://wegbuch/companion.html#calling',
      });
      expect(staff.seen.destroyed).toBe(true);
    });
  });

  it('reaches a server as soon as it was told to, and no other', async () => {
    await withShell(['--server=https://first.example'], async ({ record }) => {
      const [window] = record.windows;
      const session = record.sessions.get('persist:staff');
      if (!window || !session) throw new Error('no window');
      const request = session.handlers.get('request') as (
        details: { url: string },
        answer: (what: { cancel: boolean }) => void,
      ) => void;
      const reaches = (url: string) => {
        let cancelled = true;
        request({ url }, ({ cancel }) => (cancelled = cancel));
        return !cancelled;
      };
      expect(reaches('https://first.example/api')).toBe(true);
      expect(reaches('https://second.example/api')).toBe(false);
      const event = ownEvent(window.webContents, 'index.html');
      await record.ipc.get('staff:allow-server')?.(event, 'https://second.example');
      expect(reaches('https://second.example/api')).toBe(true);
      expect(reaches('https://second.example.evil/api')).toBe(false);
    });
  });
});
