import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mayPress } from '../kiosk/keys';
import { resolveAsset, responseHeaders, serverOrigin } from '../protocol/resolve';
import { mayRequest } from './egress';
import { mayNavigate, mayOpenExternally } from './navigation';
import { mayUse } from './permission';

const HOSTILE = [
  'javascript:alert(1)', 'data:text/html,x', 'blob:app://wegbuch/1', 'file:///etc/passwd', 'https://example.org/',
  'app://wegbuch@evil/index.html', 'app://evil/index.html', 'app://wegbuch.evil/index.html', 'app://wegbuch/../x.html',
  'app://user@wegbuch/index.html', 'app://wegbuch:80/index.html', 'app:index.html', 'http://wegbuch/index.html',
  'app://wegbuch/evil.html', 'app://wegbuch\\evil/index.html', 'about:blank', 'chrome://settings', 'ms-settings:', '',
]; // prettier-ignore

/** Negative control: the naive check that these tests must be able to tell from ours. */
const naive = (url: string) => url.startsWith('app://wegbuch');

describe('navigation', () => {
  it('allows our four pages and nothing hostile', () => {
    for (const page of ['index', 'kiosk', 'paper', 'companion'])
      expect(mayNavigate(`app://wegbuch/${page}.html#/x`)).toBe(true);
    for (const url of HOSTILE) expect(mayNavigate(url), url).toBe(false);
    expect(HOSTILE.some(naive)).toBe(true);
  });

  it('never allows or throws on generated addresses', () => {
    fc.assert(
      fc.property(fc.oneof(fc.webUrl(), fc.string(), fc.string({ unit: 'binary' })), (url) => {
        expect(mayNavigate(url)).toBe(false);
        expect(mayOpenExternally(url)).toBe(false);
      }),
      { numRuns: 5_000 },
    );
  });

  it('opens only phone numbers and plain mail addresses outside', () => {
    expect(mayOpenExternally('tel:+4920255501')).toBe(true);
    expect(mayOpenExternally('mailto:a.b@c.example')).toBe(true);
    for (const url of [
      'mailto:a@b.example?body=x',
      'tel:1;ext=2 ',
      'https://a.example',
      'tel:javascript',
      ...HOSTILE,
    ]) {
      expect(mayOpenExternally(url), url).toBe(false);
    }
  });
});

describe('permissions', () => {
  const all = ['persistent-storage', 'clipboard-sanitized-write', 'media', 'geolocation', 'notifications', 'midi', 'hid', 'serial', 'usb',
    'fullscreen', 'openExternal', 'display-capture', 'clipboard-read', 'idle-detection', 'storage-access', 'unknown']; // prettier-ignore
  it('gives exactly the listed ones', () => {
    const given = (['staff', 'kiosk', 'companion', 'paper', null] as const).map((kind) =>
      all.filter((name) => mayUse(kind, name)),
    );
    expect(given).toEqual([
      ['persistent-storage', 'clipboard-sanitized-write'],
      ['persistent-storage'],
      [],
      [],
      [],
    ]);
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

  it('never lets a generated path leave the folder', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (path) => {
        const asset = resolveAsset(`app://wegbuch/${path}`);
        if ('path' in asset) expect(asset.path.split('/')).not.toContain('..');
      }),
      { numRuns: 5_000 },
    );
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
