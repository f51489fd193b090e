import { daysBetween, localDay } from './days';
import type { Referral, ReferralState } from './referrals';

/** Days until a referral without an answer and without a reminder of its own has waited too long. */
export const ANSWER_DAYS = 14;

/** States a person may record next (domain.md "Referral life"); printing alone makes a draft `sent`. */
const NEXT: Readonly<Record<ReferralState, readonly ReferralState[]>> = {
  draft: ['withdrawn'],
  sent: [
    'received',
    'accepted',
    'waiting-list',
    'appointment',
    'declined',
    'forwarded',
    'withdrawn',
    'expired',
  ],
  received: ['accepted', 'waiting-list', 'appointment', 'declined', 'forwarded', 'withdrawn', 'expired'],
  accepted: ['appointment', 'completed', 'no-show', 'withdrawn'],
  'waiting-list': ['accepted', 'appointment', 'declined', 'withdrawn', 'expired'],
  appointment: ['accepted', 'completed', 'no-show', 'declined', 'withdrawn'],
  'no-show': ['appointment', 'completed', 'withdrawn'],
  forwarded: ['received', 'accepted', 'completed', 'withdrawn'],
  declined: ['completed'],
  completed: [],
  withdrawn: [],
  expired: ['sent'],
};

/** States that a person may record after this one. */
export function nextStates(state: ReferralState): readonly ReferralState[] {
  return NEXT[state];
}

const ENDED: ReadonlySet<ReferralState> = new Set(['declined', 'completed', 'withdrawn', 'expired']);
const UNANSWERED: ReadonlySet<ReferralState> = new Set(['sent', 'received', 'forwarded']);

export type ReferralGroup = 'draft' | 'unanswered' | 'running' | 'ended';
export const REFERRAL_GROUPS: readonly ReferralGroup[] = ['unanswered', 'running', 'draft', 'ended'];

/** Where a referral stands in the list. */
export function groupOf(state: ReferralState): ReferralGroup {
  if (state === 'draft') return 'draft';
  if (UNANSWERED.has(state)) return 'unanswered';
  return ENDED.has(state) ? 'ended' : 'running';
}

/**
 * Days since the present state, and whether somebody must ask now: the reminder has come, or without one no
 * answer came for two weeks. A draft waits for nobody outside. `today` is an ISO day of this device.
 */
export function waitOf({ state, remindOn }: Referral, today: string): { days: number; due: boolean } {
  const days = Math.max(0, daysBetween(localDay(state.at), today));
  const group = groupOf(state.state);
  const waits = group === 'unanswered' || group === 'running';
  const due = remindOn ? remindOn <= today : group === 'unanswered' && days >= ANSWER_DAYS;
  return { days, due: waits && due };
}
