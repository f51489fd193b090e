import { startTransition, useCallback, useEffect, useRef, useState } from 'react';
import type { DataError } from './api';
import { onDataChange } from './client';
import { toDataError } from './errors';

/** What a live query knows now. `value` stays the last one while the query runs again after a change. */
export type Live<T> =
  | { status: 'loading'; value: undefined; error: null; refresh: () => void }
  | { status: 'ready'; value: T; error: null; refresh: () => void }
  | { status: 'error'; value: T | undefined; error: DataError; refresh: () => void };

type Result<T> =
  | { status: 'loading' }
  | { status: 'ready'; value: T }
  | { status: 'error'; value: T | undefined; error: DataError };

/**
 * Runs `query` now and again after every change in one of `collections` (or 'sync', 'security'). When `deps`
 * change the question is another one: the old answer is dropped at once, so that one client's data never
 * stands under another's name; `keep: true` leaves it standing (a list while the search text is typed) and draws
 * the next one piece by piece, so that the page answers meanwhile.
 */
export function useLive<T>(
  collections: readonly string[],
  query: () => Promise<T>,
  deps: readonly unknown[],
  options: { keep?: boolean } = {},
): Live<T> {
  const [result, setResult] = useState<Result<T>>({ status: 'loading' });
  const [asked, setAsked] = useState(deps);
  const turns = useRef({ last: 0 });
  const latest = useRef(query);
  const { keep = false } = options;
  const topics = collections.join(' ');
  const changed = deps.length !== asked.length || deps.some((dep, at) => !Object.is(dep, asked[at]));

  if (changed) {
    setAsked(deps);
    if (!keep) setResult({ status: 'loading' });
  }

  useEffect(() => {
    latest.current = query;
  });

  const refresh = useCallback(() => {
    const turn = ++turns.current.last;
    latest.current().then(
      (value) => {
        if (turn !== turns.current.last) return;
        const show = () => setResult({ status: 'ready', value });
        if (keep) startTransition(show);
        else show();
      },
      (reason: unknown) => {
        if (turn !== turns.current.last) return;
        setResult((last) => ({
          status: 'error',
          value: last.status === 'loading' ? undefined : last.value,
          error: toDataError(reason),
        }));
      },
    );
  }, [keep]);

  useEffect(() => {
    refresh();
    const own = turns.current;
    const wanted = new Set(topics.split(' '));
    const stop = onDataChange((event) => {
      if (event.collections.some((name) => wanted.has(name))) refresh();
    });
    return () => {
      stop();
      // An answer that is still under way belongs to nobody any more.
      own.last++;
    };
  }, [refresh, topics, asked]);

  switch (result.status) {
    case 'loading':
      return { status: 'loading', value: undefined, error: null, refresh };
    case 'ready':
      return { status: 'ready', value: result.value, error: null, refresh };
    case 'error':
      return { status: 'error', value: result.value, error: result.error, refresh };
  }
}
