import { describe, expect, it } from 'vitest';
import { CLIENT_LANGUAGES, type ClientLanguage } from '#shared/domain/common';
import { formsOf } from './ethiopic';
import { addToName, keyboardOf, otherKeyboard, withoutLast } from './keyboards';

const typed = (language: ClientLanguage, keys: string[]) =>
  keys.reduce((name, key) => addToName(name, key, keyboardOf(language).id), '');

/** What a visitor types key by key, from the keys that the keyboard has. */
function typeFrom(language: ClientLanguage, name: string): string {
  const { rows, more, id } = keyboardOf(language);
  const keys = new Set([...rows.flat(), ...more.flat(), ' ', '-', '’']);
  return [...name].reduce((text, letter) => {
    const turkish = id === 'tr' ? 'tr' : 'de';
    const key = keys.has(letter) ? letter : letter.toLocaleUpperCase(turkish);
    if (!keys.has(key)) throw new Error(`${language}: no key for ${letter}`);
    return addToName(text, key, id);
  }, '');
}

/** Common names with the letters that set a language apart. */
const NAMES: Partial<Record<ClientLanguage, string[]>> = {
  de: ['Jürgen Groß', 'Änne Öztürk-Weiß'],
  tr: ['Işıl Çağrı', 'İbrahim Şükrü Öğüt'],
  kmr: ['Şêrîn Çîçek', 'Rûken'],
  fr: ['François Lefèvre', 'Chloé N’Diaye'],
  es: ['José Muñoz', 'Lucía Núñez'],
  ro: ['Ștefan Bălănescu', 'Ion Țîrlea'],
  pl: ['Łukasz Żak', 'Świętosława Ćwiąkała'],
  uk: ['Їжакевич Євген', 'Ґалина Щур'],
  ru: ['Алёна Объедкова', 'Эльза Щукина'],
  bg: ['Цветелина Ъглова', 'Юлия Щерева'],
  ar: ['محمد الأحمد', 'آلاء فؤاد', 'إيمان مصطفى'],
  fa: ['ژاله گلچین', 'پویا آذری', 'رضا کاظمی'],
  prs: ['احمدضیا', 'فرشته وفایی'],
  ps: ['ښکلا ځدراڼ', 'ګلالۍ پښتنه'],
  ckb: ['ڕێبوار گوڵان', 'هۆگر'],
  ur: ['ڈاکٹر ٹیپو', 'ذوالفقار علی', 'ضیاء الرحمٰن'.replace('ٰ', '')],
};

describe('on-screen keyboards', () => {
  it.each(
    Object.entries(NAMES).flatMap(([language, names]) => names.map((name) => [language, name] as const)),
  )('%s types %s', (language, name) => {
    expect(typeFrom(language as ClientLanguage, name)).toBe(name);
  });

  it('fails for letters of another script (control)', () => {
    expect(() => typeFrom('de', 'Мария')).toThrow('no key');
  });

  it('has rows of at most thirteen keys, each letter once', () => {
    for (const language of CLIENT_LANGUAGES) {
      const { rows, more } = keyboardOf(language);
      for (const row of [...rows, ...more]) expect(row.length).toBeLessThanOrEqual(13);
      const letters = rows.flat();
      expect(new Set(letters).size).toBe(letters.length);
    }
  });

  it('begins words with capitals, also after a hyphen or apostrophe', () => {
    expect(typed('de', [...'MAX-OLE D’ARC'])).toBe('Max-Ole D’Arc');
    expect(typed('tr', ['I', 'Ş', 'I', 'K'])).toBe('Işık');
  });

  it('takes no space before or after a space', () => {
    expect(typed('de', [' ', 'A', ' ', ' ', 'B'])).toBe('A B');
  });

  it('writes Tigrinya in two steps: consonant, then form', () => {
    const forms = formsOf('ሰ');
    expect(forms.slice(0, 7)).toEqual(['ሰ', 'ሱ', 'ሲ', 'ሳ', 'ሴ', 'ስ', 'ሶ']);
    const choose = (name: string, form: string) => withoutLast(name) + form;
    const name = choose(choose('ሰ', 'ሰ') + 'ለ', 'ላ') + 'መ';
    expect(choose(name, 'ም')).toBe('ሰላም');
  });

  it('offers the labialised forms where the language has them', () => {
    expect(formsOf('ቀ')).toContain('ቋ');
    expect(formsOf('ቋ')[0]).toBe('ቀ');
    expect(formsOf('ገ')).toContain('ጓ');
    expect(formsOf('a')).toEqual([]);
  });

  it('always leads to Latin letters and back', () => {
    for (const language of CLIENT_LANGUAGES) {
      const home = keyboardOf(language);
      expect([home.script, otherKeyboard(home).script]).toContain('latin');
    }
  });
});
