import { useEffect, useRef, useState } from 'react';

/** Counts whole seconds down from `milliseconds`, calls `onOver` once at the end; `again` starts anew. */
export function useSeconds(milliseconds: number, onOver: () => void): { left: number; again: () => void } {
  const [end, setEnd] = useState(() => performance.now() + milliseconds);
  const [left, setLeft] = useState(Math.ceil(milliseconds / 1000));
  const over = useRef(onOver);
  useEffect(() => {
    over.current = onOver;
  });
  useEffect(() => {
    const timer = setInterval(() => {
      const rest = Math.max(0, Math.ceil((end - performance.now()) / 1000));
      setLeft(rest);
      if (rest > 0) return;
      clearInterval(timer);
      over.current();
    }, 250);
    return () => clearInterval(timer);
  }, [end]);
  return {
    left,
    again: () => {
      setEnd(performance.now() + milliseconds);
      setLeft(Math.ceil(milliseconds / 1000));
    },
  };
}
