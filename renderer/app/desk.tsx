import { createHashHistory, RouterProvider } from '@tanstack/react-router';
import { useState } from 'react';
import type { AppState } from '../data/api';
import { DeskContext } from './desk-context';
import { createDeskRouter } from './routes';

/** Everything behind the lock. */
export function Desk({ state }: { state: Extract<AppState, { state: 'unlocked' }> }) {
  const [router] = useState(() => createDeskRouter(createHashHistory()));
  return (
    <DeskContext value={state}>
      <RouterProvider router={router} />
    </DeskContext>
  );
}
