import { describe, expect, it } from 'vitest';
import { ageProblem, newestMajor } from './electron-age';

describe('the age of Electron', () => {
  it('follows its calendar of eight weeks', () => {
    expect(newestMajor(Date.UTC(2025, 10, 1))).toBe(39);
    expect(newestMajor(Date.UTC(2026, 10, 22))).toBe(45);
  });

  it('accepts the newest three majors, and nothing older or vague', () => {
    const day = Date.UTC(2026, 10, 22);
    for (const version of ['45.4.1', '44.0.0', '43.2.1']) expect(ageProblem(version, day)).toBeNull();
    for (const version of ['42.9.9', '^45.4.1', '45', 'latest'])
      expect(ageProblem(version, day)).not.toBeNull();
  });
});
