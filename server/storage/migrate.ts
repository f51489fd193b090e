import pg from 'pg';
import { Foreseen } from '../messages';
import type { DatabaseAccess, Role } from './access';
import { reasonOf } from './folder';
import type { Migration } from './migrations/migration';
import { start } from './migrations/0001-start';
import { erasuresAndBlobs } from './migrations/0002-erasures-and-blobs';
import { lostCommits } from './migrations/0003-lost-commits';
import { devices } from './migrations/0004-devices';
import { audit } from './migrations/0005-audit';
import { lentCircles } from './migrations/0006-lent-circles';
import { factors } from './migrations/0007-factors';
import { handedIn } from './migrations/0008-handed-in';
import { statistics } from './migrations/0009-statistics';

/** All steps in order. To change the schema: add one, never edit one that was released. */
const MIGRATIONS: readonly Migration[] = [
  start,
  erasuresAndBlobs,
  lostCommits,
  devices,
  audit,
  lentCircles,
  factors,
  handedIn,
  statistics,
];

/** Any number that only Wegbuch's migrations lock on. */
const LOCK = 794_811_203;

async function ensureRole(client: pg.Client, role: Role): Promise<void> {
  const name = pg.escapeIdentifier(role.name);
  const password = role.password === null ? '' : ` password ${pg.escapeLiteral(role.password)}`;
  try {
    const { rowCount } = await client.query('select from pg_roles where rolname = $1', [role.name]);
    if (rowCount === 0) {
      const login = role.login === 'owner' ? 'nologin' : 'login';
      await client.query(
        `create role ${name} ${login} nosuperuser nobypassrls nocreatedb nocreaterole${password}`,
      );
    }
    // The owner's password may have changed since.
    else if (role.login === 'derived') await client.query(`alter role ${name}${password}`);
    if (role.login === 'owner') await client.query(`grant ${name} to current_user`);
  } catch (error) {
    throw new Foreseen('role-not-created', { role: role.name, reason: reasonOf(error) }, { cause: error });
  }
}

async function applyMissing(client: pg.Client, access: DatabaseAccess): Promise<void> {
  await client.query('create schema if not exists wegbuch');
  await client.query('set search_path = wegbuch');
  await client.query(
    'create table if not exists migrations (version integer primary key, at timestamptz not null default now())',
  );
  const { rows } = await client.query<{ version: number }>('select version from migrations');
  const done = new Set(rows.map((row) => row.version));
  const roles = { app: pg.escapeIdentifier(access.app.name), inbox: pg.escapeIdentifier(access.inbox.name) };
  for (const migration of MIGRATIONS) {
    if (done.has(migration.version)) continue;
    await client.query('begin');
    try {
      await client.query(migration.sql(roles));
      await client.query('insert into migrations (version) values ($1)', [migration.version]);
      await client.query('commit');
    } catch (error) {
      await client.query('rollback');
      throw error;
    }
  }
}

/** Brings the schema up to date as owner, one server at a time, and makes the two roles. Throws Foreseen. */
export async function migrate(access: DatabaseAccess): Promise<void> {
  const client = new pg.Client({ connectionString: access.ownerUrl });
  try {
    await client.connect();
  } catch (error) {
    throw new Foreseen('database-unreachable', { reason: reasonOf(error) }, { cause: error });
  }
  try {
    await client.query('select pg_advisory_lock($1)', [LOCK]);
    await ensureRole(client, access.app);
    await ensureRole(client, access.inbox);
    await applyMissing(client, access);
  } finally {
    // Ends the lock too.
    await client.end();
  }
}
