import { expect, it } from 'vitest';
import { groupOf, waitOf } from '#shared/domain/referral-life';
import { referral, type Referral, type ReferralState } from '#shared/domain/referrals';
import { createAgenda } from './agenda';
import type { ConflictsApi, DocumentsApi, View } from './api';
import type { ClientList } from './read-models';

const STATES: readonly ReferralState[] = ['draft', 'sent', 'received', 'accepted', 'forwarded', 'appointment', 'declined']; // prettier-ignore
const NOW = Date.UTC(2026, 10, 22, 12);

function views(): Array<View<'referrals'>> {
  const of = (value: Referral, at: number): View<'referrals'> => ({
    id: `r${at}`,
    fileId: null,
    value,
    changedAt: value.state.at,
    changedBy: null,
    conflicts: [],
    saved: 'server',
  });
  const dates = STATES.flatMap((state) =>
    ['2026-11-01', '2026-11-20'].flatMap((since) =>
      [null, '2026-11-15', '2026-12-01'].map((remindOn) => ({ state, since, remindOn })),
    ),
  );
  return dates.map(({ state, since, remindOn }, at) =>
    of(
      referral.parse({
        topic: 'work',
        partnerId: null,
        partnerName: '',
        state: { state, at: `${since}T12:00:00.000Z`, by: 'p' },
        remindOn,
      }),
      at,
    ),
  );
}

it('Heute and the number in the navigation hold exactly the referrals that the list calls due', async () => {
  const referrals = views();
  const agenda = createAgenda({
    documents: {
      list: (collection: string) => Promise.resolve(collection === 'referrals' ? referrals : []),
    } as unknown as DocumentsApi,
    conflicts: { open: () => Promise.resolve([]) } as unknown as ConflictsApi,
    list: { ready: () => Promise.resolve(new Map()) } as unknown as ClientList,
    now: () => NOW,
  });
  const shown = (await agenda.today()).referrals;
  const due = referrals.filter(({ value }) => waitOf(value, '2026-11-22').due).map(({ id }) => id);
  expect(due.length).toBeGreaterThan(0);
  const byId = (ids: string[]) => [...ids].sort();
  expect(byId(shown.filter((one) => one.due).map(({ view }) => view.id))).toEqual(byId(due));
  // Two rules would have shown: answers alone miss the reminders of what goes on.
  expect(shown.filter((one) => one.due && groupOf(one.view.value.state.state) === 'unanswered').length).toBeLessThan(due.length); // prettier-ignore
  // Those that are due stand first.
  expect(shown.slice(0, due.length).every((one) => one.due)).toBe(true);
});
