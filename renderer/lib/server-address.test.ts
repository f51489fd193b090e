import { expect, it } from 'vitest';
import { serverAddress } from './server-address';

it.each([
  ['wegbuch.stadt.example', 'https://wegbuch.stadt.example'],
  [' https://wegbuch.stadt.example/app ', 'https://wegbuch.stadt.example'],
  ['http://192.168.1.5:47000', 'http://192.168.1.5:47000'],
  ['localhost:47200', 'http://localhost:47200'],
  ['', null],
  ['zwei worte', null],
  ['https://', null],
  ['https://name:geheim@server.example', null],
])('%s → %s', (typed, origin) => expect(serverAddress(typed)).toBe(origin));
