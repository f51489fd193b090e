import { expect, it } from 'vitest';
import { SCHEMAS } from '#shared/domain/registry';
import { demoOffice } from './seed';

const people = [
  { id: 'person-a', name: 'Jonas Brandt', role: 'counsellor' as const },
  { id: 'person-b', name: 'Petra Hoffmann', role: 'office-staff' as const },
];
const size = { clients: 60, seed: 1, people, today: Date.parse('2026-11-22T09:00:00Z') };

it('makes a whole office that fits its schemas, the same for the same seed', () => {
  const documents = demoOffice(size);
  for (const { collection, value } of documents)
    expect(SCHEMAS[collection].schema.safeParse(value).error).toBeUndefined();
  expect(demoOffice(size)).toEqual(documents);
  expect(demoOffice({ ...size, seed: 2 })).not.toEqual(documents);
  const count = (collection: string) => documents.filter((one) => one.collection === collection).length;
  expect(count('client-files')).toBe(60);
  for (const collection of [
    'referrals',
    'letter-drafts',
    'appointments',
    'arrivals',
    'partners',
    'residence',
    'skills',
  ])
    expect(count(collection)).toBeGreaterThan(1);
  expect(new Set(documents.map(({ id }) => id)).size).toBe(documents.length);
});
