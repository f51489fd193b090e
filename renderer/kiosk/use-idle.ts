import { useEffect, useRef, useState } from 'react';
import { idleAt, type Idle } from './idle';

/** Watches for touches and keys while `on`; `onOver` ends the visit. */
export function useIdle(on: boolean, onOver: () => void): { idle: Idle; touch: () => void } {
  const lastTouch = useRef(0);
  const [idle, setIdle] = useState<Idle>({ state: 'active' });
  const over = useRef(onOver);
  useEffect(() => {
    over.current = onOver;
  });
  const touch = () => {
    lastTouch.current = performance.now();
    setIdle({ state: 'active' });
  };
  useEffect(() => {
    if (!on) return;
    const onTouch = () => {
      lastTouch.current = performance.now();
    };
    onTouch();
    const timer = setInterval(() => {
      const now = idleAt(lastTouch.current, performance.now());
      setIdle(now);
      if (now.state !== 'over') return;
      clearInterval(timer);
      over.current();
    }, 250);
    const events = ['pointerdown', 'pointermove', 'keydown'] as const;
    for (const name of events) globalThis.addEventListener(name, onTouch, { passive: true });
    return () => {
      clearInterval(timer);
      for (const name of events) globalThis.removeEventListener(name, onTouch);
      setIdle({ state: 'active' });
    };
  }, [on]);
  return { idle, touch };
}
