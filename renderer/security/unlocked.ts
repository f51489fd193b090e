import { type Bytes, toBase64url } from '#shared/crypto/bytes';
import { type OpeningKey, SealError } from '#shared/crypto/hpke';
import type { SigningKey } from '#shared/crypto/sign';
import type { Compartment } from '#shared/security/compartments';
import { openRow, sealRow } from '#shared/crypto/envelope';
import { epochKeys, type EpochKeys } from '#shared/security/epoch-keys';
import { GrantError, openGrant } from '#shared/security/grants';
import { openInbox } from '#shared/security/inbox';
import type { PersonKeys } from '#shared/security/person-keys';
import { compartmentsOfPerson, newestEpoch, type RosterState } from '#shared/security/roster';
import type { Grant } from '#shared/sync/accounts-protocol';
import { isBy } from '#shared/sync/clock';
import { nameId } from '#shared/sync/conflicts';
import type { Keyring, RowKey } from './keyring';

/** A session at the server: short-lived, opened anew when it has ended. */
export interface Session {
  token: string;
  expiresAt: string;
  serverTime: number;
  /** When this device should sign in again, by its own clock, whatever that says. */
  renewAt: number;
  /** Somebody switched the person's second factor off. */
  factorEnded?: { by: string | null; at: string } | null | undefined;
}

/** Everything secret that an unlocked person has in memory. Locking drops the one reference to it. */
export interface Unlocked {
  officeId: string;
  personId: string;
  deviceId: string;
  keys: PersonKeys;
  /** The device's own key: a session opens with its signature. */
  deviceKey: SigningKey;
  /** Count of the latest signature. */
  proofs: number;
  authSecret: string;
  /** The day in Berlin, by which circles that are lent begin and end. */
  today(this: void): string;
  /** Null while a lead has not confirmed the person yet. */
  roster: RosterState | null;
  /** Secrets of epochs by key id, to grant them on. */
  secrets: Map<string, Bytes>;
  rowKeys: Map<string, RowKey & { inbox: OpeningKey | null }>;
  session: Session | null;
  /** The server wants a code of the second factor before it opens the next session. */
  factorNeeded: boolean;
}

function rowKeyOf({ aes, naming }: EpochKeys): Pick<RowKey, 'seal' | 'open' | 'name'> {
  return {
    seal: (place, plain) => sealRow(aes, place, plain),
    open: (place, envelope) => openRow(aes, place, envelope),
    name: (parts) => nameId(naming, parts),
  };
}

/**
 * Takes over a verified roster, opens the grants for this person that are new, and forgets the keys of circles that
 * they hold no longer; keys of a circle that is lent later stay closed until its day. A grant that does not verify
 * counts like one that has not arrived: its rows stay "loading", nothing breaks.
 */
export async function absorb(
  unlocked: Unlocked,
  roster: RosterState,
  grants: readonly Grant[],
): Promise<void> {
  const held = compartmentsOfPerson(roster, unlocked.personId, unlocked.today());
  for (const { keyId, compartment } of [...unlocked.rowKeys.values()]) {
    if (held.includes(compartment)) continue;
    unlocked.rowKeys.delete(keyId);
    unlocked.secrets.delete(keyId);
  }
  for (const grant of grants) {
    if (grant.recipient !== unlocked.personId || unlocked.secrets.has(grant.keyId)) continue;
    if (!held.includes(grant.compartment)) continue;
    try {
      const secret = await openGrant(roster, grant, unlocked.keys.sealing);
      const { compartment, epoch, keyId } = grant;
      const keys = await epochKeys(compartment, secret);
      unlocked.rowKeys.set(keyId, { keyId, compartment, epoch, inbox: keys.inbox, ...rowKeyOf(keys) });
      unlocked.secrets.set(keyId, secret);
    } catch (error) {
      if (!(error instanceof GrantError || error instanceof SealError)) throw error;
    }
  }
  unlocked.roster = roster;
}

/** Whether the roster knows this person by the very keys they hold. */
export function isInRoster(roster: RosterState, personId: string, keys: PersonKeys): boolean {
  const person = roster.people.get(personId);
  return (
    person?.sealingKey === toBase64url(keys.sealing.publicKey) &&
    person.signingKeys.at(-1)?.key === toBase64url(keys.signing.publicKey)
  );
}

/** The keyring over what is unlocked; it reads along when new grants arrive. */
export function keyringOf(unlocked: Unlocked): Keyring {
  const held = (): Compartment[] =>
    unlocked.roster ? compartmentsOfPerson(unlocked.roster, unlocked.personId, unlocked.today()) : [];
  // A circle that was lent ends at midnight, whether or not the device can ask anybody.
  const keyOf = (keyId: string) => {
    const key = unlocked.rowKeys.get(keyId);
    return key && held().includes(key.compartment) ? key : null;
  };
  return {
    personId: unlocked.personId,
    deviceId: unlocked.deviceId,
    officeId: unlocked.officeId,
    current(compartment) {
      const newest = unlocked.roster && newestEpoch(unlocked.roster, compartment);
      const key = newest && keyOf(newest.keyId);
      // Ids that all devices compute alike come from the first epoch: two that stand at different ones agree.
      const first = unlocked.roster?.epochs.find((epoch) => epoch.compartment === compartment);
      const naming = first && unlocked.rowKeys.get(first.keyId);
      return key && naming ? { ...key, name: (parts) => naming.name(parts) } : null;
    },
    byId: keyOf,
    async openInbox(keyId, sealed) {
      const inbox = keyOf(keyId)?.inbox;
      if (!inbox) throw new SealError();
      return openInbox(inbox, unlocked.officeId, keyId, sealed);
    },
    compartments: held,
    personOf(stamp) {
      for (const id of unlocked.roster?.people.keys() ?? []) if (isBy(stamp, id)) return id;
      return null;
    },
  };
}
