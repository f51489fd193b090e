import { readFactorCode } from '#shared/security/factor';
import { codeOf } from '../../support/authenticator';
import { API, expectStatus, type TestPerson } from './office';
import { call } from './server';

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
