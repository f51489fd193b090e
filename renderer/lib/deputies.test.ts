import { expect, it } from 'vitest';
import type { Person } from '../data/api';
import { deputiesOn, representedBy } from './deputies';

const person = (id: string, ...deputies: Array<[deputyId: string, from: string, until: string]>): Person => ({
  id,
  name: id,
  role: 'counsellor',
  standing: 'active',
  changedOn: null,
  enrolledHere: false,
  compartments: [],
  deputies: deputies.map(([deputyId, from, until]) => ({ personId: id, deputyId, from, until, lends: [] })),
});
const people = [
  person('jonas', ['petra', '2026-12-01', '2026-12-14'], ['mina', '2026-12-15', '2026-12-20']),
  person('petra', ['mina', '2026-12-10', '2026-12-31']),
  person('mina'),
];
const names = (id: string, day: string) => representedBy(people, id, day).map((one) => one.person.id);

it('names for whom somebody stands in, from the first day to the last', () => {
  const days = ['2026-11-30', '2026-12-01', '2026-12-14', '2026-12-15'];
  expect(days.map((day) => names('petra', day))).toEqual([[], ['jonas'], ['jonas'], []]);
  expect(representedBy(people, 'petra', '2026-12-02')[0]?.until).toBe('2026-12-14');
  expect(deputiesOn(people[0]!, '2026-12-15').map(({ deputyId }) => deputyId)).toEqual(['mina']);
});

it('does not pass on what a deputy was given', () => {
  expect(names('mina', '2026-12-12')).toEqual(['petra']);
  // Control: from the day on which Jonas names her herself.
  expect(names('mina', '2026-12-15')).toEqual(['jonas', 'petra']);
  expect(representedBy(people, undefined, '2026-12-12')).toEqual([]);
});
