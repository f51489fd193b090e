import { useSyncExternalStore } from 'react';
import type { Collection } from '#shared/security/compartments';

/** Which records' history a person wants to see. */
export interface HistoryRequest {
  /** What it is the history of, in words ("Kontakt, Anschrift"). */
  title: string;
  records: ReadonlyArray<{
    collection: Collection;
    id: string;
    /** Only these fields; absent: all. */
    fields?: readonly string[];
  }>;
}

let current: HistoryRequest | null = null;
const listeners = new Set<() => void>();

function set(request: HistoryRequest | null): void {
  current = request;
  listeners.forEach((listener) => listener());
}

/** Opens the history sheet of the desk; any screen may ask for it. */
export function showHistory(request: HistoryRequest): void {
  set(request);
}

/** Closes it. */
export function closeHistory(): void {
  set(null);
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** What the sheet shows; null while it is closed. */
export function useHistoryRequest(): HistoryRequest | null {
  return useSyncExternalStore(subscribe, () => current);
}
