import type { Migration } from './migration';

/**
 * What a device said of itself when it signed in last, the count of its latest proof, and whether it was ended.
 * Apart from `devices`, which is written anew with every entry of the roster.
 */
const table = `
  create table device_states (
    office_id text not null references offices on delete cascade,
    device_id text not null,
    name text,
    edition text,
    system text,
    version text,
    seen_at timestamptz,
    last_count bigint not null default 0,
    ended text,
    ended_at timestamptz,
    ended_by text,
    primary key (office_id, device_id));
  alter table device_states enable row level security;
  alter table device_states force row level security;
  create policy office on device_states
    using (office_id = current_setting('wegbuch.office', true))
    with check (office_id = current_setting('wegbuch.office', true));`;

export const devices: Migration = {
  version: 4,
  sql: ({ app }) => `${table}\n  grant select, insert, update on device_states to ${app};`,
};
