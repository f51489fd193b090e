import { OFFICE_DOCUMENT } from '#shared/domain/office';
import { useEffect, useRef } from 'react';
import { LOCK_TOPIC } from '../data/changes';
import { data, onDataChange } from '../data/client';
import { saveTyped } from '../data/use-fields';
import { useLive } from '../data/use-live';
import { createClockWatch } from '../lib/clock-watch';
import { conversationEnd, endConversation, useConversation } from '../lib/conversation';
import { rememberLock } from '../lib/lock-reason';
import { platform } from '../platform/current';
import { keepPlace, leavePlace } from './place';

const DEFAULT_LOCK_MINUTES = 10;
const INPUT_EVENTS = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'] as const;

/** Locks every window, once what was typed is saved. `idleMinutes`: why, for the lock screen. The document is replaced once it is done. */
export async function lockNow(idleMinutes: number | null): Promise<void> {
  rememberLock({ at: new Date().toISOString(), idleMinutes });
  endConversation();
  await saveTyped();
  // A device without room locks all the same.
  await keepPlace().catch(() => undefined);
  await data.security.lock();
  leavePlace();
  platform.replaceAfterLock();
}

/** Another window locks: what was typed here is saved before this one follows. */
export function useLockTogether(): void {
  useEffect(
    () => onDataChange(({ collections }) => void (collections.includes(LOCK_TOPIC) && lockNow(null))),
    [],
  );
}

/** Strg+L locks, wherever the focus is. */
export function useLockShortcut(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 'l') {
        event.preventDefault();
        void lockNow(null);
      }
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}

/**
 * Locks after the office's minutes without input, but not during a conversation, and when the system locks or sleeps
 * or its clock is set, whatever is under way.
 */
export function useIdleLock(): void {
  const { value: office } = useLive(['office'], () => data.documents.get('office', OFFICE_DOCUMENT), []);
  const minutes = office?.value.lockAfterMinutes ?? DEFAULT_LOCK_MINUTES;
  const conversation = useConversation();
  const lastInput = useRef(Date.now());
  useEffect(() => {
    const onInput = () => (lastInput.current = Date.now());
    const clockJumped = createClockWatch();
    for (const name of INPUT_EVENTS) window.addEventListener(name, onInput, { passive: true, capture: true });
    const check = async () => {
      if (clockJumped()) return lockNow(null);
      if (conversationEnd() !== null) return;
      const idle = (await platform.idleMinutes()) ?? (Date.now() - lastInput.current) / 60_000;
      if (idle >= minutes) await lockNow(minutes);
    };
    const timer = setInterval(() => void check(), 5_000);
    platform.unlocked(conversation === null ? minutes : null);
    const stopSystem = platform.onSystemLock(() => void lockNow(null));
    return () => {
      for (const name of INPUT_EVENTS) window.removeEventListener(name, onInput, { capture: true });
      clearInterval(timer);
      stopSystem();
    };
  }, [minutes, conversation]);
}
