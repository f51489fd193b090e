import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { createAssets, type Assets } from '../../../electron/protocol/assets';
import { serveSession } from '../../../electron/protocol/sessions';
import { atLeast, atMost, type Check, type Row, type Size } from '../support/check';
import { stubSession } from './support/electron-stub';

const CANARY = 'canary-7f3a9c-outside-the-bundle';
const INSIDE = 'inside';

/** A bundle in a real folder, with everything around it and in it that could lead out. */
async function layOut(root: string): Promise<string> {
  const bundle = join(root, 'bundle');
  await mkdir(join(bundle, 'assets'), { recursive: true });
  await mkdir(join(root, 'bundle-of-others'));
  await mkdir(join(root, 'secret'));
  for (const name of ['index.html', 'kiosk.html', 'assets/worker-1.js', 'assets/index-1.css'])
    await writeFile(join(bundle, name), INSIDE);
  for (const name of ['secret/x.js', 'secret.js', 'bundle-of-others/index.html', 'bundle.js'])
    await writeFile(join(root, name), CANARY);
  await symlink(join(root, 'secret.js'), join(bundle, 'linked.js'));
  await symlink('../../secret/x.js', join(bundle, 'assets/linked.js'));
  await symlink(join(root, 'secret'), join(bundle, 'folder'));
  await symlink(root, join(bundle, 'assets/up'));
  await symlink('/etc', join(bundle, 'etc'));
  return bundle;
}

const segment = fc.constantFrom('..', '.', '', '%2e%2e', '%252e%252e', '..%2f', '%5c..', '..\\', '\u0000', '%00', 'assets', 'folder', 'up', 'etc', 'secret', 'secret.js', 'x.js', 'linked.js', 'index.html', 'worker-1.js', 'bundle', 'bundle-of-others', 'passwd', 'C:', 'c$', '%ef%bc%8e%ef%bc%8e', '．．', '..;', '~', 'con', 'index.html::$DATA', 'INDEX.HTML', ' index.html', 'index.html.', '%c0%ae%c0%ae', '\u2215'); // prettier-ignore
const separator = fc.constantFrom('/', '//', '\\', '%2f', '%5c', '/./', '\t/', '/', '/');
const origin = fc.constantFrom('app://wegbuch/', 'app://wegbuch/', 'app://wegbuch/', 'app://wegbuch', 'app://wegbuch\\', 'app://wegbuch-of-others/', 'app://wegbuch@evil/', 'app:///', 'app://wegbuch//', 'app://wegbuch//server/share/', 'file:///', ''); // prettier-ignore
const tail = fc.constantFrom(
  '',
  '?x',
  '#/y',
  '?../../secret.js',
  '#../secret.js',
  '\u0000.js',
  '%00.js',
  '.js',
  '/',
);
const hostileAddress = fc.oneof(
  {
    weight: 9,
    arbitrary: fc
      .tuple(origin, fc.array(fc.tuple(segment, separator), { maxLength: 6 }), segment, tail)
      .map(([start, middle, last, end]) => start + middle.map((pair) => pair.join('')).join('') + last + end),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary' }).map((text) => `app://wegbuch/${text}`) },
);

/** Every address that leads to a file of the bundle or out of it in one plain way: these must be among those tried. */
const PLAIN = ['linked.js', 'assets/linked.js', 'folder/x.js', 'assets/up/secret.js', 'etc/passwd', '../secret.js', '../bundle-of-others/index.html', 'assets/../../secret.js', 'index.html', 'kiosk.html', 'assets/worker-1.js', '', 'missing.js']
  .map((path) => `app://wegbuch/${path}`); // prettier-ignore

interface Found {
  escaped: number;
  bare: number;
  threw: number;
  served: number;
}

async function attack(assets: Assets, addresses: readonly string[]): Promise<Found> {
  const found = { escaped: 0, bare: 0, threw: 0, served: 0 };
  for (const address of addresses) {
    try {
      const answer = await assets(address);
      const text = await answer.text();
      if (text !== '' && text !== INSIDE) found.escaped += 1;
      if (answer.status === 200) found.served += 1;
      const policy = answer.headers.get('Content-Security-Policy') ?? '';
      const nosniff = answer.headers.get('X-Content-Type-Options') === 'nosniff';
      if (!policy.includes("default-src 'none'") || !policy.includes('require-trusted-types-for') || !nosniff)
        found.bare += 1;
    } catch {
      found.threw += 1;
    }
  }
  return found;
}

/** Broken on purpose: walks to what was asked for, and says nothing beside the content. */
function walkingAssets(bundle: string): Assets {
  return async (address) => {
    const path = decodeURIComponent(address.replace(/^app:\/\/wegbuch\//, ''));
    return new Response(await readFile(join(bundle, path), 'utf8'));
  };
}

async function run({ long, seed }: Size): Promise<Row[]> {
  const root = await mkdtemp(join(tmpdir(), 'wegbuch-assets-'));
  try {
    const bundle = await layOut(root);
    const tries = long ? 100_000 : 10_000;
    const addresses = [...PLAIN, ...fc.sample(hostileAddress, { numRuns: tries, seed })];
    // Through the session, as a window would ask.
    const session = stubSession('staff');
    serveSession(session as unknown as Electron.Session, 'staff', createAssets(bundle), () => []);
    const handler = session.handlers.get('protocol:app') as (request: { url: string }) => Promise<Response>;
    const found = await attack((url) => handler({ url }), addresses);
    const control = await attack(walkingAssets(bundle), PLAIN);
    return [
      atMost(4, 'answers with bytes from outside the bundle', found.escaped, 0, control.escaped > 0),
      atMost(4, 'answers without content policy or nosniff', found.bare, 0, control.bare > 0),
      atMost(4, 'addresses that made the resolver throw', found.threw, 0, control.threw > 0),
      atLeast(4, 'addresses', addresses.length, tries),
      atLeast(4, 'of them answered with a file of the bundle', found.served, 4),
    ];
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

export const check: Check = { name: 'shell-assets', run };
