import type { Migration } from './migration';

/** What devices have to send again after the database was brought back to an earlier state. */
export const lostCommits: Migration = {
  version: 3,
  sql: () => `alter table offices add column lost jsonb not null default '[]'`,
};
