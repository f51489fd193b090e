import { createContext, use } from 'react';
import type { AppState } from '../data/api';

type Unlocked = Extract<AppState, { state: 'unlocked' }>;

export const DeskContext = createContext<Unlocked | null>(null);

/** Who works here in which office; only below the desk. */
export function useDesk(): Unlocked {
  const desk = use(DeskContext);
  if (!desk) throw new Error('useDesk stands outside the desk.');
  return desk;
}
