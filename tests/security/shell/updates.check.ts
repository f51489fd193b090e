import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { partOf, type Device } from '../../../electron/update/decide';
import { writeManifest, type Manifest } from '../../../electron/update/manifest';
import { lookForUpdate, type UpdateOutcome, type UpdatePlaces } from '../../../electron/update/updater';
import { atLeast, atMost, type Check, type Row, type Size } from '../support/check';

const PLATFORM = 'linux-x64';
const PACKAGE = 'Wegbuch-1.4.0.AppImage';
const DEVICE: Device = {
  id: 'device',
  version: '1.3.2',
  newestSeen: '1.3.9',
  channel: 'stable',
  platform: PLATFORM,
};

interface Offer {
  manifest: Buffer;
  package: Buffer;
}

/** A release as an office gets it, and the keys it was made with. */
function release() {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const content = Buffer.from(Array.from({ length: 20_000 }, (_, at) => (at * 131) % 251));
  const manifest: Manifest = {
    product: 'wegbuch-desktop',
    channel: 'stable',
    version: '1.4.0',
    platform: PLATFORM,
    file: PACKAGE,
    size: content.length,
    sha256: createHash('sha256').update(content).digest('hex'),
    percent: 100,
  };
  const signed = (change: Partial<Manifest> = {}, key: KeyObject = privateKey) =>
    writeManifest({ ...manifest, ...change }, (bytes) => sign(null, bytes, key));
  return { publicKey, content, manifest, signed };
}
type Release = ReturnType<typeof release>;

/** One byte or one piece of `bytes` otherwise than it was; never the same. */
function mutated(bytes: Buffer, how: number, at: number, bit: number): Buffer {
  const place = at % bytes.length;
  const before = bytes.subarray(0, place);
  switch (how) {
    case 0: {
      const flipped = Buffer.from(bytes);
      flipped[place] = (bytes[place] ?? 0) ^ (1 << bit);
      return flipped;
    }
    case 1:
      return before;
    case 2:
      return Buffer.concat([before, bytes.subarray(place + 1)]);
    case 3:
      return Buffer.concat([before, Buffer.from([32 + bit]), bytes.subarray(place)]);
    case 4:
      return Buffer.concat([bytes, bytes.subarray(0, place + 1)]);
    default:
      return Buffer.concat([bytes, Buffer.from(['\n', ' ', '=', '\u0000', '\r\n'][bit % 5] ?? '\n')]);
  }
}

/** Offers that nobody may take: signed by others, of other channels, older, for other machines, replayed. */
function forgeries({ signed, content, manifest }: Release): Offer[] {
  const stranger = generateKeyPairSync('ed25519').privateKey;
  const text = (bytes: Buffer) => bytes.toString('utf8').split('\n');
  const [head = '', signature = ''] = text(signed());
  // The last character of 64 bytes in base64url has four bits to spare: the same bytes, written differently.
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const last = alphabet.indexOf(signature.at(-1) ?? 'A');
  const rewritten = `${signature.slice(0, -1)}${alphabet[last ^ 1] ?? ''}`;
  const withText = (json: object | string) =>
    Buffer.from(`${head}\n${signature}\n${typeof json === 'string' ? json : JSON.stringify(json)}`);
  const manifests = [
    signed({}, stranger),
    signed({ channel: 'early' }),
    signed({ platform: 'win32-x64' }),
    ...['1.3.2', '1.3.1', '1.3.8', '0.9.9', '1.3.0'].map((version) => signed({ version })),
    ...[{ version: '9.9.9' }, { channel: 'early' }, { percent: 1 }, { size: 1 }, { file: '../x' }].map(
      (change) => withText({ ...manifest, ...change }),
    ),
    withText({ ...manifest, more: 1 }),
    withText(`{"version":"1.4.0",${JSON.stringify(manifest).slice(1)}`),
    withText('[]'),
    Buffer.from(`${head}\n${rewritten}\n${JSON.stringify(manifest)}`),
    Buffer.from(`${head}\n\n${JSON.stringify(manifest)}`),
    Buffer.from(`${head}\n${'A'.repeat(86)}\n${JSON.stringify(manifest)}`),
    Buffer.from(`wegbuch-update 2\n${signature}\n${JSON.stringify(manifest)}`),
    Buffer.alloc(0),
    Buffer.alloc(100_000, 65),
  ];
  return manifests.map((bytes) => ({ manifest: bytes, package: content }));
}

/** Mutations of the manifest (three of four) and of the package. */
function mutations(made: Release, count: number, seed: number): Offer[] {
  const genuine = made.signed();
  const plan = fc.tuple(fc.nat(3), fc.nat(5), fc.nat(1_000_000), fc.nat(7));
  return fc
    .sample(plan, { numRuns: count, seed })
    .map(([what, how, at, bit]) =>
      what > 0
        ? { manifest: mutated(genuine, how, at, bit), package: made.content }
        : { manifest: genuine, package: mutated(made.content, how, at, bit) },
    );
}

type Look = (places: UpdatePlaces, keys: readonly KeyObject[]) => Promise<UpdateOutcome>;
const lookAs =
  (device: Device): Look =>
  (places, keys) =>
    lookForUpdate(places, device, keys, async () => undefined);
const ours = lookAs(DEVICE);
/** Has seen no newer version yet: only the one that it runs says what is older. */
const newcomer = lookAs({ ...DEVICE, newestSeen: null });
/** Versions before its own and the same, signed as they once were. */
const olderThan = (signed: Release['signed'], content: Buffer): Offer[] =>
  ['1.3.2', '1.3.1', '1.2.9', '0.99.99', '0.0.1'].map((version) => ({
    manifest: signed({ version }),
    package: content,
  }));
/** Broken on purpose: believes what a manifest says. */
const trusting: Look = async ({ offers }) => {
  try {
    const [, , text = ''] = (await readFile(join(offers, `wegbuch-${PLATFORM}.update`), 'utf8')).split('\n');
    const { version, file } = JSON.parse(text) as Manifest;
    return { outcome: 'ready', version, path: file, exportedBytes: 0 };
  } catch {
    return { outcome: 'none' };
  }
};

async function accepted(look: Look, root: string, key: KeyObject, offers: readonly Offer[]): Promise<number> {
  const places = placesIn(root);
  let taken = 0;
  for (const offer of offers) {
    await writeFile(join(places.offers, `wegbuch-${PLATFORM}.update`), offer.manifest);
    await writeFile(join(places.offers, PACKAGE), offer.package);
    const { outcome } = await look(places, [key]).catch((): UpdateOutcome => ({ outcome: 'none' }));
    if (outcome === 'ready') taken += 1;
  }
  return taken;
}

function placesIn(root: string): UpdatePlaces {
  const [offers, verified, device, exports] = ['offers', 'verified', 'device', 'exports'].map((name) =>
    join(root, name),
  );
  return { offers: offers ?? '', verified: verified ?? '', device: device ?? '', exports: exports ?? '' };
}

/** How many of the journals' bytes are missing from the copy that is made before an update. */
async function notExported(root: string, { publicKey }: Release): Promise<number> {
  const places = placesIn(root);
  const journals = { 'worker-a.journal': 'unsynchronised a', 'worker-b.journal': 'unsynchronised b' };
  for (const [name, content] of Object.entries(journals)) await writeFile(join(places.device, name), content);
  const { outcome } = await ours(places, [publicKey]);
  const copies = join(places.exports, `before-update-of-${DEVICE.version}`);
  const names = outcome === 'ready' ? await readdir(copies) : [];
  const found = await Promise.all(names.map((name) => readFile(join(copies, name), 'utf8')));
  return Object.values(journals).filter((content) => !found.includes(content)).length;
}

/** Whether an update is held back while unsynchronised changes cannot be copied. */
async function heldBack(root: string, { publicKey }: Release): Promise<boolean> {
  const places = { ...placesIn(root), exports: join(root, 'a-file') };
  await writeFile(places.exports, 'a file where the folder should be');
  const found = await ours(places, [publicKey]);
  return found.outcome === 'refused' && found.because === 'export';
}

async function run({ long, seed }: Size): Promise<Row[]> {
  const root = await mkdtemp(join(tmpdir(), 'wegbuch-updates-'));
  try {
    for (const folder of Object.values(placesIn(root))) await mkdir(folder as string);
    const made = release();
    const genuine: Offer = { manifest: made.signed(), package: made.content };
    const attack = (look: Look, offers: readonly Offer[]) => accepted(look, root, made.publicKey, offers);
    const changed = mutations(made, long ? 5_000 : 500, seed);
    const forged = forgeries(made);
    const held = await attack(ours, [genuine]);
    const missing = await notExported(root, made);
    const stopped = await heldBack(root, made);
    const devices = Array.from({ length: 10_000 }, (_, at) => `device-${String(at)}`);
    const first = devices.filter((id) => partOf(id, '1.4.0') < 25);
    const again = devices.filter((id) => partOf(id, '1.4.0') < 25);
    const later = new Set(devices.filter((id) => partOf(id, '1.4.0') < 50));
    const control = (await attack(trusting, changed.slice(0, 200))) > 0;
    return [
      atMost(10, 'changed manifests and packages accepted', await attack(ours, changed), 0, control),
      atLeast(10, 'changed manifests and packages', changed.length, long ? 5_000 : 500),
      atMost(
        10,
        'forged, older and foreign releases accepted',
        await attack(ours, forged),
        0,
        (await attack(trusting, forged)) > 0,
      ),
      atMost(
        10,
        'replayed releases accepted by a device that saw no newer one',
        await attack(newcomer, olderThan(made.signed, made.content)),
        0,
        (await attack(newcomer, [genuine])) === 1,
      ),
      atLeast(10, 'genuine release accepted', held, 1),
      atMost(10, 'journals not copied before an update', missing, 0, stopped),
      atMost(
        10,
        'devices of 10,000 beyond 25 ± 2 % in a first stage',
        Math.max(0, Math.abs(first.length - 2_500) - 200),
        0,
        first.length > 0,
      ),
      atMost(
        10,
        'devices that fall out of a stage',
        again.filter((id) => !first.includes(id)).length + first.filter((id) => !later.has(id)).length,
        0,
        partOf('device-1', '1.4.0') !== partOf('device-1', '1.4.1'),
      ),
    ];
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

export const check: Check = { name: 'shell-updates', run };
