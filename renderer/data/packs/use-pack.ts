import { useEffect, useState } from 'react';

/** A static data pack for a screen: null until it is there. A pack that fails to load stays null (codes show). */
export function usePack<T>(load: () => Promise<T>): T | null {
  const [pack, setPack] = useState<T | null>(null);
  useEffect(() => {
    let wanted = true;
    load().then(
      (loaded) => wanted && setPack(() => loaded),
      () => undefined,
    );
    return () => {
      wanted = false;
    };
  }, [load]);
  return pack;
}
