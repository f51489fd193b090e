import type { Migration } from './migration';

/**
 * The audit: links and anchors that are only ever added. Nobody may change or delete them; retention runs as a
 * function of the owner, which deletes what is older than the office keeps, and leaves the anchors.
 */
const officeColumn = `office_id text not null references offices on delete cascade`;

const tables = `
  alter table offices add column audit_days integer not null default 183 check (audit_days between 30 and 1095);
  create table audit_links (
    ${officeColumn},
    device_id text not null,
    number integer not null,
    previous text not null,
    key integer not null,
    sealed bytea not null,
    at timestamptz not null,
    primary key (office_id, device_id, number));
  create index audit_links_by_age on audit_links (office_id, at);
  alter table audit_links alter column sealed set storage external;
  create table audit_anchors (
    ${officeColumn},
    device_id text not null,
    number integer not null,
    hash text not null,
    signature text not null,
    at timestamptz not null,
    receipt text not null,
    primary key (office_id, device_id, number));
  create index audit_anchors_by_age on audit_anchors (office_id, at);
  create table audit_signers (
    ${officeColumn},
    seed bytea not null,
    primary key (office_id));`;

const office = `office_id = current_setting('wegbuch.office', true)`;

const policies = ['audit_links', 'audit_anchors', 'audit_signers'].map(
  (table) => `
  alter table ${table} enable row level security;
  alter table ${table} force row level security;
  create policy office on ${table} using (${office}) with check (${office});`,
);

/**
 * Sees the office of the transaction alone, whoever owns it: named in the query too, as an owner may pass by policies.
 * Whoever calls it can only have done what is due anyway.
 */
const retention = `
  create function audit_retention() returns void
    language sql security definer set search_path = wegbuch
    as $$
      delete from audit_links using offices
      where audit_links.office_id = current_setting('wegbuch.office', true)
        and offices.office_id = audit_links.office_id
        and audit_links.at < now() - make_interval(days => offices.audit_days)
    $$;`;

const rights = ({ app }: { app: string }) => `
  grant select, insert on audit_links, audit_anchors, audit_signers to ${app};
  grant execute on function audit_retention() to ${app};`;

export const audit: Migration = {
  version: 5,
  sql: (roles) => [tables, ...policies, retention, rights(roles)].join('\n'),
};
