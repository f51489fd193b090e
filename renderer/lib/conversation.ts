import { useSyncExternalStore } from 'react';

/**
 * A conversation with a client is under way: until it ends, nobody locks for want of input. All windows of the device
 * share its end, a time and nothing about people.
 */
const KEY = 'wegbuch.conversation';
/** Longer than this no lock waits (architecture § 6). */
export const MOST_MS = 60 * 60_000;
const LOOK_MS = 10_000;

const listeners = new Set<() => void>();
/** Where storage is forbidden, the conversation of this window alone. */
let own: number | null = null;

function stored(): number | null {
  try {
    const text = localStorage.getItem(KEY);
    return text === null ? null : Number(text);
  } catch {
    return own;
  }
}

function store(end: number | null): void {
  own = end;
  try {
    if (end === null) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, String(end));
  } catch {
    // Then only this window knows.
  }
  listeners.forEach((listener) => listener());
}

/** When the conversation ends, Unix ms; null without one. An end further away than one may last counts as none. */
export function conversationEnd(now = Date.now()): number | null {
  const end = stored();
  return end !== null && end > now && end <= now + MOST_MS ? end : null;
}

export function beginConversation(now = Date.now()): void {
  store(now + MOST_MS);
}

export function endConversation(): void {
  store(null);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener('storage', listener);
  const timer = setInterval(listener, LOOK_MS);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('storage', listener);
    clearInterval(timer);
  };
}

const current = () => conversationEnd();

/** When the conversation ends, live. */
export function useConversation(): number | null {
  return useSyncExternalStore(subscribe, current);
}
