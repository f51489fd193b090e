import { describe, expect, it } from 'vitest';
import { waitOf } from './referral-life';
import { referral, type ReferralState } from './referrals';

const today = '2026-11-22';
const wait = (state: ReferralState, since: string, remindOn: string | null = null) =>
  waitOf(
    referral.parse({
      topic: 'work',
      partnerId: null,
      partnerName: '',
      state: { state, at: `${since}T12:00:00.000Z`, by: 'p' },
      remindOn,
    }),
    today,
  );

describe('waitOf', () => {
  it('comes due on the day of the reminder, in every state that goes on', () => {
    for (const state of [
      'sent',
      'received',
      'forwarded',
      'accepted',
      'waiting-list',
      'appointment',
    ] as const) {
      expect(wait(state, '2026-11-21', today).due).toBe(true);
      expect(wait(state, '2026-11-21', '2026-11-23').due).toBe(false);
    }
  });

  it('comes due two weeks after it was sent where nobody set a reminder', () => {
    expect(wait('sent', '2026-11-09')).toEqual({ days: 13, due: false });
    expect(wait('forwarded', '2026-11-08')).toEqual({ days: 14, due: true });
    expect(wait('sent', '2026-11-08', '2026-12-01').due).toBe(false);
    expect(wait('accepted', '2026-10-01').due).toBe(false);
  });

  it('asks for neither a draft nor what has ended, whatever reminder they carry', () => {
    for (const state of ['draft', 'declined', 'completed', 'withdrawn', 'expired'] as const)
      expect(wait(state, '2026-10-01', '2026-10-15').due).toBe(false);
  });

  it('counts no days ahead for a letter dated tomorrow', () =>
    expect(wait('sent', '2026-11-23').days).toBe(0));
});
