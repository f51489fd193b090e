import { hotp, stepAt } from '../../server/accounts/totp';

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

/** Stops the clock of this process, the server's in it too, so that a code holds however slow the machine is. */
export function stopClock(): () => void {
  const { now } = Date;
  const moment = now();
  Date.now = () => moment;
  return () => (Date.now = now);
}
