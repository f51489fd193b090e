import { spawn, type ChildProcess } from 'node:child_process';
import { resolve } from 'node:path';

/**
 * `npm run dev`: the server restarts when its sources change, the renderer reloads in place. The renderer's
 * development server hands /api to the central server, so that both share one origin as in the web edition.
 */
const root = resolve(import.meta.dirname, '../..');
const bin = (name: string) => resolve(root, 'node_modules/.bin', name);
const port = process.env['WEGBUCH_DEV_PORT'] ?? '47050';
const data = process.env['WEGBUCH_DATA'] ?? resolve(root, '.cache/dev-data');

const children: ChildProcess[] = [
  spawn(bin('tsx'), ['watch', 'server/main.ts', '--port', port, '--data', data], {
    cwd: root,
    stdio: 'inherit',
  }),
  spawn(bin('vite'), [], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, WEGBUCH_DEV_SERVER: `http://127.0.0.1:${port}` },
  }),
];

const stop = () => {
  for (const child of children) child.kill('SIGTERM');
};
for (const child of children) child.on('exit', stop);
process.on('SIGINT', stop);
process.on('SIGTERM', stop);
