import type { Referral, ReferralState } from '#shared/domain/referrals';
import { daysBetween, todayIso } from '../../lib/dates';

/** Days until Wegbuch reminds of a referral without an answer. */
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

export function nextStates(state: ReferralState): readonly ReferralState[] {
  return NEXT[state];
}

const ENDED: ReadonlySet<ReferralState> = new Set(['declined', 'completed', 'withdrawn', 'expired']);
const UNANSWERED: ReadonlySet<ReferralState> = new Set(['sent', 'received']);

export type ReferralGroup = 'draft' | 'unanswered' | 'running' | 'ended';
export const REFERRAL_GROUPS: readonly ReferralGroup[] = ['unanswered', 'running', 'draft', 'ended'];

/** Where a referral stands in the list. */
export function groupOf(state: ReferralState): ReferralGroup {
  if (state === 'draft') return 'draft';
  if (UNANSWERED.has(state)) return 'unanswered';
  return ENDED.has(state) ? 'ended' : 'running';
}

/** Days since the present state, and whether the reminder has come due; `today` is an ISO day. */
export function waitOf(referral: Referral, today = todayIso()): { days: number; due: boolean } {
  const ended = groupOf(referral.state.state) === 'ended';
  const due = !ended && Boolean(referral.remindOn) && daysBetween(referral.remindOn ?? today, today) >= 0;
  return { days: Math.max(0, daysBetween(referral.state.at.slice(0, 10), today)), due };
}

/** An ISO day `days` later. */
export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T12:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}
