import type { Bytes } from '#shared/crypto/bytes';
import { MOST_THUMBNAIL_BYTES } from '#shared/domain/attachments';

/** A4 at 300 dots per inch: more than any scan of a document needs, in pixels. */
const LONGEST_EDGE = 3508;
const THUMBNAIL_EDGE = 240;
const QUALITY = 0.9;

export interface PreparedImage {
  file: Blob;
  /** A small JPEG; null for what is no picture. */
  thumbnail: Bytes | null;
}

function drawn(image: ImageBitmap, edge: number): OffscreenCanvas {
  const scale = Math.min(1, edge / Math.max(image.width, image.height));
  const width = Math.max(1, Math.round(image.width * scale));
  const height = Math.max(1, Math.round(image.height * scale));
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  if (!context) throw new RangeError('image: no canvas');
  // What is see-through becomes paper.
  context.fillStyle = 'white';
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(image, 0, 0, width, height);
  return canvas;
}

async function thumbnailOf(image: ImageBitmap): Promise<Bytes> {
  for (let edge = THUMBNAIL_EDGE; ; edge /= 2) {
    const small = await drawn(image, edge).convertToBlob({ type: 'image/jpeg', quality: 0.7 });
    if (small.size <= MOST_THUMBNAIL_BYTES) return new Uint8Array(await small.arrayBuffer());
  }
}

/**
 * A picture drawn anew: upright as its camera meant it, no larger than a page needs, and without what the camera
 * noted beside it (place, time, device). Throws when it cannot be read.
 */
export async function prepareImage(file: Blob): Promise<PreparedImage> {
  const image = await createImageBitmap(file, { imageOrientation: 'from-image' });
  try {
    const type = file.type === 'image/png' ? 'image/png' : 'image/jpeg';
    const kept = await drawn(image, LONGEST_EDGE).convertToBlob({ type, quality: QUALITY });
    return { file: kept, thumbnail: await thumbnailOf(image) };
  } finally {
    image.close();
  }
}
