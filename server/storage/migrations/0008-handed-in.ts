import type { Migration } from './migration';

/**
 * What devices that were ended hand in, until a lead decides (ADR 28), and when the server took each entry of the
 * roster: from then on the door is open for a while.
 */
const table = `
  alter table roster add column at timestamptz not null default now();
  create table handed_in (
    office_id text not null references offices on delete cascade,
    id text not null,
    device_id text not null,
    person_id text not null,
    key_id text not null,
    hash text not null,
    sealed bytea,
    size integer not null,
    signature text not null,
    at timestamptz not null default now(),
    decision text,
    decided_by text,
    primary key (office_id, id));
  alter table handed_in alter column sealed set storage external;
  alter table handed_in enable row level security;
  alter table handed_in force row level security;
  create policy office on handed_in
    using (office_id = current_setting('wegbuch.office', true))
    with check (office_id = current_setting('wegbuch.office', true));`;

export const handedIn: Migration = {
  version: 8,
  sql: ({ app }) => `${table}\n  grant select, insert, update on handed_in to ${app};`,
};
