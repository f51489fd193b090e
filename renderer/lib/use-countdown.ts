import { useEffect, useState } from 'react';

/** Seconds left until a moment that lies `start` seconds ahead; begins anew whenever `start` or `key` changes. */
export function useCountdown(start: number, key: unknown): number {
  const [left, setLeft] = useState(start);
  useEffect(() => {
    setLeft(start);
    if (start <= 0) return;
    const end = Date.now() + start * 1_000;
    const timer = setInterval(() => {
      const now = Math.max(0, Math.ceil((end - Date.now()) / 1_000));
      setLeft(now);
      if (now === 0) clearInterval(timer);
    }, 250);
    return () => clearInterval(timer);
  }, [start, key]);
  return left;
}
