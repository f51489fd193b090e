import type { SimDevice } from './sim-device';
import type { World } from './world';
import type { ModelDisk } from './model-disk';
import { PLAIN_CHUNK_BYTES } from '#shared/crypto/blob';

/**
 * Begun and without a document, a content stands on a device for a day and until its next round, in milliseconds.
 */
const BEGUN_MS = 1.5 * 86_400_000;

/** A PDF by its first bytes, of so many chunks, like no other. */
export function newContent(token: string, chunks: number, rest: number): Uint8Array<ArrayBuffer> {
  const head = new TextEncoder().encode(`%PDF-1.7 ${token}`);
  const bytes = new Uint8Array((chunks - 1) * PLAIN_CHUNK_BYTES + head.length + rest);
  bytes.fill(rest & 0xff);
  bytes.set(head);
  bytes.set(head, bytes.length - head.length);
  return bytes;
}

interface Attached {
  bytes: Uint8Array;
  /** Where it was attached. */
  disk: ModelDisk;
}

/** What a single, never failing office would know of attachments: every acknowledged one, byte by byte. */
export class Contents {
  readonly attached = new Map<string, Attached>();
  /** Those whose only copy went with a lost store, before the server had document and content. */
  readonly #gone = new Set<string>();
  readonly details: string[] = [];
  wrong = 0;

  /** Before a store is lost: what only stands there goes with it. */
  lose(world: World, disk: ModelDisk): void {
    for (const [id, attached] of this.attached)
      if (attached.disk === disk && !world.server.hasContent(id)) this.#gone.add(id);
  }

  /** Whether there is a content to be had: acknowledged, not erased, not lost with its device. */
  isDue(world: World, id: string): boolean {
    return this.attached.has(id) && !this.#gone.has(id) && !world.isErased({ id });
  }

  /** Whether what a person opened is what was attached. */
  compare(id: string, found: Uint8Array): void {
    const bytes = this.attached.get(id)?.bytes;
    if (bytes && Buffer.compare(bytes, found) !== 0) this.note(`other bytes: ${id}`);
  }

  private note(text: string): void {
    this.wrong++;
    this.details.push(text);
  }

  /** How many contents of a device are still on their way, either way. */
  waiting(world: World, { disk }: SimDevice): number {
    return [...disk.blobs.values()].filter(({ id, onServer, keep, refused }) => {
      const row = disk.table('attachments').get(id);
      if (!row || this.#gone.has(id) || world.isErased(row)) return false;
      if (onServer === 0) return true;
      const isHere = [...disk.chunks.values()].some((chunk) => chunk.id === id);
      return keep === 1 && !isHere && refused === undefined && this.isDue(world, id);
    }).length;
  }

  /** Opens everything on every device that may; the scheduler must be moved. */
  async openAll(world: World): Promise<void> {
    for (const device of world.devices) {
      if (!device.held.includes('beratung')) continue;
      for (const id of this.attached.keys()) {
        if (!this.isDue(world, id)) continue;
        try {
          const file = await device.attachments.open(id);
          this.compare(id, new Uint8Array(await file.arrayBuffer()));
        } catch (error) {
          this.note(
            `lost content: ${id} on ${device.name}: ${(error as { code?: string }).code ?? String(error)}`,
          );
        }
      }
    }
  }

  /** Contents of erased files on the server, and those on a device that nothing names there. */
  erasedLeft(world: World): number {
    const files = world.server.blobs().flatMap(({ fileId }) => fileId ?? []);
    const left = files.filter((fileId) => world.stubs.has(fileId)).map((fileId) => `${fileId} on the server`);
    for (const { disk, name, time } of world.devices) {
      const ids = new Set([...disk.blobs.keys(), ...[...disk.chunks.values()].map(({ id }) => id)]);
      for (const id of ids) {
        const isBegun = time - (disk.blobs.get(id)?.begun ?? 0) < BEGUN_MS;
        const isNamed = disk.table('attachments').has(id) || disk.aside.has(`attachments/${id}`);
        if (!isNamed && !isBegun) left.push(`${id} on ${name}`);
      }
    }
    left.forEach((what) => this.details.push(`erased content of ${what}`));
    return left.length;
  }
}
