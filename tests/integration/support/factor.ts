import { readFactorCode } from '#shared/security/factor';
import { hotp, stepAt } from '../../../server/accounts/totp';
import { API, expectStatus, type TestPerson } from './office';
import { call } from './server';

/** The bytes of a secret as an authenticator app reads them (base 32). */
export function secretBytes(base32: string): Buffer {
  const values = Array.from(base32, (one) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(one));
  const bits = values.map((value) => value.toString(2).padStart(5, '0')).join('');
  return Buffer.from(bits.match(/.{8}/g)?.map((octet) => Number.parseInt(octet, 2)) ?? []);
}

/** What the app of a person shows, so many times 30 seconds from now. */
export function codeOf(secret: string, steps = 0): string {
  return hotp(secretBytes(secret), stepAt(Date.now()) + steps);
}

/** A recovery code as it goes to the server. */
export function characters(code: string): string {
  const reading = readFactorCode(code);
  return reading.ok ? reading.characters : '';
}

/** Switches the second factor of a signed-in person on, with the code of the step before, so that others are left. */
export async function switchOn(
  base: string,
  person: TestPerson,
): Promise<{ secret: string; codes: string[] }> {
  const { token } = person;
  const begun = await expectStatus(200, call(base, 'POST', `${API}/factor`, { token }));
  const secret = begun.body['secret'] as string;
  const body = { code: codeOf(secret, -1) };
  const on = await expectStatus(200, call(base, 'POST', `${API}/factor/confirm`, { token, body }));
  return { secret, codes: (on.body['codes'] as string[]).map(characters) };
}
