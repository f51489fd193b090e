import { useCallback, useEffect, useRef } from 'react';
import type { z } from 'zod';

/**
 * Listens on a channel between windows of this device and asks once what to show. What does not fit the schema
 * is not shown. Returns the way to answer.
 */
export function useChannel<S extends z.ZodType>(
  name: string,
  schema: S,
  onMessage: (message: z.infer<S>) => void,
): (message: z.infer<S>) => void {
  const channel = useRef<BroadcastChannel | null>(null);
  const listener = useRef(onMessage);
  useEffect(() => {
    listener.current = onMessage;
  });
  useEffect(() => {
    const opened = new BroadcastChannel(name);
    channel.current = opened;
    opened.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      const message = schema.safeParse(data);
      if (message.success) listener.current(message.data);
    });
    opened.postMessage({ type: 'display-opened' });
    return () => opened.close();
  }, [name, schema]);
  return useCallback((message) => channel.current?.postMessage(message), []);
}
