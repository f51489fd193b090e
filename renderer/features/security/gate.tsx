import { lazy } from 'react';
import type { AppState, DataError } from '../../data/api';
import { BrokenStore } from './broken-store';
import { GateShell } from './gate-shell';
import { Unlock } from './unlock';

const SetUp = lazy(async () => ({ default: (await import('./set-up')).SetUp }));
const Joining = lazy(async () => ({ default: (await import('./joining')).Joining }));
const Suspended = lazy(async () => ({ default: (await import('./suspended')).Suspended }));

/** What stands before the desk: set up, unlock, wait for confirmation, or a store that cannot be read. */
export function Gate({ state, error }: { state: AppState | undefined; error: DataError | null }) {
  if (!state) return error ? <BrokenStore reason={error.code} /> : <GateShell />;
  switch (state.state) {
    case 'empty':
      return <SetUp handedIn={state.handedIn ?? null} />;
    case 'broken':
      return <BrokenStore reason={state.reason} />;
    case 'joining':
      return <Joining officeName={state.officeName} name={state.name} />;
    case 'suspended':
      return <Suspended officeName={state.officeName} name={state.name} since={state.since} />;
    case 'locked':
      return <Unlock state={state} />;
    case 'unlocked':
      return <GateShell />;
  }
}
