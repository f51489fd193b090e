import { describe, expect, it } from 'vitest';
import { appointmentCode, typedTime } from './appointment-time';

describe('appointment', () => {
  it.each([
    ['9', '09:00'],
    ['930', '09:30'],
    ['9.30', '09:30'],
    ['14:05 Uhr', '14:05'],
    ['1430', '14:30'],
  ])('reads %s as %s', (typed, time) => expect(typedTime(typed)).toBe(time));

  it.each(['25', '9:61', 'morgens', ''])('does not read %s', (typed) => expect(typedTime(typed)).toBeNull());

  it('makes codes of four characters without look-alikes', () => {
    expect(appointmentCode(Uint8Array.from([0, 31, 32, 255]))).toBe('2Z2Z');
    expect(appointmentCode(Uint8Array.from([7, 8, 9, 10]))).not.toMatch(/[01IO]/);
  });
});
