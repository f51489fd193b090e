import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { writeDurably } from '../storage/folder';

/** More commits than an office makes between a backup and its return, should the clock have gone back meanwhile. */
const LEAP = 2 ** 32;
/** The counter leaps to the time, so that one that comes back twice to the same state leaps further the second time. */
const PER_MS = 1024;

const markIn = (dataFolder: string) => join(dataFolder, 'restored');

/** Notes that the database of a data folder was brought back to an earlier state: the next start tells devices. */
export function markRestored(dataFolder: string): Promise<void> {
  return writeDurably(markIn(dataFolder), '');
}

/**
 * The database stands at an earlier state than devices have seen: every office's counter leaps beyond whatever was
 * committed since, and what lies between is said to be lost. `asked`: whoever runs the server says so; else the
 * mark of a restore does. Done twice, it changes nothing for devices.
 */
export async function tellLost(ownerUrl: string, dataFolder: string, asked: boolean): Promise<void> {
  const marked = (await stat(markIn(dataFolder)).catch(() => null)) !== null;
  if (!asked && !marked) return;
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    // Row-level security holds for the owner too, but for this moment.
    await client.query(
      `begin;
       alter table wegbuch.offices no force row level security;
       update wegbuch.offices set seq = next, lost = lost || jsonb_build_object('after', seq, 'upTo', next)
         from (select office_id, greatest(seq + ${LEAP}, (extract(epoch from now()) * ${1000 * PER_MS})::bigint)
               from wegbuch.offices) as leap (office, next)
         where office_id = office;
       alter table wegbuch.offices force row level security;
       commit`,
    );
  } finally {
    await client.end();
  }
  await rm(markIn(dataFolder), { force: true });
}
