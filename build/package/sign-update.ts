import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { readManifest, releaseKey, writeManifest, type Manifest } from '../../electron/update/manifest';

/**
 * `npm run update:sign -- --package FILE --version V --platform win32-x64 --key KEY.pem [--channel stable]
 * [--percent 100]` writes the signed manifest beside a package; `-- --new-key KEY.pem` makes a release key. Both
 * belong on a machine without a network.
 */
const HELP =
  'npm run update:sign -- --package FILE --version V --platform P --key KEY.pem, or --new-key KEY.pem';

const publicText = (pem: string | Buffer) =>
  String(createPublicKey(createPrivateKey(pem)).export({ format: 'jwk' }).x);

/** Makes a release key; resolves with its public half as `electron/update/keys.ts` wants it. */
export async function makeReleaseKey(path: string): Promise<string> {
  const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' });
  await writeFile(path, pem, { mode: 0o600, flag: 'wx' });
  return publicText(pem);
}

/** Signs a package; resolves with the path of the manifest. Throws when a word of it is not allowed. */
export async function signPackage(
  path: string,
  what: Pick<Manifest, 'channel' | 'version' | 'platform' | 'percent'>,
  keyPath: string,
): Promise<string> {
  const content = await readFile(path);
  const pem = await readFile(keyPath);
  const sha256 = createHash('sha256').update(content).digest('hex');
  const manifest: Manifest = {
    product: 'wegbuch-desktop',
    ...what,
    file: basename(path),
    size: content.length,
    sha256,
  };
  const bytes = writeManifest(manifest, (signed) => sign(null, signed, createPrivateKey(pem)));
  // Read back as a device will.
  if ('refused' in readManifest(bytes, [releaseKey(publicText(pem))]))
    throw new Error('the manifest does not verify');
  const target = join(dirname(path), `wegbuch-${what.platform}.update`);
  await writeFile(target, bytes);
  return target;
}

async function main(): Promise<void> {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    options: {
      package: text,
      version: text,
      platform: text,
      key: text,
      channel: { ...text, default: 'stable' },
      percent: { ...text, default: '100' },
      'new-key': text,
    },
  });
  if (values['new-key'] !== undefined) {
    console.log(`RELEASE_KEYS in electron/update/keys.ts: '${await makeReleaseKey(values['new-key'])}'`);
    return;
  }
  const { package: path, version, platform, key } = values;
  if (path === undefined || version === undefined || platform === undefined || key === undefined)
    throw new Error(HELP);
  const channel = values.channel as Manifest['channel'];
  console.log(await signPackage(path, { channel, version, platform, percent: Number(values.percent) }, key));
}

if (process.argv[1] === import.meta.filename) await main();
