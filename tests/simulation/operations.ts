import { documentsApi, isDeleted } from '../../renderer/data/documents';
import { wantErased } from '../../renderer/sync/erasures';
import { attach, holidays, keep, open } from './attachment-operations';
import { refsOf, tolerant } from './operations-support';
import { tokensIn } from './oracle';
import type { SimDevice } from './sim-device';
import type { World } from './world';
import { newId } from '#shared/crypto/random';
import type { Collection } from '#shared/security/compartments';
import { isBy, millisOf } from '#shared/sync/clock';
import { DELETED_FIELD, type Json } from '#shared/sync/document';
import { historyId } from '#shared/sync/history';

/** Fields of free text that a schedule writes its tokens into. */
const FIELDS = {
  'client-files': ['concern', 'contactNote', 'phone'],
  partners: ['name', 'department', 'remit'],
  residence: ['documentType', 'legalBasis', 'authority'],
  attachments: ['name', 'note'],
} as const satisfies Partial<Record<Collection, readonly string[]>>;
type Written = keyof typeof FIELDS;
const WRITTEN = Object.keys(FIELDS) as Written[];
/** Those that begin with fields alone. */
const CREATED = ['client-files', 'partners', 'residence'] as const;

const keyOfDocument = (collection: string, id: string) => `${collection}/${id}`;

function create(world: World, device: SimDevice): Promise<void> {
  const { dice, oracle } = world;
  const files = refsOf(device, ['client-files']);
  const collection = dice.pick(files.length === 0 ? (['client-files'] as const) : CREATED);
  const id = newId(dice.bytes);
  const tokens = FIELDS[collection].map((field) => [field, world.token()] as const);
  const values = Object.fromEntries(tokens) as Record<string, Json>;
  if (collection === 'client-files')
    Object.assign(values, { fileNumber: 'x', name: { family: 'x' }, openedOn: '2026-01-05' });
  if (collection === 'partners') values['kind'] = 'other';
  const fileId = collection === 'residence' ? { fileId: dice.pick(files).id } : {};
  if (fileId.fileId) world.fileOf.set(id, fileId.fileId);
  for (const [, token] of tokens) oracle.tried(token, []);
  return tolerant(async () => {
    await documentsApi(device.documents).create(collection, values, { id, ...fileId });
    for (const [field, token] of tokens)
      oracle.acknowledged({ of: keyOfDocument(collection, id), field, token });
  });
}

/** Whether a value was set by the same person so shortly before that it counts as still being written. */
function isOneSitting(device: SimDevice, stamp: string): boolean {
  const age = device.store.clock.now() - millisOf(stamp);
  return isBy(stamp, device.options.personId) && age >= 0 && age < 10 * 60_000;
}

function edit(world: World, device: SimDevice): Promise<void> {
  const { dice, oracle } = world;
  const refs = refsOf(device, WRITTEN);
  if (refs.length === 0) return create(world, device);
  const ref = dice.pick(refs);
  const all: readonly string[] = FIELDS[ref.collection as Written];
  const fields = dice.chance(0.3) ? all.slice(0, 2) : [dice.pick(all)];
  const tokens = fields.map((field) => [field, world.token()] as const);
  let written = false;
  return tolerant(async () => {
    await device.documents.changeWith(ref, ({ place, replica: { version } }) => {
      written = !isDeleted(version.doc);
      if (!written) return {};
      // An attachment may stand though whoever attached it was never told.
      if (place.fileId !== null) world.fileOf.set(ref.id, place.fileId);
      for (const [field, token] of tokens) {
        const before = version.doc.fields[field];
        const saw = tokensIn(before?.value);
        oracle.tried(token, saw);
        if (before && isOneSitting(device, before.stamp)) saw.forEach((one) => oracle.draft(one));
      }
      return Object.fromEntries(tokens);
    });
    if (!written) return;
    for (const [field, token] of tokens)
      oracle.acknowledged({ of: keyOfDocument(ref.collection, ref.id), field, token });
  });
}

function removeOrRestore(world: World, device: SimDevice): Promise<void> {
  const refs = refsOf(device, WRITTEN);
  if (refs.length === 0) return create(world, device);
  const ref = world.dice.pick(refs);
  const restore = world.dice.chance(0.4);
  return tolerant(() =>
    device.documents.changeWith(ref, ({ replica: { version } }) => {
      if (isDeleted(version.doc) !== restore) return {};
      if (!restore) {
        const values = Object.values(version.doc.fields).map(({ value }) => value);
        world.oracle.deleted(keyOfDocument(ref.collection, ref.id), tokensIn(values));
      }
      return { [DELETED_FIELD]: !restore };
    }),
  );
}

async function pastTokens(device: SimDevice, id: string): Promise<string[]> {
  const rows = await Promise.all(
    [1, 2, 3].map((part) => device.store.read({ collection: 'history', id: historyId(id, part) })),
  );
  return rows.flatMap((row) => tokensIn(row?.doc.fields));
}

function decideConflict(world: World, device: SimDevice): Promise<void> {
  return tolerant(async () => {
    const open = await device.conflicts.open();
    if (open.length === 0) return;
    const { id, of, kept, other, kind } = world.dice.pick(open);
    const choice = world.dice.pick([kept.stamp, other.stamp, 'both']);
    const seen = [...tokensIn(kept.value), ...tokensIn(other.value)];
    const row = await device.store.read({ collection: of.collection, id: of.id });
    const current = tokensIn(Object.values(row?.doc.fields ?? {}).map(({ value }) => value));
    if (kind === 'delete-edit')
      world.oracle.deleted(keyOfDocument(of.collection, of.id), [...seen, ...current]);
    // Whatever is chosen is set anew, also the value that stands.
    else for (const token of seen) world.oracle.chosen(token, [...seen, ...current]);
    const before = await pastTokens(device, of.id);
    await device.conflicts.resolve([id], choice);
    // What came between looking and deciding was overwritten too, and stands in the history since.
    const overwritten = (await pastTokens(device, of.id)).filter((token) => !before.includes(token));
    for (const token of seen) world.oracle.tried(token, overwritten);
  });
}

function eraseSomething(world: World, device: SimDevice): Promise<void> {
  const single = world.dice.chance(0.3);
  const refs = refsOf(device, single ? ['partners', 'residence', 'attachments'] : ['client-files']);
  if (refs.length === 0) return Promise.resolve();
  const { id } = world.dice.pick(refs);
  const ids = single ? [id, `h1_${id}`, `h2_${id}`, `h3_${id}`] : [id];
  const kind = single ? ('row' as const) : ('file' as const);
  return tolerant(() => wantErased(device.store, ids.map((one) => ({ kind, id: one })), true)); // prettier-ignore
}

async function poison(world: World, device: SimDevice): Promise<void> {
  const id = newId(world.dice.bytes);
  world.server.poisoned.add(id);
  await tolerant(() =>
    documentsApi(device.documents).create('partners', { name: 'x', kind: 'other' }, { id }),
  );
}

function changeRole(world: World): void {
  const id = world.people[1] ?? '';
  const held = world.roles.get(id) ?? [];
  world.roles.set(
    id,
    held.includes('beratung') ? held.filter((one) => one !== 'beratung') : [...held, 'beratung'],
  );
}

function loseStore(world: World, device: SimDevice): undefined {
  world.contents.lose(world, device.disk);
  device.loseStore();
}

type Operation = readonly [
  weight: number,
  name: string,
  run: (world: World, device: SimDevice) => Promise<unknown> | undefined,
];

/** What happens in an office, and how often. */
const OPERATIONS: readonly Operation[] = [
  [80, 'edit', edit],
  [14, 'create', create],
  [4, 'attach', attach],
  [4, 'open', open],
  [1, 'keep', keep],
  [50, 'sync', (_, device) => device.sync()],
  [7, 'remove or restore', removeOrRestore],
  [7, 'decide', decideConflict],
  [2, 'erase', eraseSomething],
  [1, 'poison', poison],
  [4, 'visit', (world) => (world.visit(), world.sendVisits())],
  [2, 'crash', (_, device) => void device.crash()],
  [2, 'cut power', (_, device) => void device.cutPower()],
  [1, 'lose store', loseStore],
  [2, 'server crash', (world) => void world.server.crash()],
  [5, 'clean up', (world) => world.server.cleanUp()],
  [1, 'holidays', (world) => void holidays(world)],
  [2, 'pry', (world) => world.pry()],
  [2, 'role', (world) => void changeRole(world)],
  [5, 'network', (_, device) => void (device.online = !device.online)],
  [
    3,
    'clock',
    ({ dice }, device) =>
      void (device.offset = dice.chance(0.5) ? 0 : dice.below(2 * 86_400_000) - 86_400_000),
  ],
];
/**
 * The same where the server is brought back to earlier states. No device loses what only the server had then: its
 * store, or contents, which leave it after a month away.
 */
const WITH_RESTORES: readonly Operation[] = [
  ...OPERATIONS.filter(([, name]) => name !== 'lose store' && name !== 'holidays'),
  [4, 'back up', (world) => void world.server.backUp()],
  [2, 'bring back', (world) => void world.server.bringBack()],
];

/** Starts one operation on some device; it goes on while others happen. */
export function startOperation(world: World, failed: (error: unknown) => void): void {
  const { dice, scheduler } = world;
  const device = dice.pick(world.devices);
  const operations = world.restores ? WITH_RESTORES : OPERATIONS;
  let at = dice.below(operations.reduce((sum, [weight]) => sum + weight, 0));
  const [, name, run] = operations.find(([weight]) => (at -= weight) < 0) ?? [0, 'edit', edit];
  scheduler.note(`${device.name}: ${name}`);
  run(world, device)?.catch(failed);
}
