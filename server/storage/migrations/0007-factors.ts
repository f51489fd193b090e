import type { Migration } from './migration';

/**
 * Second factors. `sealed` opens with a key that is not in the database; recovery codes stand as hashes. A factor that
 * somebody else switched off stays as `ended_…` until its person has seen it.
 */
const table = `
  create table factors (
    office_id text not null references offices on delete cascade,
    person_id text not null,
    sealed bytea,
    on_since timestamptz,
    last_step bigint not null default 0,
    codes text[] not null default '{}',
    ended_by text,
    ended_at timestamptz,
    primary key (office_id, person_id));
  alter table factors enable row level security;
  alter table factors force row level security;
  create policy office on factors
    using (office_id = current_setting('wegbuch.office', true))
    with check (office_id = current_setting('wegbuch.office', true));
  alter table device_states add column factor_at timestamptz;`;

export const factors: Migration = {
  version: 7,
  sql: ({ app }) => `${table}\n  grant select, insert, update, delete on factors to ${app};`,
};
