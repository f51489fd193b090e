import { isDeleted } from '../../renderer/data/documents';
import { cryptoInOneThread } from './one-thread';
import { tokensIn, type Ending, type Findings } from './oracle';
import { startOperation } from './operations';
import type { SimDevice } from './sim-device';
import { World, type Bugs, type WorldOptions } from './world';
import { canonical } from '#shared/sync/canonical';
import type { Collection, Compartment } from '#shared/security/compartments';
import type { Json } from '#shared/sync/document';

cryptoInOneThread();

const OPERATIONS = 200;
/** Time between two things that people do: longer than one sitting, so that every value counts. */
const PAUSE_MS = 11 * 60_000;
/** Rounds after which everybody must agree once the faults are over. */
const ROUNDS = 12;

export interface Outcome extends Findings {
  seed: number;
  trace: string;
  steps: number;
  conflicts: number;
  details: string[];
}

interface Content {
  text: string;
  compartment: Compartment;
  fileId: string | null;
}

/** One device opened: every document by its key, with what the server counts it under. */
async function contentOf(device: SimDevice): Promise<Map<string, Content>> {
  const content = new Map<string, Content>();
  for (const collection of [...device.disk.tables.keys()].sort()) {
    const rows = [...device.disk.table(collection).values()];
    for (const { ref, doc, seq, place } of await device.store.openAll(collection, rows))
      content.set(`${collection}/${ref.id}`, {
        text: canonical([seq, doc as unknown as Json]),
        compartment: place.compartment,
        fileId: place.fileId,
      });
  }
  return content;
}

/** A person looks at what was refused for lack of a right they have again, and sends it once more. */
async function sendAgain(device: SimDevice, poisoned: ReadonlySet<string>): Promise<void> {
  const release = [...device.disk.aside.values()]
    .filter(({ code, id }) => code === 'no-right' || (code === 'invalid' && !poisoned.has(id)))
    .map(({ key }) => key);
  if (release.length > 0) await device.store.write([], () => ({ put: [], release }));
  const { transfers } = device.attachments;
  for (const { id } of await transfers.refusals()) await transfers.sendAgain(id);
}

function waitingOf(world: World, device: SimDevice): number {
  const { poisoned } = world.server;
  let waiting = 0;
  for (const table of device.disk.tables.values())
    for (const row of table.values())
      if (row.dirty === 1 && !poisoned.has(row.id) && !world.isErased(row)) waiting++;
  return waiting + world.contents.waiting(world, device);
}

/** The faults are over: everybody is online, all rights are back, every device synchronises in turn. */
async function calmDown(world: World): Promise<boolean> {
  world.setFaults(null);
  for (const device of world.devices) {
    device.online = true;
    device.offset = 0;
  }
  const all = world.roles.get(world.people[0] ?? '') ?? [];
  world.roles.set(world.people[1] ?? '', all);
  await world.scheduler.advance();
  const { poisoned } = world.server;
  for (let round = 0; round < ROUNDS; round++) {
    void world.sendVisits();
    for (const device of world.devices) {
      void sendAgain(device, poisoned).then(() => device.sync());
      await world.scheduler.advance();
      world.scheduler.time += 61 * 60_000;
    }
    await world.look();
    const waiting = world.devices.reduce((sum, one) => sum + waitingOf(world, one), 0);
    if (round > 1 && waiting === 0 && world.kioskIsEmpty && (await agree(world)) === 0) return true;
  }
  return false;
}

/** How many documents differ between devices of the same rights. */
async function agree(world: World): Promise<number> {
  const [first, ...others] = world.devices;
  if (!first) return 0;
  const { poisoned } = world.server;
  const whole = await contentOf(first);
  let different = 0;
  for (const device of others) {
    const own = await contentOf(device);
    const keys = new Set([...whole.keys(), ...own.keys()]);
    for (const key of keys) {
      const id = key.slice(key.indexOf('/') + 1);
      const { compartment: home, fileId } = whole.get(key) ?? own.get(key) ?? {};
      if (poisoned.has(id) || !home || !device.held.includes(home)) continue;
      if (world.isErased({ id, ...(fileId ? { fileId } : {}) })) continue;
      if (whole.get(key)?.text !== own.get(key)?.text) different++;
    }
  }
  return different;
}

async function endingOf(world: World, device: SimDevice): Promise<Ending> {
  const documents = new Map<string, { fields: Record<string, Json>; deleted: boolean }>();
  const history = new Map<string, Set<string>>();
  const conflicts = new Map<string, Set<string>>();
  const note = (into: Map<string, Set<string>>, of: Json | undefined, tokens: string[]) => {
    const { collection, id } = of as { collection: string; id: string };
    const known = into.get(`${collection}/${id}`) ?? new Set();
    tokens.forEach((token) => known.add(token));
    into.set(`${collection}/${id}`, known);
  };
  for (const collection of device.disk.tables.keys()) {
    for (const { ref, doc } of await device.store.openAll(collection, [
      ...device.disk.table(collection).values(),
    ])) {
      const values = Object.fromEntries(Object.entries(doc.fields).map(([name, { value }]) => [name, value]));
      if (collection === 'history') note(history, values['of'], tokensIn(values));
      else if (collection === 'conflicts')
        note(conflicts, values['of'], tokensIn([values['kept'], values['other']] as Json));
      else documents.set(`${collection}/${ref.id}`, { fields: values, deleted: isDeleted(doc) });
    }
  }
  const aside = new Set<string>();
  for (const one of world.devices)
    for (const { collection, row } of one.disk.aside.values())
      for (const { doc } of await one.store.openAll(collection as Collection, [row]))
        tokensIn(doc.fields).forEach((token) => aside.add(token));
  const erased = (of: string) => world.isErased({ id: of.slice(of.indexOf('/') + 1) });
  return { documents, history, conflicts, aside, erased };
}

function arrivalsWrong(world: World, ending: Ending): { missing: number; doubled: number } {
  const numbers = [...ending.documents]
    .filter(([key]) => key.startsWith('arrivals/'))
    .map(([, { fields }]) => fields['number']);
  const doubled = numbers.length - new Set(numbers).size;
  return { missing: world.visits.filter((number) => !numbers.includes(number)).length, doubled };
}

/** The server removes whatever it may. */
async function cleanUpForGood({ server, scheduler }: World): Promise<void> {
  for (let times = 0; times < 2; times++) {
    void server.cleanUp();
    await scheduler.advance();
    scheduler.time += 91 * 86_400_000;
  }
}

/** Runs one schedule from its seed and says what went wrong; nothing must. */
export async function runSchedule(
  seed: number,
  bugs: Bugs = {},
  tell?: (text: string) => void,
  office: Pick<WorldOptions, 'windows' | 'restores'> = {},
): Promise<Outcome> {
  const world = new World({ seed, bugs, ...office, ...(tell ? { tell } : {}) });
  const { dice, scheduler, oracle, contents } = world;
  let failure: unknown = null;
  const failed = (error: unknown) => (failure ??= error);
  for (let done = 0; done < OPERATIONS; done++) {
    if (done % 40 === 0)
      world.setFaults({
        drop: dice.next() * 0.15,
        loseReply: dice.next() * 0.15,
        truncate: dice.next() * 0.05,
        late: dice.next() * 0.1,
        refuse: dice.next() * 0.08,
      });
    startOperation(world, failed);
    scheduler.time += PAUSE_MS;
    await scheduler.advance(dice.below(24));
    if (failure !== null) throw failure as Error;
  }
  const quiet = await calmDown(world);
  const left = contents.erasedLeft(world);
  await cleanUpForGood(world);
  const fresh = world.addDevice('fresh', world.people[0] ?? '');
  for (let round = 0; round < 2; round++) {
    void fresh.sync();
    await scheduler.advance();
  }
  if (failure !== null) throw failure as Error;
  const divergences = await agree(world);
  const ending = await endingOf(world, fresh);
  const { missing, doubled } = arrivalsWrong(world, ending);
  const { lostEdits, hiddenConflicts } = oracle.judge(ending);
  const stored = await world.look();
  void contents.openAll(world).catch(failed);
  await scheduler.advance();
  if (failure !== null) throw failure as Error;
  const kept = world.devices.flatMap(({ disk }) =>
    [...disk.tables.values()].flatMap((table) => [...table.values()]),
  );
  const erased = kept.filter((row) => row.dirty === 0 && world.isErased(row)).length;
  return {
    seed,
    trace: scheduler.trace,
    steps: scheduler.steps,
    conflicts: fresh.disk.table('conflicts').size,
    lostEdits: lostEdits + missing + contents.wrong,
    hiddenConflicts,
    // After a loss nobody can say what others had seen: values that differ meet as conflicts, needed or not.
    falseConflicts: world.restores ? 0 : oracle.falseConflicts,
    divergences: divergences + doubled,
    resurrections: stored + left + erased,
    stalled: quiet ? 0 : 1,
    leaks: world.leaks,
    details: [...oracle.details, ...contents.details],
  };
}
