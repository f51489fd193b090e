import { createHash } from 'node:crypto';
import type { Keyring, RowKey } from '../../renderer/security/keyring';
import { concat, utf8 } from '#shared/crypto/bytes';
import { EnvelopeError, type RowPlace } from '#shared/crypto/envelope';
import type { Compartment } from '#shared/security/compartments';
import { canonical } from '#shared/sync/canonical';
import { isBy } from '#shared/sync/clock';
import { uuid8 } from '#shared/sync/conflicts';
import type { Json } from '#shared/sync/document';

const MAC_BYTES = 8;

/** A tag over key, place and content: enough to notice a body in the wrong place (64-bit FNV-1a in two halves). */
function tagOf(keyId: string, place: RowPlace, plain: Uint8Array): Uint8Array {
  let [low, high] = [0x811c9dc5, 0x1000193];
  const feed = (byte: number) => {
    low = Math.imul(low ^ byte, 0x01000193);
    high = Math.imul(high ^ byte, 0x85ebca6b) ^ (low >>> 15);
  };
  for (const byte of utf8(JSON.stringify([keyId, place.table, place.id, place.keyId, place.maxStamp])))
    feed(byte);
  for (const byte of plain) feed(byte);
  const tag = new Uint8Array(MAC_BYTES);
  new DataView(tag.buffer).setUint32(0, low);
  new DataView(tag.buffer).setUint32(4, high);
  return tag;
}

/** A key that seals at once and without secrecy: the simulation is about order, `shared/crypto` about secrecy. */
function testKey(compartment: Compartment, randomNames: (() => string) | null): RowKey {
  const keyId = `key-${compartment}`;
  return {
    keyId,
    compartment,
    epoch: 1,
    seal: (place, plain) => Promise.resolve(concat(tagOf(keyId, place, plain), plain)),
    open(place, envelope) {
      const plain = Uint8Array.from(envelope.subarray(MAC_BYTES));
      const tag = tagOf(keyId, place, plain);
      const whole = tag.every((byte, at) => byte === envelope[at]);
      return whole ? Promise.resolve(plain) : Promise.reject(new EnvelopeError());
    },
    name(parts: Json[]) {
      const text = randomNames ? randomNames() : `${keyId} ${canonical(parts)}`;
      return Promise.resolve(uuid8(createHash('sha256').update(text).digest()));
    },
  };
}

/** The keys of a simulated person; `held` may change while it is in use. */
export function testKeyring(options: {
  personId: string;
  people: readonly string[];
  held: () => readonly Compartment[];
  /** Bug: ids that should be computed alike are random. */
  randomNames: (() => string) | null;
}): Keyring {
  const keys = new Map<Compartment, RowKey>();
  const keyOf = (compartment: Compartment) => {
    let key = keys.get(compartment);
    if (!key) keys.set(compartment, (key = testKey(compartment, options.randomNames)));
    return options.held().includes(compartment) ? key : null;
  };
  return {
    personId: options.personId,
    deviceId: options.personId,
    officeId: 'office',
    current: keyOf,
    byId: (keyId) => keyOf(keyId.slice('key-'.length) as Compartment),
    openInbox: (_, sealed) => Promise.resolve(Uint8Array.from(sealed)),
    compartments: () => [...options.held()],
    personOf: (stamp) => options.people.find((id) => isBy(stamp, id)) ?? null,
  };
}
