import { useEffect, useRef, useState } from 'react';
import { z } from 'zod';
import { createDelivery, type Delivery } from './delivery';
import { refreshRecord } from './enrol';
import type { KioskPlatform } from './platform';
import { forgetRecord, type KioskRecord, saveRecord } from './record';
import { ask, KioskServerError, postEnvelope } from './server';

const HEARTBEAT_MS = 60_000;
const REFRESH_MS = 10 * 60_000;

export interface Connection {
  /** With the newest inbox key. */
  record: KioskRecord;
  offline: boolean;
  /** Sends what lies on disk, now. */
  wake: () => void;
}

/**
 * Keeps an enrolled kiosk in touch with its server: sends envelopes until they are taken, says that it lives,
 * and looks for a new inbox key. `onEnded` is called when the server no longer knows this kiosk.
 */
export function useConnection(platform: KioskPlatform, first: KioskRecord, onEnded: () => void): Connection {
  const [record, setRecord] = useState(first);
  const [offline, setOffline] = useState(false);
  const delivery = useRef<Delivery | null>(null);
  const ended = useRef(onEnded);
  useEffect(() => {
    ended.current = onEnded;
  });
  useEffect(() => {
    const { server, token } = first;
    let current = first;
    const later = (callback: () => void, milliseconds: number) => {
      const timer = setTimeout(callback, milliseconds);
      return () => clearTimeout(timer);
    };
    const sender = createDelivery({
      platform,
      post: (envelope) => postEnvelope(server, token, envelope),
      later,
      onState: ({ outcome }) => outcome !== null && setOffline(outcome !== 'taken'),
    });
    delivery.current = sender;
    const wake = () => void sender.wake();
    const heartbeat = async () => {
      try {
        await ask(server, z.unknown(), { method: 'POST', path: '/kiosk/heartbeat', token });
        setOffline(false);
      } catch (error) {
        setOffline(true);
        if (!(error instanceof KioskServerError) || error.status !== 401) return;
        await forgetRecord(platform);
        ended.current();
      }
    };
    const refresh = async () => {
      try {
        const newer = await refreshRecord(current);
        if (newer.rosterHead.version > current.rosterHead.version) await saveRecord(platform, newer);
        current = newer;
        setRecord(newer);
      } catch {
        // Without a network, or offered a roster that does not hold: the key known so far stays in use.
        setOffline(true);
      }
    };
    wake();
    void heartbeat();
    void refresh();
    const timers = [
      setInterval(() => void heartbeat(), HEARTBEAT_MS),
      setInterval(() => void refresh(), REFRESH_MS),
    ];
    globalThis.addEventListener('online', wake);
    return () => {
      sender.stop();
      timers.forEach(clearInterval);
      globalThis.removeEventListener('online', wake);
    };
  }, [platform, first]);
  return { record, offline, wake: () => void delivery.current?.wake() };
}
