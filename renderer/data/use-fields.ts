import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Values } from '#shared/domain/registry';
import type { Collection } from '#shared/security/compartments';
import type { DataError, View } from './api';
import { data } from './client';
import { toDataError } from './errors';

/** A pause in typing after which what was typed is saved, in milliseconds. */
export const SAVE_PAUSE_MS = 600;

/** How long a lock waits for what was typed, in milliseconds. */
const HAND_OVER_MS = 800;
const open = new Set<() => Promise<void>>();

/** Saves what is typed and not saved yet in every form; resolves when it is safe, or when a lock can wait no longer. */
export async function saveTyped(): Promise<void> {
  const saved = Promise.allSettled([...open].map((flush) => flush()));
  await Promise.race([saved, new Promise((resolve) => setTimeout(resolve, HAND_OVER_MS))]);
}

/** Has `save` called when a lock comes. Returns the way to take it back. */
export function saveOnLock(save: () => Promise<void>): () => void {
  open.add(save);
  return () => void open.delete(save);
}

export interface Fields<C extends Collection> {
  /** What is saved, with what was typed since on top. */
  value: Values<C>;
  /** Takes values over; they are saved at the next pause. */
  set: (patch: Partial<Values<C>>) => void;
  /** Saves now what is still waiting; resolves when it is safe. */
  flush: () => Promise<void>;
  state: 'saved' | 'waiting' | 'error';
  error: DataError | null;
}

/** Keys of `patch` that may be saved: those whose value `accept` lets through. */
function acceptable<T extends object>(patch: Partial<T>, accept: (patch: Partial<T>) => boolean): Partial<T> {
  const entries = Object.entries(patch).filter(([key, value]) => accept({ [key]: value } as Partial<T>));
  return Object.fromEntries(entries) as Partial<T>;
}

interface FieldsOptions<C extends Collection> {
  /** Holds a value back that is not yet fit to be saved ("anna@"). */
  accept?: (patch: Partial<Values<C>>) => boolean;
  /** Makes the document with what was typed first, where there is none yet. */
  make?: ((values: Partial<Values<C>>) => Promise<unknown>) | undefined;
}

/**
 * The one way forms save a document: each field on its own, at every pause in typing, when the field set is
 * left and when the form goes away.
 */
export function useFields<C extends Collection>(
  collection: C,
  view: Pick<View<C>, 'id' | 'value'>,
  { accept = () => true, make }: FieldsOptions<C> = {},
): Fields<C> {
  const [typed, setTyped] = useState<Partial<Values<C>>>({});
  const [error, setError] = useState<DataError | null>(null);
  const waiting = useRef<Partial<Values<C>>>({});
  const saving = useRef<Promise<void>>(Promise.resolve());
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const latest = useRef({ accept, make });
  const made = useRef(false);
  useEffect(() => {
    latest.current = { accept, make };
  });

  const flush = useCallback(() => {
    clearTimeout(timer.current);
    const patch = acceptable<Values<C>>(waiting.current, latest.current.accept);
    const keys = Object.keys(patch) as Array<keyof Values<C>>;
    if (keys.length === 0) return saving.current;
    for (const key of keys) delete waiting.current[key];
    saving.current = saving.current.then(async () => {
      try {
        if (latest.current.make && !made.current) await latest.current.make(patch);
        else await data.documents.change(collection, view.id, patch);
        made.current = true;
        setError(null);
      } catch (reason) {
        waiting.current = { ...patch, ...waiting.current };
        setError(toDataError(reason));
      }
      // A new object, so that the state in words follows what is still waiting.
      setTyped((now) => ({ ...now }));
    });
    return saving.current;
  }, [collection, view.id]);

  const set = useCallback(
    (patch: Partial<Values<C>>) => {
      waiting.current = { ...waiting.current, ...patch };
      setTyped((now) => ({ ...now, ...patch }));
      clearTimeout(timer.current);
      timer.current = setTimeout(() => void flush(), SAVE_PAUSE_MS);
    },
    [flush],
  );

  useEffect(() => {
    open.add(flush);
    return () => {
      open.delete(flush);
      void flush();
    };
  }, [flush]);

  const value = useMemo(() => ({ ...view.value, ...typed }), [view.value, typed]);
  const state = error ? 'error' : Object.keys(waiting.current).length > 0 ? 'waiting' : 'saved';
  return { value, set, flush, state, error };
}
