import { describe, expect, it } from 'vitest';
import type { ConflictView, HistoryValue } from '../../data/api';
import { groupByField, groupByPair, groupByPerson } from './groups';

const side = (value: unknown, at: number) => ({
  value,
  stamp: `s${at}`,
  at: `2026-11-22T10:0${at}:00.000Z`,
  by: 'p',
});

const conflict = (
  id: string,
  kept: [unknown, number],
  other: [unknown, number],
  more = {},
): ConflictView => ({
  id,
  fileId: 'f1',
  of: { collection: 'client-files', id: 'f1' },
  field: 'phone',
  kind: 'edit',
  kept: side(...kept),
  other: side(...other),
  crossed: false,
  ...more,
});

const current = (value: unknown, at: number): HistoryValue => ({
  ...side(value, at),
  field: 'phone',
  state: 'current',
});

describe('groupByField', () => {
  it('shows each version of a field once, though several conflicts hold it', () => {
    const [group, ...others] = groupByField(
      [conflict('c1', ['2', 2], ['1', 1]), conflict('c2', ['3', 3], ['2', 2])],
      new Map([['f1', [current('3', 3)]]]),
    );
    expect(others).toEqual([]);
    expect(group?.ids).toEqual(['c1', 'c2']);
    expect(group?.versions.map(({ value, stands }) => [value, stands])).toEqual([
      ['1', false],
      ['2', false],
      ['3', true],
    ]);
  });

  it('adds what somebody wrote since', () => {
    const [group] = groupByField([conflict('c1', ['2', 2], ['1', 1])], new Map([['f1', [current('4', 4)]]]));
    expect(group?.versions.at(-1)).toMatchObject({ value: '4', stands: true });
  });

  it('tells of crossed decisions only where nothing is left to ask', () => {
    const crossed = conflict('c1', ['2', 2], ['1', 1], { crossed: true });
    const asked = conflict('c2', ['3', 3], ['2', 2]);
    expect(groupByField([crossed], new Map())[0]?.crossed).toBe(true);
    expect(groupByField([crossed, asked], new Map())[0]?.crossed).toBe(false);
  });
});

describe('groupByPerson', () => {
  it('puts records of one person together, and fields of one record', () => {
    const residence = { of: { collection: 'residence', id: 'r1' } };
    const partner = { of: { collection: 'partners', id: 'p1' }, fileId: null };
    const fields = groupByField(
      [
        conflict('c1', ['2', 2], ['1', 1]),
        conflict('c2', ['2', 2], ['1', 1], { ...residence, field: 'authority' }),
        conflict('c3', ['2', 2], ['1', 1], { field: 'email' }),
        conflict('c4', ['2', 2], ['1', 1], partner),
      ],
      new Map(),
    );
    const groups = groupByPerson(fields).map(({ fileId, records }) => [
      fileId,
      records.map(({ of, fields: own }) => [of.id, own.map(({ field }) => field)]),
    ]);
    expect(groups).toEqual([
      [
        'f1',
        [
          ['f1', ['phone', 'email']],
          ['r1', ['authority']],
        ],
      ],
      [null, [['p1', ['phone']]]],
    ]);
  });
});

describe('groupByPair', () => {
  const by = (person: string, version: ReturnType<typeof side>) => ({ ...version, by: person });
  const two = (id: string, field: string, first: string, second: string) => ({
    ...conflict(id, ['2', 2], ['1', 1], { field }),
    kept: by(second, side('2', 2)),
    other: by(first, side('1', 1)),
  });

  it('makes two notes of what the same two people wrote, whoever was first', () => {
    const fields = groupByField([two('c1', 'phone', 'a', 'b'), two('c2', 'email', 'b', 'a')], new Map());
    const [block, ...others] = groupByPair(fields);
    expect(others).toEqual([]);
    expect(block?.map(({ versions }) => versions.map((version) => version.by))).toEqual([
      ['a', 'b'],
      ['a', 'b'],
    ]);
  });

  it('leaves alone what others wrote, and one person at two devices', () => {
    const fields = groupByField(
      [two('c1', 'phone', 'a', 'b'), two('c2', 'email', 'a', 'c'), two('c3', 'concern', 'a', 'a')],
      new Map(),
    );
    expect(groupByPair(fields)).toHaveLength(3);
  });
});
