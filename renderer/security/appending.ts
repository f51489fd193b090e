import { verifyRoster } from '#shared/security/roster';
import type { Grant, RosterEntry } from '#shared/sync/accounts-protocol';
import { isServerFailure } from '../sync/http';
import { type Context, needUnlocked } from './context';
import { type DeviceRecord, inLineWith } from './device-record';
import { callServer, longer, mergeGrants, noAnswer, refreshRoster } from './server-session';
import { absorb } from './unlocked';

/** Tries to append to a roster that others append to at the same time. */
const MOST_TRIES = 4;

/** Appends to the roster at the server and here; when others were faster, takes theirs over and tries again. */
export async function append(
  context: Context,
  path: string,
  make: (record: DeviceRecord) => Promise<{ entries: RosterEntry[]; grants: Grant[] }>,
): Promise<void> {
  const unlocked = needUnlocked(context);
  for (let attempt = 1; ; attempt++) {
    const record = await context.need();
    const more = await make(record);
    const entries = [...record.roster, ...more.entries];
    const roster = await verifyRoster(entries, record.rootFingerprint);
    try {
      // The people of a demo have no server; everybody else's office has one once there are two.
      if (record.server !== null || !record.demo) await callServer(context, 'POST', path, noAnswer, more);
    } catch (error) {
      const stale = isServerFailure(error) && error.code === 'roster-stale' && attempt < MOST_TRIES;
      if (!stale) throw error;
      await refreshRoster(context);
      continue;
    }
    const grants = mergeGrants(record.grants, more.grants);
    await context.change((current) =>
      inLineWith(roster, { ...current, roster: longer(current.roster, entries), grants }),
    );
    await absorb(unlocked, roster, grants);
    context.changed();
    return;
  }
}
