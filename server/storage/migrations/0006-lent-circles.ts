import type { Migration } from './migration';

/** Circles that somebody reads from one day to another because they stand in for a colleague. */
export const lentCircles: Migration = {
  version: 6,
  sql: () => `alter table members add column lent jsonb not null default '[]'`,
};
