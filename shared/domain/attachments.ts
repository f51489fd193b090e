import { z } from 'zod';
import { isoDate, text } from './common';
import { PLAIN_CHUNK_BYTES } from '#shared/crypto/blob';
import { fromUtf8 } from '#shared/crypto/bytes';
import { base64url, blobAddress } from '#shared/sync/protocol';

/** Kinds of files that Wegbuch keeps: those that any office can open again in years. */
export const MEDIA_TYPES = [
  'application/pdf',
  'image/jpeg',
  'image/png',
  'image/webp',
  'text/plain',
] as const;
export type MediaType = (typeof MEDIA_TYPES)[number];

/** Largest file in bytes: 25 chunks of the wire, which is what a server takes unless told otherwise. */
export const MOST_FILE_BYTES = 25 * PLAIN_CHUNK_BYTES;
/** Largest small picture inside the document, in bytes. */
export const MOST_THUMBNAIL_BYTES = 20 * 1024;

/**
 * A scan, photo or file that belongs to a client. The content lies beside it as a blob, sealed under a key that is
 * kept here; whoever may read this document may read the file, and nobody else. The content never changes.
 */
export const attachment = z.object({
  name: text(200),
  /** The day on which it was scanned, photographed or received. */
  takenOn: isoDate.nullable(),
  note: z.string().max(2000),
  content: z.object({
    mediaType: z.enum(MEDIA_TYPES),
    /** Bytes of the file itself. */
    bytes: z.number().int().min(0).max(MOST_FILE_BYTES),
    address: blobAddress,
    key: base64url(32),
  }),
  /** A small JPEG, base64url; null where there is no picture of it. */
  thumbnail: base64url(MOST_THUMBNAIL_BYTES).nullable(),
});
export type Attachment = z.infer<typeof attachment>;

const MAGIC: readonly (readonly [MediaType, at: number, text: string][])[] = [
  [['application/pdf', 0, '%PDF-']],
  [['image/jpeg', 0, '\xff\xd8\xff']],
  [['image/png', 0, '\x89PNG\r\n\x1a\n']],
  [
    ['image/webp', 0, 'RIFF'],
    ['image/webp', 8, 'WEBP'],
  ],
];

/** Brands of the container in which telephones put HEIC pictures. */
const HEIC = /^ftyp(heic|heix|heim|heis|hevc|hevx|mif1|msf1)/;

const latin = (bytes: Uint8Array) => String.fromCharCode(...bytes);

/** Whether bytes are plain text: UTF-8 without control characters but line ends and tabs. */
function isText(bytes: Uint8Array): boolean {
  if (bytes.some((byte) => byte < 32 && byte !== 9 && byte !== 10 && byte !== 13)) return false;
  try {
    fromUtf8(bytes);
    return true;
  } catch {
    return false;
  }
}

/** What a file is, by its content and not by its name; `heic` and null are not taken. */
export function mediaTypeOf(bytes: Uint8Array): MediaType | 'heic' | null {
  const head = latin(bytes.subarray(0, 16));
  for (const marks of MAGIC)
    if (marks.every(([, at, mark]) => head.startsWith(mark, at))) return marks[0]?.[0] ?? null;
  if (HEIC.test(head.slice(4))) return 'heic';
  return bytes.length > 0 && isText(bytes) ? 'text/plain' : null;
}
