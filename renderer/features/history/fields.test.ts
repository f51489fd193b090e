import { describe, expect, it } from 'vitest';
import type { HistoryValue } from '../../data/api';
import { byField } from './fields';

const value = (field: string, at: number, state: HistoryValue['state']): HistoryValue => ({
  field,
  value: at,
  stamp: `s${at}`,
  at: `2026-11-22T10:0${at}:00.000Z`,
  by: 'p',
  state,
});

describe('byField', () => {
  const history = [
    value('phone', 5, 'lost'),
    value('phone', 4, 'current'),
    value('name', 3, 'current'),
    value('phone', 2, 'past'),
  ];

  it('leads with what stands, and with fields that changed', () => {
    expect(
      byField('client-files', history).map(({ field, values }) => [field, values.map(({ state }) => state)]),
    ).toEqual([
      ['phone', ['current', 'lost', 'past']],
      ['name', ['current']],
    ]);
  });

  it('leaves what never changed in the order of the form', () =>
    expect(
      byField('partners', [value('phone', 1, 'current'), value('name', 1, 'current')]).map(
        ({ field }) => field,
      ),
    ).toEqual(['name', 'phone']));

  it('keeps to the fields that are asked for', () =>
    expect(byField('client-files', history, ['name']).map(({ field }) => field)).toEqual(['name']));
});
