import { describe, expect, it } from 'vitest';
import { mayPress } from '../kiosk/keys';
import { resolveAsset, responseHeaders, serverOrigin } from '../protocol/resolve';
import { isProtected } from './content-protection';
import { mayRequest } from './egress';
import { mayDownload, mayNavigate, mayOpenExternally, mayShowInFrame } from './navigation';
import { refusedSwitches } from './switches';

const KINDS = ['staff', 'kiosk', 'companion', 'paper'] as const;
const PAGES = { staff: 'index', kiosk: 'kiosk', companion: 'companion', paper: 'paper' };

// Hostile addresses by the hundred: tests/security/shell/navigation.check.ts.
describe('navigation', () => {
  it('lets each window go to its own page, and contents of no window nowhere', () => {
    for (const kind of KINDS) {
      for (const other of KINDS) {
        const url = `app://wegbuch/${PAGES[other]}.html`;
        for (const page of [url, `${url}#/x`, `${url}?demo`])
          expect(mayNavigate(page, kind), `${kind} to ${page}`).toBe(kind === other);
        expect(mayNavigate(url, null)).toBe(false);
      }
    }
  });

  it('shows paper in a frame of the staff window, nothing else anywhere', () => {
    for (const kind of KINDS) expect(mayShowInFrame('app://wegbuch/paper.html', kind)).toBe(kind === 'staff');
    expect(mayShowInFrame('app://wegbuch/index.html', 'staff')).toBe(false);
  });

  it('opens only phone numbers and plain mail addresses outside', () => {
    expect(mayOpenExternally('tel:+4920255501')).toBe(true);
    expect(mayOpenExternally('mailto:a.b@c.example')).toBe(true);
    for (const url of ['mailto:a@b.example?body=x', 'tel:1;ext=2 ', 'https://a.example', 'tel:javascript'])
      expect(mayOpenExternally(url), url).toBe(false);
  });

  it('saves what the staff page made, and nothing from the kiosk or from elsewhere', () => {
    expect(mayDownload('blob:app://wegbuch/1', 'staff')).toBe(true);
    for (const kind of ['kiosk', 'companion', 'paper'] as const)
      expect(mayDownload('blob:app://wegbuch/1', kind)).toBe(false);
    for (const url of [
      'https://s.example/x',
      'app://wegbuch/index.html',
      'blob:app://wegbuch.evil/1',
      'data:,x',
    ])
      expect(mayDownload(url, 'staff')).toBe(false);
  });
});

describe('content protection', () => {
  it('hides what staff see, if the device says so, and never what is meant for clients', () => {
    expect(KINDS.filter((kind) => isProtected(kind, true))).toEqual(['staff', 'paper']);
    expect(KINDS.filter((kind) => isProtected(kind, false))).toEqual([]);
  });
});

describe('the command line', () => {
  it('names what takes a wall down, and nothing else', () => {
    const given = ['demo', 'server', 'no-sandbox', 'remote-debugging-port', 'force-device-scale-factor'];
    expect(refusedSwitches((name) => given.includes(name))).toEqual(['no-sandbox', 'remote-debugging-port']);
  });
});

describe('protocol', () => {
  it('serves what the build emits', () => {
    expect(resolveAsset('app://wegbuch/')).toEqual({ path: 'index.html', type: 'text/html; charset=utf-8' });
    expect(resolveAsset('app://wegbuch/assets/worker-Ab1_.js?x=1')).toMatchObject({
      path: 'assets/worker-Ab1_.js',
    });
  });

  it('refuses every way out of the bundle', () => {
    const bad = ['..', '../x.js', 'a/../../x.js', '%2e%2e/x.js', 'a%2fb.js', 'a\\b.js', '.env', 'a/.git/config.json', 'a//b.js',
      'a\u0000.js', 'C:/x.js', 'a/b', 'x.exe', '..;/x.js']; // prettier-ignore
    for (const path of bad) expect(resolveAsset(`app://wegbuch/${path}`), path).toHaveProperty('refused');
    expect(resolveAsset('app://wegbuchx/index.html')).toHaveProperty('refused');
  });

  it('lets only the worker compile WebAssembly', () => {
    expect(responseHeaders('assets/worker-1.js')['Content-Security-Policy']).toContain('wasm-unsafe-eval');
    expect(responseHeaders('assets/index-1.js')['Content-Security-Policy']).not.toContain('unsafe');
  });

  it('connects to https or this machine only', () => {
    expect(serverOrigin('https://s.example/path')).toBe('https://s.example');
    expect(serverOrigin('http://127.0.0.1:4711')).toBe('http://127.0.0.1:4711');
    for (const bad of ['http://10.0.0.1', 'ftp://x', 'https://u:p@x.example', 'x', 'javascript:1'])
      expect(serverOrigin(bad)).toBeNull();
  });
});

describe('egress', () => {
  it('reaches our own files and the servers this device was told to use', () => {
    const servers = ['https://s.example', 'http://127.0.0.1:4711'];
    for (const url of [
      'app://wegbuch/a.js',
      'https://s.example/api/v1/x',
      'http://127.0.0.1:4711/api',
      'blob:app://wegbuch/1',
    ]) {
      expect(mayRequest(url, servers), url).toBe(true);
    }
    const foreign = [
      'https://s.example.evil/',
      'https://s.example:444/',
      'http://127.0.0.1:4712/',
      'file:///etc/passwd',
      'app://evil/a',
      'ws://s.example/',
      '',
    ];
    for (const url of foreign) expect(mayRequest(url, servers), url).toBe(false);
  });
});

describe('kiosk keys', () => {
  const plain = { type: 'keyDown', key: 'a', control: false, meta: false, alt: false, shift: false };
  it('lets letters through and no chord, function key or control character', () => {
    for (const key of ['a', 'ä', 'م', 'ትግ'.slice(0, 1), '7', 'Enter', 'Tab', ' '])
      expect(mayPress({ ...plain, key })).toBe(true);
    for (const key of [
      'F1',
      'F4',
      'F11',
      'F12',
      'Escape',
      'Meta',
      'ContextMenu',
      'PrintScreen',
      'BrowserBack',
      '\u0000',
      '',
    ]) {
      expect(mayPress({ ...plain, key }), key).toBe(false);
    }
    for (const held of ['control', 'meta', 'alt'] as const)
      expect(mayPress({ ...plain, [held]: true })).toBe(false);
  });
});
