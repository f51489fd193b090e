import { officeDay } from '#shared/domain/days';
import type { Compartment, Role } from '#shared/security/compartments';
import { isStandingIn } from '#shared/security/deputies';
import { enterOffice, type Store, withCapability } from '../storage/database';
import type { LentCircle } from '../storage/tables';
import { tokenHash } from './secrets';

/** A person of an office with a valid session. */
export interface Staff {
  kind: 'staff';
  officeId: string;
  personId: string;
  deviceId: string;
  role: Role;
  /** Of the role, and lent on this day by the server's own clock. */
  compartments: Compartment[];
  tokenHash: string;
}

/** A kiosk with its own token. */
export interface Kiosk {
  kind: 'kiosk';
  officeId: string;
  kioskId: string;
  letter: string;
  tokenHash: string;
}

export type Principal = Staff | Kiosk;

/** Who a token belongs to; null for unknown and expired ones for people who left the roster and for
 * devices that were ended. */
export function principalOf(store: Store, token: string): Promise<Principal | null> {
  const hash = tokenHash(token);
  return withCapability(store.app, hash, async (tx) => {
    const session = await tx
      .selectFrom('sessions')
      .selectAll()
      .where('token_hash', '=', hash)
      .where('expires_at', '>', new Date())
      .executeTakeFirst();
    if (!session) {
      const kiosk = await tx
        .selectFrom('kiosks')
        .selectAll()
        .where('token_hash', '=', hash)
        .executeTakeFirst();
      if (!kiosk) return null;
      const { office_id: officeId, kiosk_id: kioskId, letter } = kiosk;
      return { kind: 'kiosk', officeId, kioskId, letter, tokenHash: hash };
    }
    await enterOffice(tx, session.office_id);
    const member = await tx
      .selectFrom('members')
      .innerJoin('devices', 'devices.person_id', 'members.person_id')
      .select(['members.role', 'members.compartments', 'members.lent'])
      .where('members.person_id', '=', session.person_id)
      .where('devices.device_id', '=', session.device_id)
      .leftJoin('device_states', 'device_states.device_id', 'devices.device_id')
      .where('device_states.ended', 'is', null)
      .executeTakeFirst();
    if (!member) return null;
    return {
      kind: 'staff',
      officeId: session.office_id,
      personId: session.person_id,
      deviceId: session.device_id,
      role: member.role,
      compartments: [...member.compartments, ...lentNow(member.lent)],
      tokenHash: hash,
    };
  });
}

function lentNow(lent: readonly LentCircle[]): Compartment[] {
  const today = officeDay(Date.now());
  return lent.filter((one) => isStandingIn(one, today)).map(({ compartment }) => compartment);
}
