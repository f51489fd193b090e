import { useSyncExternalStore } from 'react';

const query = () => globalThis.matchMedia('(orientation: landscape)');

/** Whether the screen is wider than high now. */
export function useLandscape(): boolean {
  return useSyncExternalStore(
    (onChange) => {
      const media = query();
      media.addEventListener('change', onChange);
      return () => media.removeEventListener('change', onChange);
    },
    () => query().matches,
  );
}
