import { describe, expect, it } from 'vitest';
import { nextActive } from './list-keys';

const entries = ['heading', 'client', 'client', 'heading', 'client'].map((kind) => ({ kind }));

describe('keys of the list', () => {
  it('starts at the first person and steps over headings', () => {
    expect(nextActive(entries, -1, 'ArrowDown', 10)).toBe(1);
    expect(nextActive(entries, 2, 'ArrowDown', 10)).toBe(4);
    expect(nextActive(entries, 4, 'ArrowUp', 10)).toBe(2);
  });

  it('holds at the ends', () => {
    expect(nextActive(entries, 4, 'ArrowDown', 10)).toBe(4);
    expect(nextActive(entries, 1, 'ArrowUp', 10)).toBe(1);
    expect(nextActive(entries, 4, 'Home', 10)).toBe(1);
    expect(nextActive(entries, 1, 'End', 10)).toBe(4);
    expect(nextActive(entries, 4, 'PageUp', 10)).toBe(1);
  });

  it('leaves other keys alone', () => {
    expect(nextActive(entries, 2, 'a', 10)).toBe(2);
  });
});
