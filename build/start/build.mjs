import { spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Foreseen, sentence } from './messages.mjs';

const SOURCES = ['renderer', 'shared', 'server', 'electron', 'vite.config.ts', 'package-lock.json'];
const BUILT = [
  'dist/renderer/index.html',
  'dist/renderer/kiosk.html',
  'dist/server/main.js',
  'dist/electron/main/main.js',
];

function newest(path) {
  const entry = statSync(path, { throwIfNoEntry: false });
  if (!entry) return 0;
  if (!entry.isDirectory()) return /\.test\.tsx?$|\.md$/.test(path) ? 0 : entry.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))));
}

/** Whether dist/ is missing or older than its sources. */
export function needsBuild(root) {
  const built = BUILT.map((file) => statSync(join(root, file), { throwIfNoEntry: false })?.mtimeMs ?? 0);
  const oldest = Math.min(...built);
  return oldest === 0 || SOURCES.some((name) => newest(join(root, name)) > oldest);
}

function runBuild(root) {
  const npm = process.env.npm_execpath;
  const [program, args] = npm?.endsWith('js')
    ? [process.execPath, [npm, 'run', 'build']]
    : ['npm', ['run', 'build']];
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
    child.once('error', (error) => resolve({ code: 1, said: error.message }));
    child.once('close', (code) => resolve({ code, said }));
  });
}

/** Builds if needed. Throws Foreseen. */
export async function buildIfNeeded(root) {
  if (!existsSync(join(root, 'node_modules', 'fastify'))) throw new Foreseen('no-packages');
  if (!needsBuild(root)) return;
  if (!existsSync(join(root, 'node_modules', 'vite'))) throw new Foreseen('no-build-tools');
  console.log(sentence('building'));
  const { code, said } = await runBuild(root);
  if (code === 0) return;
  const reason = /\b(EROFS|EACCES|EPERM|ENOSPC|EDQUOT)\b/.exec(said)?.[1];
  throw reason ? new Foreseen('build-unwritable', { folder: root, reason }) : new Foreseen('build-failed');
}
