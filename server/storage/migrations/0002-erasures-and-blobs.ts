import type { Migration } from './migration';

/**
 * Stubs of what was erased, receipts of devices, blobs in chunks. Older servers go on beside it. Every push holds
 * the lock of its office, which row-level security makes the only one it can write for: looking the office up
 * again for each row and rev took a third of a push's time in the database. Ciphertext does not compress.
 */
const officeColumn = `office_id text not null references offices on delete cascade`;

const tables = `
  alter table offices add column cleaned_at timestamptz not null default now();
  alter table rows add column blobs text[] not null default '{}';
  create index rows_by_file on rows (office_id, file_id) where file_id is not null;
  create index rows_with_blobs on rows (office_id) where blobs <> '{}';
  create table erasures (
    ${officeColumn},
    kind text not null,
    id text not null,
    seq bigint not null,
    by_person text not null,
    at timestamptz not null,
    primary key (office_id, id, kind),
    unique (office_id, seq));
  create table receipts (
    ${officeColumn},
    device_id text not null,
    seq bigint not null,
    at timestamptz not null default now(),
    primary key (office_id, device_id),
    foreign key (office_id, device_id) references devices on delete cascade);
  create table blobs (
    ${officeColumn},
    compartment text not null,
    address text not null,
    file_id text,
    size integer not null,
    complete boolean not null default false,
    unreferenced_since timestamptz default now(),
    primary key (office_id, compartment, address));
  create index blobs_by_file on blobs (office_id, file_id);
  create table blob_chunks (
    ${officeColumn},
    compartment text not null,
    address text not null,
    n integer not null,
    body bytea not null,
    primary key (office_id, compartment, address, n),
    foreign key (office_id, compartment, address) references blobs on delete cascade);
  alter table blob_chunks alter column body set storage external;
  alter table rows alter column body set storage external;
  alter table rows drop constraint rows_office_id_fkey;
  alter table revs drop constraint revs_office_id_fkey;`;

const office = `office_id = current_setting('wegbuch.office', true)`;

const policies = ['erasures', 'receipts', 'blobs', 'blob_chunks'].map(
  (table) => `
  alter table ${table} enable row level security;
  alter table ${table} force row level security;
  create policy office on ${table} using (${office}) with check (${office});`,
);

const rights = ({ app }: { app: string }) => `
  grant delete on rows to ${app};
  grant select, insert on erasures to ${app};
  grant select, insert, update on receipts to ${app};
  grant select, insert, update, delete on blobs to ${app};
  grant select, insert, delete on blob_chunks to ${app};`;

export const erasuresAndBlobs: Migration = {
  version: 2,
  sql: (roles) => [tables, ...policies, rights(roles)].join('\n'),
};
