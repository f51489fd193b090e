/** Fewest and most digits of a PIN. */
const PIN_DIGITS = { least: 6, most: 12 } as const;
const ROWS = ['01234567890123456789', '98765432109876543210'];
/** What is typed first by whoever guesses, and is no row, repetition or date. */
const COMMON = [
  '112233',
  '332211',
  '123321',
  '159753',
  '147258',
  '147369',
  '258369',
  '789456',
  '789123',
  '456123',
];

const isDay = (day: string, month: string) =>
  Number(day) >= 1 && Number(day) <= 31 && Number(month) >= 1 && Number(month) <= 12;

/** Whether digits read as a date of somebody alive, in the orders that people here use. */
function isDate(pin: string): boolean {
  const [a, b, c, d] = [pin.slice(0, 2), pin.slice(2, 4), pin.slice(4, 6), pin.slice(6, 8)];
  if (pin.length === 6) return isDay(a, b) || isDay(c, b) || (['19', '20'].includes(a) && isDay('1', c));
  if (pin.length !== 8) return false;
  return (['19', '20'].includes(c) && isDay(a, b)) || (['19', '20'].includes(a) && isDay(d, c));
}

/**
 * Whether a PIN is too easy to guess in five tries: fewer than 6 or more than 12 digits, a row (123456), a repetition
 * (121212), a date (150387) or one of the usual patterns.
 */
export function isWeakPin(pin: string): boolean {
  if (!/^\d+$/.test(pin) || pin.length < PIN_DIGITS.least || pin.length > PIN_DIGITS.most) return true;
  if (new Set(pin).size < 3 || ROWS.some((row) => row.includes(pin))) return true;
  if (/^(\d{1,3})\1+$/.test(pin) || COMMON.some((common) => pin.startsWith(common))) return true;
  return isDate(pin);
}
