import { describe, expect, it } from 'vitest';
import type { Arrival } from '#shared/domain/queue';
import { type ArrivalView, groupRepeats, nextNumbers, waitingArea } from './arrivals';

let count = 0;
function arrival(at: string, value: Partial<Arrival> = {}): ArrivalView {
  count++;
  const moment = `2026-11-21T${at}.000Z`;
  return {
    id: `arrival-${count}`,
    fileId: null,
    changedAt: moment,
    changedBy: null,
    saved: 'here',
    conflicts: [],
    value: {
      number: `A-${String(count).padStart(2, '0')}`,
      at: moment,
      language: 'ar',
      kind: 'walk-in',
      reason: null,
      code: null,
      name: null,
      birthYear: null,
      source: 'kiosk',
      clientFileId: null,
      state: { state: 'waiting', at: moment, by: null },
      ...value,
    },
  };
}
const shape = (arrivals: ArrivalView[]) => groupRepeats(arrivals).map(({ repeats }) => 1 + repeats.length);

describe('repeats within a minute', () => {
  it('are grouped by code, by name and birth year, or by the same answers', () => {
    expect(
      shape([
        arrival('09:00:00', { code: 'W4K7AB' }),
        arrival('09:00:40', { code: 'W4K7AB', language: 'de' }),
      ]),
    ).toEqual([2]);
    const mohammed = { name: 'Mohammed Ali', birthYear: 1990 };
    expect(
      shape([arrival('09:00:00', mohammed), arrival('09:00:50', { ...mohammed, name: 'mohammed ali ' })]),
    ).toEqual([2]);
    expect(shape([arrival('09:00:00'), arrival('09:00:30'), arrival('09:01:20')])).toEqual([3]);
  });

  it('are not grouped after a minute or when anything tells them apart', () => {
    expect(shape([arrival('09:00:00'), arrival('09:01:01')])).toEqual([1, 1]);
    expect(shape([arrival('09:00:00'), arrival('09:00:10', { language: 'ti' })])).toEqual([1, 1]);
    const twoMohammeds = [
      arrival('09:00:00', { name: 'Mohammed Ali', birthYear: 1990 }),
      arrival('09:00:20', { name: 'Mohammed Ali', birthYear: 1984 }),
    ];
    expect(shape(twoMohammeds)).toEqual([1, 1]);
  });

  it('leave alone whoever somebody has looked at already', () => {
    const known = arrival('09:00:00', { clientFileId: 'file' });
    expect(shape([known, arrival('09:00:10')])).toEqual([1, 1]);
    expect(
      shape([arrival('09:00:00', { source: 'staff' }), arrival('09:00:05', { source: 'staff' })]),
    ).toEqual([1, 1]);
  });
});

describe('the waiting area', () => {
  const dayOf = (moment: string) => moment.slice(0, 10);
  const state = (name: Arrival['state']['state'], at: string) => ({ state: { state: name, at, by: null } });

  it('has three parts, the longest waiting first; discarded ones are gone', () => {
    const late = arrival('10:00:00', { reason: 'work' });
    const early = arrival('08:00:00');
    const inside = arrival('07:00:00', state('in-consultation', '2026-11-21T08:30:00.000Z'));
    const done = arrival('06:00:00', state('done', '2026-11-21T07:00:00.000Z'));
    const doneYesterday = arrival('06:00:00', state('done', '2026-11-20T07:00:00.000Z'));
    const discarded = arrival('06:30:00', state('discarded', '2026-11-21T07:00:00.000Z'));
    const area = waitingArea([late, done, inside, discarded, early, doneYesterday], '2026-11-21', dayOf);
    expect(area.waiting.map(({ first }) => first.id)).toEqual([early.id, late.id]);
    expect(area.inConsultation.map(({ id }) => id)).toEqual([inside.id]);
    expect(area.ended.map(({ id }) => id)).toEqual([done.id]);
  });

  it('tells the display who comes next, not who is called', () => {
    const called = arrival('08:00:00', state('called', '2026-11-21T08:30:00.000Z'));
    const next = [
      arrival('08:10:00', { reason: 'work' }),
      arrival('08:20:00'),
      arrival('08:30:00', { language: 'de' }),
    ];
    expect(nextNumbers(groupRepeats([called, ...next]))).toEqual([
      next[0]?.value.number,
      next[1]?.value.number,
    ]);
  });
});
