import { createHashHistory, RouterProvider } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import type { AppState } from '../data/api';
import { keepStorage } from '../platform/keep-storage';
import { DeskContext } from './desk-context';
import { createDeskRouter } from './routes';

/** Everything behind the lock. */
export function Desk({ state }: { state: Extract<AppState, { state: 'unlocked' }> }) {
  const [router] = useState(() => createDeskRouter(createHashHistory()));
  useEffect(() => {
    if (!state.demo) void keepStorage();
  }, [state.demo]);
  return (
    <DeskContext value={state}>
      <RouterProvider router={router} />
    </DeskContext>
  );
}
