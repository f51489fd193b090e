import { beforeEach, expect, it, vi } from 'vitest';
import { beginConversation, conversationEnd, endConversation, MOST_MS } from './conversation';

const NOW = Date.UTC(2026, 10, 22, 9);

beforeEach(() => {
  const items = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
  });
});

it('lasts an hour and no longer', () => {
  expect(conversationEnd(NOW)).toBeNull();
  beginConversation(NOW);
  expect(conversationEnd(NOW)).toBe(NOW + MOST_MS);
  expect(conversationEnd(NOW + MOST_MS - 1)).toBe(NOW + MOST_MS);
  expect(conversationEnd(NOW + MOST_MS)).toBeNull();
});

it('ends when somebody says so', () => {
  beginConversation(NOW);
  endConversation();
  expect(conversationEnd(NOW)).toBeNull();
});

it('is none when its end is further away than one may last, or no time at all', () => {
  beginConversation(NOW);
  // The clock was set back by a day.
  expect(conversationEnd(NOW - 24 * MOST_MS)).toBeNull();
  localStorage.setItem('wegbuch.conversation', 'bald');
  expect(conversationEnd(NOW)).toBeNull();
});

it('holds in this window where nothing may be stored', () => {
  vi.stubGlobal('localStorage', {
    getItem: () => {
      throw new DOMException('', 'SecurityError');
    },
  });
  beginConversation(NOW);
  expect(conversationEnd(NOW)).toBe(NOW + MOST_MS);
});
