import { describe, expect, it } from 'vitest';
import { ClientIndex, fold, type ClientEntry } from './client-index';
import { foldName, parseBirthDate } from './fold';

function entry(
  id: string,
  name: string,
  more: Partial<ClientEntry['row']> = {},
  aliases: Record<string, string> = {},
): ClientEntry {
  const row: ClientEntry['row'] = {
    id, fileNumber: `${id}-AAAA`, name, nameOriginal: null, birthDate: null, language: null, nationality: null, interpreter: 'open',
    counsellor: null, concern: null, openedOn: '2026-01-01', closed: false, saved: 'here', ...more,
  }; // prettier-ignore
  return { row, aliases, folded: fold(row, aliases) };
}

function indexOf(...entries: ClientEntry[]): ClientIndex {
  const index = new ClientIndex(() => 2026);
  entries.forEach((one) => index.put(one));
  return index;
}

const index = indexOf(
  entry('1', 'Müller, Anna', { birthDate: '1992-03-14' }),
  entry(
    '2',
    'Al-Hassan, Mohammed',
    { nameOriginal: 'محمد الحسن', fileNumber: '7K4M-2QX9' },
    { a: 'Muhammad' },
  ),
  entry('3', 'Коваленко, Олена'),
  entry('4', 'Haile, Selam', { nameOriginal: 'ሰላም ሃይለ', birthDate: '1992' }),
  entry('5', 'Öztürk, Ayşe'),
);
const found = (text: string) => index.search(text, 9).map(({ id, matched }) => `${id} ${matched}`);

describe('search', () => {
  it.each([
    ['mull', '1 name'], ['mueller', '1 name'], ['MÜLLER a', '1 name'], ['anna mü', '1 name'],
    ['hassan', '2 name'], ['al h', '2 name'], ['alhas', '2 name'], ['muham', '2 alias'], ['محمد', '2 original'], ['الحسن م', '2 original'],
    ['7k4m', '2 file-number'], ['7K4M-2qx', '2 file-number'],
    ['кова', '3 name'], ['ሰላም', '4 original'], ['oztur', '5 name'], ['ayse', '5 name'], ['oeztuerk', '5 name'],
    ['14.3.92', '1 birth-date'], ['1992-03-14', '1 birth-date'], ['14031992', '1 birth-date'], ['14/03/1992', '1 birth-date'],
  ])('finds %s', (text, expected) => expect(found(text)).toEqual([expected])); // prettier-ignore

  it('finds everyone of a year, and nobody for nonsense', () => {
    expect(found('1992')).toEqual(['4 birth-date', '1 birth-date']);
    expect(found('zzz')).toEqual([]);
    expect(found('müller mohammed')).toEqual([]);
  });

  it('puts whole first words first and follows changes', () => {
    const changing = indexOf(entry('1', 'Mohr, Ali'), entry('2', 'Mo, Ali'), entry('3', 'Ali, Mona'));
    expect(changing.search('mo', 9).map(({ id }) => id)).toEqual(['2', '1', '3']);
    changing.put(entry('2', 'Neu, Ali'));
    changing.remove('1');
    expect(changing.search('mo', 9).map(({ id }) => id)).toEqual(['3']);
    expect(changing.page({ offset: 0, limit: 9 })).toMatchObject({
      total: 2,
      rows: [{ id: '3' }, { id: '2' }],
    });
    expect(changing.page({ offset: 0, limit: 1, text: 'ali' })).toMatchObject({
      total: 2,
      rows: [{ id: '3' }],
    });
  });

  it('sorts Latin names as the telephone book does (DIN 5007-2)', () => {
    const names = [
      'Zeh',
      'Müller',
      'Mueller',
      'Muller',
      'Öztürk',
      'Oetker',
      'Ozan',
      'Ärmel',
      'Adam',
      'Aziz',
      'Straße',
      'Strasse',
      'Şahin',
      'Sahin',
    ];
    const sorted = indexOf(...names.map((name, at) => entry(String(at), name)))
      .page({ offset: 0, limit: 99 })
      .rows.map(({ name }) => name);
    const book = [...names].sort(new Intl.Collator('de-u-co-phonebk').compare);
    expect(sorted).toEqual(book);
  });
});

describe('folding', () => {
  it('forgives case, marks, apostrophes and spellings of one Arabic letter', () => {
    expect(foldName("Mar'i  ÇELİK-Łukasz")).toBe('mari celik lukasz');
    expect(foldName('أحمد')).toBe(foldName('احمد'));
    expect(foldName('علی')).toBe(foldName('على'));
  });

  it('reads dates as typed and nothing else', () => {
    expect(parseBirthDate('3.1992', 2026)).toBe('1992-03');
    expect(parseBirthDate('14.3.30', 2026)).toBe('1930-03-14');
    expect(parseBirthDate('١٤.٣.١٩٩٢', 2026)).toBe('1992-03-14');
    for (const text of ['14.13.1992', '32.1.1992', '3000', 'anna', '12345'])
      expect(parseBirthDate(text, 2026)).toBeNull();
  });
});
