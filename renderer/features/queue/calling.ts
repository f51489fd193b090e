import { CALLING_CHANNEL, callingMessage, type CallingMessage } from '#shared/domain/queue';
import { platform } from '../../platform/current';
import { sayIfHeldBack } from '../../ui/held-back-window';

/**
 * The staff's side of the calling display: says which number is called and which come next. Numbers only; the
 * channel stays on this device. A display that opens later asks and is answered.
 */
let channel: BroadcastChannel | null = null;
let displayKnown = false;
let shown: Extract<CallingMessage, { type: 'calling' }> = { type: 'calling', turn: 0, now: null, next: [] };

function open(): BroadcastChannel {
  if (channel) return channel;
  channel = new BroadcastChannel(CALLING_CHANNEL);
  channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    const message = callingMessage.safeParse(data);
    if (!message.success) return;
    // Another staff window called: remember its turn, so that ours is counted on from there.
    if (message.data.type === 'calling') shown = message.data;
    else displayKnown = message.data.type === 'display-opened';
    if (message.data.type === 'display-opened' && (shown.turn > 0 || shown.next.length > 0))
      channel?.postMessage(shown);
  });
  return channel;
}

/** Calls a number with sound; opens the display if none has shown up yet. */
export async function callNumber(number: string): Promise<void> {
  const next = shown.next.filter((waiting) => waiting !== number);
  shown = { type: 'calling', turn: Math.max(Date.now(), shown.turn + 1), now: number, next };
  open().postMessage(shown);
  if (!displayKnown) await openDisplay();
}

/** Tells the display which numbers come next, without sound. */
export function announceNext(next: string[]): void {
  const others = next.filter((number) => number !== shown.now);
  if (others.join(' ') === shown.next.join(' ')) return;
  shown = { ...shown, next: others };
  open().postMessage(shown);
}

/** Takes a number off the display when the person has come in or was not there. */
export function clearNumber(number: string): void {
  if (shown.now !== number) return;
  shown = { ...shown, now: null };
  open().postMessage(shown);
}

/** Opens the calling display, or brings it to the front. */
export async function openDisplay(): Promise<void> {
  open();
  sayIfHeldBack(await platform.openCallingWindow());
}
