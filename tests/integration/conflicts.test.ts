import { beforeEach, describe, expect, it } from 'vitest';
import type { ConflictView } from '../../renderer/data/api';
import type { Engine } from '../../renderer/data/engine';
import { newDisk, startEngine } from '../support/engine-device';
import { SyncServerDouble } from '../support/sync-server-double';

const PASSPHRASE = 'Vier Kraniche am Fluss';
const SERVER = 'https://server.example';

let time = 0;
let server: SyncServerDouble;
beforeEach(() => {
  time = Date.parse('2026-11-21T09:00:00Z');
  server = new SyncServerDouble(() => time);
});

const start = () =>
  startEngine({ disk: newDisk(), serverClient: (base) => server.client(base), now: () => time++ });

async function founded(): Promise<Engine> {
  const engine = await start();
  await engine.api.security.setUpOffice({
    officeName: 'Servicestelle',
    personName: 'Miriam Okafor',
    passphrase: PASSPHRASE,
    circles: 'small-team',
    server: SERVER,
  });
  await engine.syncOnce();
  return engine;
}

async function furtherDevice(first: Engine): Promise<Engine> {
  const state = await first.api.security.state();
  if (state.state !== 'unlocked') throw new Error(state.state);
  const { id, name, role } = state.person;
  const { code } = await first.api.security.invite({ purpose: 'device', name, role, personId: id });
  const engine = await start();
  await engine.api.security.join({ server: SERVER, code, passphrase: PASSPHRASE });
  await engine.syncOnce();
  return engine;
}

async function settle(...engines: Engine[]): Promise<void> {
  for (let turn = 0; turn < 3; turn++) for (const engine of engines) await engine.syncOnce();
}

async function devices(count: number): Promise<Engine[]> {
  const first = await founded();
  const all = [first];
  while (all.length < count) all.push(await furtherDevice(first));
  return all;
}

const [PHONE_A, PHONE_B, PHONE_C] = ['0151 5550101', '0151 5550202', '0151 5550303'] as const;

/** A client file with a phone number that each device has changed without the others. */
async function withPhones(all: Engine[]): Promise<string> {
  const [first] = all as [Engine];
  const { id } = await first.api.clientFiles.create({
    name: { family: 'Haile', given: 'Selam', block: false },
    phone: '0151 5550000',
  });
  await settle(...all);
  time += 3_600_000;
  const phones = [PHONE_A, PHONE_B, PHONE_C];
  for (const [at, engine] of all.entries())
    await engine.api.documents.change('client-files', id, { phone: phones[at] ?? '' });
  await settle(...all);
  return id;
}

const idsOf = (open: readonly ConflictView[]) => open.map(({ id }) => id);
const stampOf = (open: readonly ConflictView[], value: unknown) =>
  open.flatMap(({ kept, other }) => [kept, other]).find((side) => side.value === value)?.stamp ?? '';
const phoneOf = async (engine: Engine, id: string) =>
  (await engine.api.documents.get('client-files', id))?.value.phone;

describe('versions to review', () => {
  it('three versions of one field are decided once, for every device', async () => {
    const all = await devices(3);
    const [a, b] = all as [Engine, Engine];
    const id = await withPhones(all);
    const open = await a.api.conflicts.open();
    const values = new Set(open.flatMap(({ kept, other }) => [kept.value, other.value]));
    expect(values).toEqual(new Set([PHONE_A, PHONE_B, PHONE_C]));
    await a.api.conflicts.resolve(idsOf(open), stampOf(open, PHONE_A));
    await settle(...all);
    for (const engine of all) {
      expect(await engine.api.conflicts.open()).toEqual([]);
      expect(await engine.api.documents.get('client-files', id)).toMatchObject({
        value: { phone: PHONE_A },
        conflicts: [],
      });
    }
    // Control: of one that is left out the others still ask.
    await b.api.conflicts.reopen(idsOf(open), PHONE_C);
    await b.api.conflicts.resolve(idsOf(open).slice(1), stampOf(open, PHONE_A));
    await settle(...all);
    expect(idsOf(await a.api.conflicts.open())).toEqual(idsOf(open).slice(0, 1));
  });

  it('keeps all texts of a field that can hold several, and only there', async () => {
    const all = await devices(2);
    const [a, b] = all as [Engine, Engine];
    const id = await withPhones(all);
    await a.api.conflicts.resolve(idsOf(await a.api.conflicts.open()), 'both');
    await settle(...all);
    expect(await phoneOf(b, id)).toBe(`${PHONE_B} / ${PHONE_A}`);
    await a.api.documents.change('client-files', id, { birthDate: '1992' });
    await b.api.documents.change('client-files', id, { birthDate: '1993' });
    await settle(...all);
    const open = await a.api.conflicts.open();
    await expect(a.api.conflicts.resolve(idsOf(open), 'both')).rejects.toMatchObject({ code: 'invalid' });
    expect(await a.api.conflicts.open()).toEqual(open);
  });

  it('of two decisions made offline the later stands, and it is told instead of asked again', async () => {
    const all = await devices(2);
    const [a, b] = all as [Engine, Engine];
    const id = await withPhones(all);
    const open = await a.api.conflicts.open();
    await b.api.conflicts.resolve(idsOf(open), stampOf(open, PHONE_A));
    // The later one decides for what stands already: that is a decision too.
    await a.api.conflicts.resolve(idsOf(open), stampOf(open, PHONE_B));
    await settle(...all);
    for (const engine of all) {
      expect(await phoneOf(engine, id)).toBe(PHONE_B);
      expect(await engine.api.conflicts.open()).toMatchObject([
        { crossed: true, kept: { value: PHONE_B }, other: { value: PHONE_A } },
      ]);
      expect((await engine.api.documents.get('client-files', id))?.conflicts).toEqual([]);
    }
    const [told] = await b.api.conflicts.open();
    await b.api.conflicts.resolve([told?.id ?? ''], told?.kept.stamp ?? '');
    await settle(...all);
    expect(await a.api.conflicts.open()).toEqual([]);
  });

  it('control: a decision against an edit is asked', async () => {
    const all = await devices(2);
    const [a, b] = all as [Engine, Engine];
    const id = await withPhones(all);
    const open = await a.api.conflicts.open();
    await a.api.conflicts.resolve(idsOf(open), stampOf(open, PHONE_B));
    await b.api.documents.change('client-files', id, { phone: PHONE_A });
    await settle(...all);
    expect(await a.api.conflicts.open()).toMatchObject([{ crossed: false }]);
    // B wrote the number that had lost and did not decide: both conflicts about it remain visible.
    expect((await a.api.documents.get('client-files', id))?.conflicts).toEqual(['phone']);
  });

  it('takes a decision back on every device', async () => {
    const all = await devices(2);
    const [a, b] = all as [Engine, Engine];
    const id = await withPhones(all);
    const open = await a.api.conflicts.open();
    await a.api.conflicts.resolve(idsOf(open), stampOf(open, PHONE_A));
    await settle(...all);
    expect(await b.api.conflicts.open()).toEqual([]);
    await a.api.conflicts.reopen(idsOf(open), PHONE_B);
    await settle(...all);
    expect(idsOf(await b.api.conflicts.open())).toEqual(idsOf(open));
    expect(await phoneOf(b, id)).toBe(PHONE_B);
  });

  it('restores what one deleted and another edited, or leaves it deleted', async () => {
    const all = await devices(2);
    const [a, b] = all as [Engine, Engine];
    const partner = await a.api.documents.create('partners', { name: 'Jobcenter', kind: 'jobcenter' });
    await settle(...all);
    await a.api.documents.remove('partners', partner.id);
    await b.api.documents.change('partners', partner.id, { phone: '1' });
    await settle(...all);
    const open = await b.api.conflicts.open();
    expect(open).toMatchObject([
      { kind: 'delete-edit', kept: { value: true }, other: { value: { phone: '1' } } },
    ]);
    await b.api.conflicts.resolve(idsOf(open), open[0]?.kept.stamp ?? '');
    await settle(...all);
    expect(await a.api.documents.get('partners', partner.id)).toBeNull();
    expect(await a.api.conflicts.open()).toEqual([]);
    await b.api.conflicts.reopen(idsOf(open), true);
    await b.api.conflicts.resolve(idsOf(open), open[0]?.other.stamp ?? '');
    await settle(...all);
    expect((await a.api.documents.get('partners', partner.id))?.value.phone).toBe('1');
  });

  it('asks once more about what was saved after a deletion was put in question', async () => {
    const all = await devices(2);
    const [a, b] = all as [Engine, Engine];
    const partner = await a.api.documents.create('partners', { name: 'Jobcenter', kind: 'jobcenter' });
    await settle(...all);
    await a.api.documents.remove('partners', partner.id);
    await b.api.documents.change('partners', partner.id, { phone: '1' });
    await settle(...all);
    const [first] = await b.api.conflicts.open();
    const asked = [first?.id ?? ''];
    await b.api.conflicts.resolve(asked, first?.other.stamp ?? '');
    await b.api.conflicts.reopen(asked, false);
    await b.api.documents.change('partners', partner.id, { phone: '2' });
    await b.api.conflicts.resolve(asked, first?.kept.stamp ?? '');
    await settle(...all);
    const open = await a.api.conflicts.open();
    expect(open).toMatchObject([
      { kind: 'delete-edit', kept: { value: true }, other: { value: { phone: '2' } } },
    ]);
    // Control: what it asks about now is known to whoever decides.
    await a.api.conflicts.resolve(idsOf(open), open[0]?.kept.stamp ?? '');
    await settle(...all);
    expect(await b.api.conflicts.open()).toEqual([]);
    expect(await b.api.documents.get('partners', partner.id)).toBeNull();
  });
});

describe('history of a field', () => {
  it('names who set which value when: what stands, what stood, what lost a conflict', async () => {
    const all = await devices(2);
    const [, b] = all as [Engine, Engine];
    const id = await withPhones(all);
    for (const engine of all) {
      const phones = (await engine.api.documents.history('client-files', id)).filter(
        ({ field }) => field === 'phone',
      );
      expect(phones.map(({ value, state }) => [value, state])).toEqual([
        [PHONE_B, 'current'],
        [PHONE_A, 'lost'],
        ['0151 5550000', 'past'],
      ]);
      expect(phones.every(({ by }) => by !== null)).toBe(true);
    }
    await b.api.documents.change('client-files', id, { phone: PHONE_A });
    expect((await b.api.documents.history('client-files', id))[0]).toMatchObject({
      field: 'phone',
      value: PHONE_A,
      state: 'current',
    });
  });
});
