import { data, SYNC_TOPIC } from './client';
import type { Loading } from './sync-api';
import { useLive } from './use-live';

/** How far the office has been loaded onto this device; null when everything is here. */
export function useLoading(): Loading | null {
  const { value: sync } = useLive([SYNC_TOPIC], () => data.sync.state(), []);
  return sync && 'loading' in sync ? sync.loading : null;
}
