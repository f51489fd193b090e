import type { Migration } from './migration';

/**
 * Offices, accounts, rows, inbox. Row-level security is forced on every table: a transaction sees the office
 * named by `wegbuch.office`, or, before the office is known, the one row whose secret it can name
 * (`wegbuch.capability`: the hash of a token, the look-up id of an enrolment).
 */
const office = `office_id = current_setting('wegbuch.office', true)`;
const capable = (column: string) => `${column} = current_setting('wegbuch.capability', true)`;

function tenant(table: string, policy = office): string {
  return `
    alter table ${table} enable row level security;
    alter table ${table} force row level security;
    create policy office on ${table} using (${policy}) with check (${office});`;
}

const officeColumn = `office_id text not null references offices on delete cascade`;

const tables = `
  create table offices (
    office_id text primary key,
    seq bigint not null default 0,
    root_fingerprint text not null,
    created_at timestamptz not null default now());
  create table roster (
    ${officeColumn},
    version integer not null,
    previous_hash text not null,
    payload text not null,
    signer text not null,
    signature text not null,
    primary key (office_id, version));
  create table members (
    ${officeColumn},
    person_id text not null,
    role text not null,
    compartments text[] not null,
    primary key (office_id, person_id));
  create table grants (
    ${officeColumn},
    compartment text not null,
    epoch integer not null,
    key_id text not null,
    recipient text not null,
    roster_version integer not null,
    sealed text not null,
    signer text not null,
    signature text not null,
    primary key (office_id, compartment, epoch, key_id, recipient));
  create table accounts (
    ${officeColumn},
    person_id text not null,
    auth_hash text not null,
    kdf_id text not null,
    kdf_salt text not null,
    wrapped_keys text not null,
    primary key (office_id, person_id));
  create table devices (
    ${officeColumn},
    device_id text not null,
    person_id text not null,
    public_key text not null,
    primary key (office_id, device_id));
  create table sessions (
    ${officeColumn},
    token_hash text not null,
    person_id text not null,
    device_id text not null,
    expires_at timestamptz not null,
    primary key (office_id, token_hash));
  create index sessions_by_token on sessions (token_hash);
  create table sign_in_failures (
    office_id text not null,
    person_id text not null,
    device_id text not null,
    failures integer not null,
    retry_at timestamptz not null,
    primary key (office_id, person_id, device_id));
  create table enrolments (
    ${officeColumn},
    lookup text not null,
    purpose text not null,
    person_id text not null,
    box text,
    state text not null,
    claim text,
    pending_account jsonb,
    device_id text,
    device_key text,
    expires_at timestamptz not null,
    primary key (office_id, lookup));
  create index enrolments_by_lookup on enrolments (lookup);
  create table kiosks (
    ${officeColumn},
    kiosk_id text not null,
    token_hash text not null,
    letter text not null,
    seen_at timestamptz,
    primary key (office_id, kiosk_id),
    unique (office_id, letter));
  create index kiosks_by_token on kiosks (token_hash);
  create table rows (
    ${officeColumn},
    id text not null,
    collection text not null,
    compartment text not null,
    file_id text,
    key_id text not null,
    seq bigint not null,
    rev text not null,
    max_stamp text not null,
    body bytea not null,
    primary key (office_id, id));
  create index rows_in_order on rows (office_id, compartment, seq);
  create table revs (
    ${officeColumn},
    id text not null,
    rev text not null,
    seq bigint not null,
    at timestamptz not null default now(),
    primary key (office_id, id, rev));
  create index revs_by_age on revs (office_id, at);
  create table inbox (
    ${officeColumn},
    seq bigint generated always as identity,
    id text not null,
    key_id text not null,
    sealed bytea not null,
    sender text not null,
    primary key (office_id, id));
  create index inbox_in_order on inbox (office_id, seq);`;

const policies = `
  ${tenant('offices')}
  ${tenant('roster')}
  ${tenant('members')}
  ${tenant('grants')}
  ${tenant('accounts')}
  ${tenant('devices')}
  ${tenant('sessions', `${office} or ${capable('token_hash')}`)}
  ${tenant('sign_in_failures')}
  ${tenant('enrolments', `${office} or ${capable('lookup')}`)}
  ${tenant('kiosks', `${office} or ${capable('token_hash')}`)}
  ${tenant('rows')}
  ${tenant('revs')}
  ${tenant('inbox')}`;

const rights = ({ app, inbox }: { app: string; inbox: string }) => `
  grant usage on schema wegbuch to ${app}, ${inbox};
  grant select, insert, update on offices, accounts, members, enrolments, kiosks, rows, devices to ${app};
  grant select, insert on roster to ${app};
  grant select, insert, update, delete on grants, sessions, sign_in_failures to ${app};
  grant select, insert, delete on revs to ${app};
  grant delete on devices, enrolments, kiosks, members to ${app};
  grant select, delete on inbox to ${app};
  grant insert on inbox to ${inbox};`;

export const start: Migration = {
  version: 1,
  sql: (roles) => [tables, policies, rights(roles)].join('\n'),
};
