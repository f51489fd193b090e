import { expect, it } from 'vitest';
import { footerColumns, footerText } from './footer-text';

it('keeps columns through text and back', () => {
  const columns = [['Brückengasse 4', '42103 Wuppertal'], ['Telefon 0202 5550-142']];
  expect(footerColumns(footerText(columns))).toEqual(columns);
});

it('keeps a line break that is just being typed', () => expect(footerText(footerColumns('a\n'))).toBe('a\n'));

it('takes at most four columns of four lines', () => {
  const many = Array.from({ length: 6 }, () => ['1', '2', '3', '4', '5']);
  const columns = footerColumns(footerText(many));
  expect(columns).toHaveLength(4);
  expect(columns[0]).toEqual(['1', '2', '3', '4']);
});
