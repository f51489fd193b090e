import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import { isVersion } from './version';

/** What a release says of one package. Everything here is signed; nothing else about a package is believed. */
const manifest = z.strictObject({
  product: z.literal('wegbuch-desktop'),
  channel: z.enum(['stable', 'early']),
  version: z.string().refine(isVersion),
  /** `process.platform` and `process.arch`, such as `win32-x64`. */
  platform: z.string().regex(/^(win32|linux|darwin)-(x64|arm64)$/),
  /** Name of the package beside the manifest. */
  file: z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,100}$/),
  size: z
    .int()
    .min(1)
    .max(2 ** 31),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** Percent of the devices that take it now. */
  percent: z.int().min(1).max(100),
});
export type Manifest = z.infer<typeof manifest>;

export type ManifestRefusal = 'malformed' | 'signature';

const HEAD = 'wegbuch-update 1';
const MOST_BYTES = 16 * 1024;
const SIGNATURE = /^[A-Za-z0-9_-]{86}$/;

/**
 * What is signed: the head and the text of the manifest, byte for byte, so that a signature of Wegbuch's release
 * key over anything else never counts as one over a manifest.
 */
function signedBytes(text: string): Buffer {
  return Buffer.from(`${HEAD}\n${text}`, 'utf8');
}

/** The file that goes beside a package: head, signature, manifest. `sign` signs bytes with Ed25519. */
export function writeManifest(what: Manifest, sign: (bytes: Buffer) => Buffer): Buffer {
  const text = JSON.stringify(manifest.parse(what));
  return Buffer.from(`${HEAD}\n${sign(signedBytes(text)).toString('base64url')}\n${text}`, 'utf8');
}

/** A public key of releases from its 32 bytes as base64url. */
export function releaseKey(text: string): KeyObject {
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: text }, format: 'jwk' });
}

/**
 * Reads a manifest. The signature is checked before a byte of the content is looked at; each byte of the file is
 * covered, also by there being one way only to write a signature.
 */
export function readManifest(
  bytes: Uint8Array,
  keys: readonly KeyObject[],
): Manifest | { refused: ManifestRefusal } {
  if (bytes.length > MOST_BYTES) return { refused: 'malformed' };
  const file = Buffer.from(bytes).toString('utf8');
  const [head, signature, ...rest] = file.split('\n');
  if (head !== HEAD || signature === undefined || rest.length !== 1) return { refused: 'malformed' };
  const [text = ''] = rest;
  const raw = Buffer.from(signature, 'base64url');
  if (!SIGNATURE.test(signature) || raw.toString('base64url') !== signature) return { refused: 'malformed' };
  if (!keys.some((key) => verify(null, signedBytes(text), key, raw))) return { refused: 'signature' };
  try {
    const parsed = manifest.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : { refused: 'malformed' };
  } catch {
    return { refused: 'malformed' };
  }
}
