import { appendFile, chmod, chown, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { backUp } from '../../server/backup/backup';
import { restore } from '../../server/backup/restore';
import { defaultConfig } from '../../server/config';
import { type RunningServer, startServer } from '../../server/start';
import { clusterHome, freePort } from '../../server/storage/embedded';
import { newRow, pushRows } from '../integration/support/office';
import { fingerprintOf, NO_LIMITS } from '../integration/support/server';
import { atLeast, atMost, type Check, type Row, type Size } from './support/check';
import { damageOften, filesUnder } from './support/damage';
import { randomBy } from './support/random';
import { settleWorld, withOwner, type World } from './support/world';

const CHECK = 37;

async function startOn(dataFolder: string): Promise<RunningServer> {
  const ports = { port: await freePort(), kioskPort: await freePort() };
  return startServer({ ...defaultConfig(dataFolder), ...ports, limits: NO_LIMITS, log: false });
}

async function within<T>(dataFolder: string, work: (server: RunningServer) => Promise<T>): Promise<T> {
  const server = await startOn(dataFolder);
  try {
    return await work(server);
  } finally {
    await server.stop();
  }
}

const idsIn = (ownerUrl: string) =>
  withOwner(ownerUrl, async (owner) => {
    const { rows } = await owner.query<{ id: string }>('select id from rows');
    return new Set(rows.map(({ id }) => id));
  });

const printOf = (ownerUrl: string) => withOwner(ownerUrl, fingerprintOf);

function unequal(one: Record<string, string>, other: Record<string, string>): number {
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].filter(
    (table) => one[table] !== other[table],
  ).length;
}

/** As docs/how-to/operate.md says: the log of the database goes to a folder of its own as well. */
async function archiveTo(folder: string, dataFolder: string): Promise<void> {
  await mkdir(folder);
  await chmod(folder, 0o777);
  await within(dataFolder, ({ ownerUrl }) =>
    withOwner(ownerUrl, async (owner) => {
      await owner.query("alter system set archive_mode = 'on'");
      await owner.query(`alter system set archive_command = 'test ! -f ${folder}/%f && cp %p ${folder}/%f'`);
    }),
  );
}

/** As docs/how-to/operate.md says: a restored cluster goes on to a moment in the archive. */
async function goTo(moment: string, archive: string, dataFolder: string): Promise<void> {
  const cluster = join(await clusterHome(dataFolder), 'cluster');
  const settings = [
    "archive_mode = 'off'",
    `restore_command = 'cp ${archive}/%f %p'`,
    `recovery_target_time = '${moment}'`,
    "recovery_target_action = 'promote'",
  ];
  await appendFile(join(cluster, 'postgresql.auto.conf'), `${settings.join('\n')}\n`);
  await writeFile(join(cluster, 'recovery.signal'), '');
  const { uid, gid } = await stat(cluster);
  await chown(join(cluster, 'recovery.signal'), uid, gid);
}

interface Story {
  backup: string;
  archive: string;
  /** Rows acknowledged before the backup began. */
  before: Set<string>;
  /** A moment after the backup, and the tables at it. */
  moment: string;
  print: Record<string, string>;
  /** The tables after the accident that followed. */
  accident: Record<string, string>;
  all: Set<string>;
  secrets: string[];
  officeId: string;
}

async function untilArchived(owner: pg.Client): Promise<void> {
  const { rows } = await owner.query<{ segment: string }>(
    'select pg_walfile_name(pg_switch_wal()) as segment',
  );
  for (;;) {
    const { rows: found } = await owner.query<{ last: string | null }>(
      'select last_archived_wal as last from pg_stat_archiver',
    );
    if ((found[0]?.last ?? '') >= (rows[0]?.segment ?? '')) return;
    await sleep(100);
  }
}

const secretsOf = ({ people, kioskToken }: World) => [
  kioskToken,
  ...Object.values(people).flatMap(({ token, account }) => [token, account.authSecret]),
];

/** An office at work: a backup in the middle of it, more work, and then somebody deletes everything. */
async function live(folder: string): Promise<Story> {
  const data = join(folder, 'data');
  const archive = join(folder, 'archive');
  const backup = join(folder, 'backup');
  await archiveTo(archive, data);
  return within(data, async ({ url, ownerUrl }) => {
    const world = await settleWorld(url);
    const { lead } = world.office;
    const work = (rows: number) =>
      pushRows(
        url,
        lead,
        Array.from({ length: rows }, () => newRow()),
      );
    for (let turn = 0; turn < 5; turn++) await work(100);
    const before = await idsIn(ownerUrl);
    let ended = false;
    const working = (async () => {
      while (!ended) await work(20);
    })();
    await backUp(data, backup);
    ended = true;
    await working;
    await work(50);
    return withOwner(ownerUrl, async (owner) => {
      const print = await fingerprintOf(owner);
      const all = await idsIn(ownerUrl);
      await sleep(50);
      const { rows } = await owner.query<{ moment: string }>('select clock_timestamp()::text as moment');
      await sleep(50);
      await owner.query('delete from rows');
      await work(10);
      await untilArchived(owner);
      const accident = await fingerprintOf(owner);
      const story = { backup, archive, before, moment: rows[0]?.moment ?? '', print, accident, all };
      return { ...story, secrets: secretsOf(world), officeId: world.office.officeId };
    });
  });
}

async function holds(folder: string, words: readonly string[]): Promise<number> {
  const found = new Set<string>();
  for (const file of await filesUnder(folder)) {
    const bytes = await readFile(file);
    for (const word of words) if (bytes.includes(word)) found.add(word);
  }
  return found.size;
}

/** What a dump of all rows gives to the server's own role: refused if it says that it wants all, else nothing. */
async function dumpAsGuest({
  store,
  ownerUrl,
}: RunningServer): Promise<{ through: boolean; silent: boolean }> {
  const guest = new pg.Client({ connectionString: store.appUrl });
  await guest.connect();
  try {
    const { rowCount } = await guest.query('select * from rows');
    const there = (await idsIn(ownerUrl)).size;
    // As pg_dump does.
    await guest.query('set row_security = off');
    const through = await guest.query('select * from rows').then(
      () => true,
      () => false,
    );
    return { through, silent: rowCount === 0 && there > 0 };
  } finally {
    await guest.end();
  }
}

async function run({ long, seed }: Size): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'wegbuch-restore-'));
  await chmod(folder, 0o755);
  try {
    const story = await live(folder);
    const begun = Date.now();
    const [plain, later] = [join(folder, 'plain'), join(folder, 'later')];
    await restore(story.backup, plain);
    const restored = await within(plain, async (server) => ({
      ids: await idsIn(server.ownerUrl),
      dump: await dumpAsGuest(server),
      seconds: Math.round((Date.now() - begun) / 1000),
    }));
    const missing = [...story.before].filter((id) => !restored.ids.has(id)).length;
    const strange = [...restored.ids].filter((id) => !story.all.has(id)).length;
    await restore(story.backup, later);
    // Every table is compared; how the counters leap after a restore is shown by server-brought-back.test.
    await rm(join(later, 'restored'));
    await goTo(story.moment, story.archive, later);
    const print = await within(later, ({ ownerUrl }) => printOf(ownerUrl));
    const tables = unequal(print, story.print);
    const differs = unequal(print, story.accident) > 0;
    const damages = long ? 100 : 15;
    const { unnoticed, sameSize } = await damageOften(story.backup, damages, randomBy(seed));
    const { dump } = restored;
    return [
      atLeast(CHECK, 'restore: rows acknowledged before the backup began', story.before.size, 500),
      atMost(
        CHECK,
        `restore of a backup under load (${String(restored.seconds)} s): rows missing or made up`,
        missing + strange,
        0,
        differs,
      ),
      atMost(
        CHECK,
        `restore to a moment: tables unequal by row hash (of ${String(Object.keys(print).length)})`,
        tables,
        0,
        differs,
      ),
      atMost(
        CHECK,
        `damaged backups that nobody noticed (of ${String(damages)})`,
        unnoticed,
        0,
        sameSize > 0,
      ),
      atMost(
        CHECK,
        'dumps under the role bound by policies that went through',
        dump.through ? 1 : 0,
        0,
        dump.silent,
      ),
      atMost(
        CHECK,
        'secrets and tokens in a backup',
        await holds(story.backup, story.secrets),
        0,
        (await holds(story.backup, [story.officeId])) > 0,
      ),
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A backup is needed, and must hold: made under load, restored, to a moment, damaged (check 37). */
export const check: Check = { name: 'restore', nightly: true, run };
