import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonical } from './canonical';
import { createClock, isStamp, makeStamp, maxStampOf, millisOf } from './clock';
import { conflictDocument, conflictName, findConflicts, uuid8 } from './conflicts';
import {
  accepted,
  edited,
  fetched,
  received,
  renewed,
  restamped,
  started,
  toSend,
  type Version,
} from './decisions';
import type { Field, Json, StoredDocument } from './document';
import { mergeDocuments, sameVersion } from './merge';

const stamp = fc
  .record({
    millis: fc.integer({ min: 0, max: 3 }),
    counter: fc.integer({ min: 0, max: 1 }),
    writer: fc.constantFrom('a', 'b'),
  })
  .map(({ millis, counter, writer }) => makeStamp(millis, counter, writer));
const field: fc.Arbitrary<Field> = fc.record({ value: fc.jsonValue().map((value) => value as Json), stamp });
const document: fc.Arbitrary<StoredDocument> = fc
  .dictionary(fc.constantFrom('a', 'b', 'c', '_by', '__proto__', 'constructor'), field)
  .map((fields) => ({ id: 'x', collection: 'partners', schemaVersion: 1, fields }));
const text = (doc: StoredDocument) => canonical(doc as unknown as Json);

describe('merge', () => {
  it('is commutative, associative and idempotent, byte for byte', () => {
    fc.assert(
      fc.property(document, document, document, (a, b, c) => {
        expect(text(mergeDocuments(a, b))).toBe(text(mergeDocuments(b, a)));
        expect(text(mergeDocuments(mergeDocuments(a, b), c))).toBe(
          text(mergeDocuments(a, mergeDocuments(b, c))),
        );
        expect(sameVersion(mergeDocuments(a, a), a)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('control: taking the first version on equal stamps is not commutative', () => {
    const naive = (a: Field, b: Field) => (a.stamp >= b.stamp ? a : b);
    const [a, b]: [Field, Field] = [
      { value: 'x', stamp: makeStamp(1, 0, 'a') },
      { value: 'y', stamp: makeStamp(1, 0, 'a') },
    ];
    expect(naive(a, b)).not.toEqual(naive(b, a));
  });

  it('keeps a field that this version does not know', () => {
    const old = {
      id: 'x',
      collection: 'partners',
      schemaVersion: 1,
      fields: { name: { value: 'A', stamp: makeStamp(1, 0, 'a') } },
    };
    const newer = {
      ...old,
      schemaVersion: 2,
      fields: { future: { value: [1], stamp: makeStamp(1, 0, 'b') } },
    };
    expect(mergeDocuments(old, newer)).toMatchObject({
      schemaVersion: 2,
      fields: { name: {}, future: { value: [1] } },
    });
  });
});

describe('clock', () => {
  it('gives growing stamps whatever the wall clock does', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 2 ** 45 }), { minLength: 1 }), (times) => {
        let wall = 0;
        const clock = createClock({ now: () => wall, writer: 'w' });
        let last = '';
        for (const time of times) {
          wall = time;
          const next = clock.tick();
          expect(isStamp(next)).toBe(true);
          expect(next > last).toBe(true);
          last = next;
        }
      }),
    );
  });

  it('continues after the saved mark and after what it observed, and overflows into the next millisecond', () => {
    const clock = createClock({ now: () => 5, writer: 'w', highWater: makeStamp(9, 0xffff, 'z') });
    expect(millisOf(clock.tick())).toBe(10);
    clock.observe(makeStamp(50, 1, 'q'));
    expect(clock.tick() > makeStamp(50, 1, 'q')).toBe(true);
    clock.correct(20);
    expect(millisOf(clock.tick())).toBe(20);
  });
});

const clock = createClock({ now: () => 1_000, writer: 'w' });
let revs = 0;
const make = (doc: StoredDocument): Version => ({ rev: `rev-${++revs}`, doc });
const set = (value: Json): Field => ({ value, stamp: clock.tick() });
/** A moment later on a device of somebody else. */
const other = createClock({ now: () => 1_000, writer: 'z' });
const setThere = (value: Json): Field => {
  other.observe(clock.highWater());
  return { value, stamp: other.tick() };
};
const doc = (fields: Record<string, Field>): StoredDocument => ({
  id: 'x',
  collection: 'partners',
  schemaVersion: 1,
  fields,
});

describe('decisions', () => {
  const first = make(doc({ name: set('Anna'), phone: set('1') }));

  it('keeps both values when both sides changed a field, alike on every device', () => {
    const mine = edited(fetched(first, 3), { name: set('Anne') }, 1, make);
    const remote = make({ ...first.doc, fields: { ...first.doc.fields, name: setThere('Hanna') } });
    const { replica, conflicts } = received(mine, remote, 7, make);
    expect(replica.version.doc.fields.name?.value).toBe('Hanna');
    expect(conflicts).toHaveLength(1);
    expect(conflicts[0]).toMatchObject({ field: 'name', kept: { value: 'Hanna' }, other: { value: 'Anne' } });
    const mirrored = findConflicts(remote.doc, mine.version.doc, { base: first.doc, sent: null });
    expect(mirrored.map(conflictName)).toEqual(conflicts.map(conflictName));
    expect(mirrored.map((draft) => conflictDocument('id', draft))).toEqual(
      conflicts.map((draft) => conflictDocument('id', draft)),
    );
  });

  it('opens no conflict for different fields, equal values, or what this device sent itself', () => {
    const mine = edited(fetched(first, 3), { name: set('Anne') }, 1, make);
    const otherField = make({ ...first.doc, fields: { ...first.doc.fields, phone: setThere('2') } });
    expect(received(mine, otherField, 7, make)).toMatchObject({
      conflicts: [],
      replica: { dirty: true, seq: 7 },
    });
    const sameValue = make({ ...first.doc, fields: { ...first.doc.fields, name: setThere('Anne') } });
    expect(received(mine, sameValue, 7, make)).toMatchObject({ conflicts: [], replica: { dirty: false } });
    // The reply to `sent` was lost, another device already built on it, and this one has gone on typing.
    const restarted = createClock({ now: () => 1_000, writer: 'w2', highWater: clock.highWater() });
    const longer: Field = { value: 'Anneliese', stamp: restarted.tick() };
    const typedOn = edited(toSend(mine), { name: longer }, 1, make);
    const grown = make({ ...mine.version.doc, fields: { ...mine.version.doc.fields, phone: setThere('3') } });
    expect(received(typedOn, grown, 8, make).conflicts).toEqual([]);
    // Control: without remembering what was sent, the same answer would open a false conflict.
    expect(received({ ...typedOn, sent: null }, grown, 8, make).conflicts).toHaveLength(1);
    // Within one start the stamps alone tell that the later value was typed over the earlier.
    const sameStart = edited(toSend(mine), { name: set('Annelie') }, 1, make);
    expect(received({ ...sameStart, sent: null }, grown, 8, make).conflicts).toEqual([]);
  });

  it('does not take for known what was sent and refused: the other side has not seen it', () => {
    const mine = toSend(edited(fetched(first, 3), { name: set('Anne') }, 1, make));
    const remote = make({ ...first.doc, fields: { ...first.doc.fields, name: setThere('Hanna') } });
    expect(received(mine, remote, 7, make).conflicts).toHaveLength(1);
  });

  it('takes its own version back from a pull as the lost answer', () => {
    const mine = toSend(edited(fetched(first, 3), { name: set('Anne') }, 1, make));
    const typedOn = edited(mine, { phone: set('9') }, 1, make);
    const { replica } = received(typedOn, mine.version, 8, make);
    expect(replica).toMatchObject({ seq: 8, dirty: true, sent: null });
    expect(replica.base).toBe(mine.version);
    expect(accepted(mine, mine.version.rev, 8)).toMatchObject({ seq: 8, dirty: false, sent: null });
    expect(accepted(mine, 'another', 8)).toBe(mine);
  });

  it('lets a deletion win against an edit and keeps the edit', () => {
    const gone = edited(fetched(first, 3), { _deleted: set(true) }, 1, make);
    const remote = make({ ...first.doc, fields: { ...first.doc.fields, phone: setThere('2') } });
    const { replica, conflicts } = received(gone, remote, 7, make);
    expect(replica.version.doc.fields._deleted?.value).toBe(true);
    expect(conflicts).toMatchObject([
      { field: '_deleted', kind: 'delete-edit', other: { value: { phone: '2' } } },
    ]);
  });

  it('ignores versions older than the known one', () => {
    const known = fetched(first, 9);
    expect(received(known, make(doc({})), 9, make).replica).toBe(known);
  });

  it('re-stamps what is not synchronised, in order, and nothing else', () => {
    const ahead = createClock({ now: () => 9_000_000, writer: 'w' });
    const base = fetched(first, 3);
    const one = edited(base, { name: { value: 'B', stamp: ahead.tick() } }, 1, make);
    const two = edited(one, { phone: { value: '2', stamp: ahead.tick() } }, 1, make);
    clock.correct(2_000);
    const mended = restamped(two, () => clock.tick(), make).version.doc;
    expect(millisOf(maxStampOf(mended))).toBe(2_000);
    expect((mended.fields.name?.stamp ?? '') < (mended.fields.phone?.stamp ?? '')).toBe(true);
    // A stamp of the past may be known elsewhere already: it stays.
    const untouched = restamped(started(first), () => clock.tick(), make).version.doc;
    expect(untouched.fields).toEqual(first.doc.fields);
  });

  it('sends nothing again under a rev that the server refused for its clock', () => {
    const mine = toSend(started(first));
    const next = renewed(mine, mine.version.rev, make);
    expect(next).toMatchObject({ version: { doc: first.doc }, dirty: true, sent: null });
    expect(next.version.rev).not.toBe(mine.version.rev);
    // What was written meanwhile has a rev of its own already.
    const meanwhile = edited(mine, { phone: set('2') }, 1, make);
    expect(renewed(meanwhile, mine.version.rev, make).version).toBe(meanwhile.version);
  });

  it('makes version 8 UUIDs', () => {
    expect(uuid8(new Uint8Array(32).fill(255))).toBe('ffffffff-ffff-8fff-bfff-ffffffffffff');
  });
});
