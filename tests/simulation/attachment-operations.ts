import { newContent } from './contents';
import { refsOf, tolerant } from './operations-support';
import type { SimDevice } from './sim-device';
import type { World } from './world';

const DAY_MS = 86_400_000;

/** Somebody adds a scan to a client file: mostly of one chunk, seldom of two or three. */
export function attach(world: World, device: SimDevice): Promise<void> {
  const { dice, oracle, contents } = world;
  const files = refsOf(device, ['client-files']);
  const chunks = dice.chance(0.8) ? 1 : dice.chance(0.7) ? 2 : 3;
  const token = world.token();
  const bytes = newContent(token, chunks, dice.below(500));
  if (files.length === 0) return Promise.resolve();
  const fileId = dice.pick(files).id;
  oracle.tried(token, []);
  return tolerant(async () => {
    const file = new Blob([bytes]);
    const id = await device.attachments.add({ fileId, name: token, takenOn: null, file });
    world.fileOf.set(id, fileId);
    contents.attached.set(id, { bytes, disk: device.disk });
    oracle.acknowledged({ of: `attachments/${id}`, field: 'name', token });
  });
}

/** What may be wrong with a content just now: not on the server yet, or no server. */
const AWAY = ['file-missing', 'server-unreachable'];

export function open(world: World, device: SimDevice): Promise<void> {
  const refs = refsOf(device, ['attachments']);
  if (refs.length === 0) return Promise.resolve();
  const { id } = world.dice.pick(refs);
  return tolerant(async () => {
    const file = await device.attachments.open(id);
    world.contents.compare(id, new Uint8Array(await file.arrayBuffer()));
  }, AWAY);
}

export function keep(world: World, device: SimDevice): Promise<void> {
  const refs = refsOf(device, ['attachments']);
  if (refs.length === 0) return Promise.resolve();
  const { id } = world.dice.pick(refs);
  const wanted = world.dice.chance(0.7);
  return tolerant(() => device.attachments.keep(id, wanted));
}

/** Nobody is there for days, a month, or longer than the server keeps what no row names. */
export function holidays({ dice, scheduler }: World): void {
  scheduler.time += dice.pick([3, 35, 100]) * DAY_MS;
}
