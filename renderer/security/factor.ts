import type { z } from 'zod';
import { factorAddress } from '#shared/security/factor';
import { factorSecret, factorState, recoveryCodes } from '#shared/sync/factor-protocol';
import { type Context, needUnlocked } from './context';
import { callServer, fromServerFailure, noAnswer, refreshRoster, signIn } from './server-session';
import { openByPassphrase } from './unlocking';

/** Does something about second factors at the server. Throws DataError. */
async function ask<S extends z.ZodType>(
  context: Context,
  method: 'GET' | 'POST',
  path: string,
  answer: S,
  body?: object,
): Promise<z.infer<S>> {
  try {
    return await callServer(context, method, path, answer, body);
  } catch (error) {
    throw fromServerFailure(error);
  }
}

/** What the last sign-in brought; asks nobody. Throws `locked`. */
export function factorNews(context: Context): {
  needed: boolean;
  ended: { by: string | null; at: string } | null;
} {
  const { factorNeeded: needed, session, roster } = needUnlocked(context);
  const ended = session?.factorEnded ?? null;
  const by = ended && roster?.people.get(ended.by ?? '')?.name;
  return { needed, ended: ended && { by: by ?? null, at: ended.at } };
}

/** The factor of the unlocked person, and who else has one. */
export function factor(context: Context): Promise<z.infer<typeof factorState>> {
  return ask(context, 'GET', '/factor', factorState);
}

/**
 * A new secret, not in force yet. The passphrase is asked for, so that a minute at an open desk locks nobody out.
 * Throws `wrong-passphrase`, `wait`, `server-unreachable`.
 */
export async function beginFactor(
  context: Context,
  { passphrase }: { passphrase: string },
): Promise<{ secret: string; address: string }> {
  const { personId, roster } = needUnlocked(context);
  await openByPassphrase(context, { personId, passphrase });
  const { secret } = await ask(context, 'POST', '/factor', factorSecret);
  const { officeName: office } = await context.need();
  const person = roster?.people.get(personId)?.name ?? '';
  return { secret, address: factorAddress(secret, { office, person }) };
}

/** Puts the new secret in force; gives the recovery codes. Throws `factor-wrong`, `factor-expired`. */
export async function confirmFactor(context: Context, code: string): Promise<string[]> {
  const { codes } = await ask(context, 'POST', '/factor/confirm', recoveryCodes, { code });
  const { session } = needUnlocked(context);
  if (session) session.factorEnded = null;
  context.changed();
  return codes;
}

/** Opens the server with a code. Throws `factor-…`, `wait`, `server-unreachable`. */
export async function giveFactorCode(context: Context, code: string): Promise<void> {
  const unlocked = needUnlocked(context);
  try {
    await signIn(context, true, code);
    // Who was readmitted waited for this to come in.
    if (!unlocked.roster) await refreshRoster(context);
  } catch (error) {
    throw fromServerFailure(error);
  }
}

/** Switches the own factor off. Throws `factor-…`, `wait`. */
export async function endFactor(context: Context, code: string): Promise<void> {
  await ask(context, 'POST', '/factor/end', noAnswer, { code });
  context.changed();
}

/** Switches a colleague's factor off, who is told. Throws `no-right`, `server-unreachable`. */
export async function endFactorOf(context: Context, personId: string): Promise<void> {
  await ask(context, 'POST', `/people/${personId}/factor/end`, noAnswer);
  context.changed();
}

/** The person knows that their factor was switched off. */
export async function factorSeen(context: Context): Promise<void> {
  await ask(context, 'POST', '/factor/seen', noAnswer);
  const { session } = needUnlocked(context);
  if (session) session.factorEnded = null;
  context.changed();
}
