import { createHashHistory, RouterProvider } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import type { AppState } from '../data/api';
import { keepStorage } from '../platform/keep-storage';
import { DeskContext } from './desk-context';
import { takePlace } from './place';
import { createDeskRouter } from './routes';

/** Everything behind the lock. */
export function Desk({ state }: { state: Extract<AppState, { state: 'unlocked' }> }) {
  const [router, setRouter] = useState<ReturnType<typeof createDeskRouter> | null>(null);
  useEffect(() => {
    if (!state.demo) void keepStorage();
  }, [state.demo]);
  useEffect(() => {
    // The router begins where the person was before the lock.
    void takePlace().finally(() => setRouter(createDeskRouter(createHashHistory())));
  }, []);
  if (!router) return null;
  return (
    <DeskContext value={state}>
      <RouterProvider router={router} />
    </DeskContext>
  );
}
