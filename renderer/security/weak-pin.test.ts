import { expect, it } from 'vitest';
import { isWeakPin } from './weak-pin';

it.each([
  '', '12345', '1234567890123', '12a456', '123456', '987654', '890123', '000000', '111119', '121212', '123123', '112233',
  '150387', '311299', '870315', '199107', '15031987', '19870315',
])('%s is too easy', (pin) => {
  expect(isWeakPin(pin)).toBe(true);
}); // prettier-ignore

it.each(['739251', '480697', '94027351', '990913482756'])('%s may be taken', (pin) => {
  expect(isWeakPin(pin)).toBe(false);
});
