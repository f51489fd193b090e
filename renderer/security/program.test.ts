import { expect, it } from 'vitest';
import { program } from './program';

const SIGNS = {
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/142.0 Safari/537.36': ['browser', 'windows'],
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/142.0 Electron/45.4.1 Safari/537.36': ['app', 'windows'],
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.0 Safari/605.1.15': ['browser', 'mac'],
  'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0': ['browser', 'linux'],
  '': ['browser', 'other'],
} as const;

it('tells app from browser, and the system, and nothing closer', () => {
  for (const [agent, [edition, system]] of Object.entries(SIGNS))
    expect(program(agent)).toEqual({ edition, system });
});
