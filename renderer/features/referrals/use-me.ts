import type { Person } from '../../data/api';
import { data, SECURITY_TOPIC } from '../../data/client';
import { useLive } from '../../data/use-live';

/** The person signed in; null until known. */
export function useMe(): Person | null {
  const { value } = useLive([SECURITY_TOPIC], () => data.security.state(), []);
  return value?.state === 'unlocked' ? value.person : null;
}
