import { describe, expect, it } from 'vitest';
import { loadCountries } from './countries';
import { loadLanguages } from './languages';
import { foldName, loadOnce, rowsOf } from './pack';
import { loadPartnerSeeds } from './partner-seeds';
import { loadPostcodes } from './postcodes';
import { loadResidenceDocuments } from './residence-documents';

const CLIENT_LANGUAGES = 'de en ar uk ru fa prs ps ti kmr ckb tr fr so ur es ro bg pl'.split(' ');

describe('a pack', () => {
  it('refuses a table with another number of rows than stated', () => {
    expect(rowsOf({ rows: 2, text: 'a\tb\nc\td' })).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
    expect(() => rowsOf({ rows: 3, text: 'a\tb\nc\td' })).toThrow('states 3 rows');
  });

  it('is loaded once, and again after a failure', async () => {
    let calls = 0;
    const load = loadOnce(() => {
      calls += 1;
      return calls === 1 ? Promise.reject(new Error('offline')) : Promise.resolve(calls);
    });
    await expect(load()).rejects.toThrow('offline');
    expect(await load()).toBe(2);
    expect(await load()).toBe(2);
  });

  it('folds names', () => {
    expect(foldName(' Groß-Gerau ')).toBe('gross gerau');
    expect(foldName('Zürich')).toBe('zurich');
  });
});

describe('countries and languages', () => {
  it('holds 250 countries, named in all client languages', async () => {
    const countries = await loadCountries();
    expect(countries.info.rows).toBe(250);
    expect(countries.list('de')).toHaveLength(250);
    for (const lang of CLIENT_LANGUAGES) {
      expect(countries.list(lang).filter(({ code, name }) => name === '' || name === code)).toEqual([]);
    }
    expect(countries.name('SY', 'ar')).toBe('سوريا');
    expect(countries.name('DE', 'kmr')).toBe('Almanya');
    expect(countries.name('AF', 'prs')).toBe('افغانستان');
    expect(countries.name('Q!', 'de')).toBe('Q!');
    expect(countries.has('Q!')).toBe(false);
  });

  it('sorts by the language asked for', async () => {
    const countries = await loadCountries();
    const german = countries.list('de').map(({ code }) => code);
    expect(german.indexOf('EG')).toBeLessThan(german.indexOf('AL'));
    const english = countries.list('en').map(({ code }) => code);
    expect(english.indexOf('EG')).toBeGreaterThan(english.indexOf('AL'));
  });

  it('holds the client languages and no variants', async () => {
    const languages = await loadLanguages();
    for (const code of CLIENT_LANGUAGES) expect(languages.has(code)).toBe(true);
    expect(languages.name('prs', 'de')).toBe('Dari');
    expect(languages.name('ti', 'de')).toBe('Tigrinya');
    expect(languages.has('fa-AF')).toBe(false);
    expect(languages.has('und')).toBe(false);
    expect(languages.name('byn', 'ps')).not.toBe('');
  });
});

describe('postcodes', () => {
  it('finds the places of a postcode', async () => {
    const postcodes = await loadPostcodes();
    expect(postcodes.info.rows).toBe(12883);
    expect(postcodes.byPostcode('78267')).toEqual([
      {
        postcode: '78267',
        place: 'Aach',
        ags: '08335001',
        district: 'Landkreis Konstanz',
        state: 'Baden-Württemberg',
      },
    ]);
    expect(postcodes.byPostcode('86150')[0]).toMatchObject({
      place: 'Augsburg',
      district: null,
      state: 'Bayern',
    });
    expect(postcodes.byPostcode('00000')).toEqual([]);
    expect(postcodes.byPostcode('7826')).toEqual([]);
    expect(postcodes.byPostcode('7826x')).toEqual([]);
  });

  it('finds by the first digits and by name', async () => {
    const postcodes = await loadPostcodes();
    expect(postcodes.byPrefix('7826', 50).every(({ postcode }) => postcode.startsWith('7826'))).toBe(true);
    expect(postcodes.byPrefix('', 5)).toEqual([]);
    expect(postcodes.byPlace('aach')[0]?.place).toBe('Aach');
    for (const text of ['Tübingen', 'tuebingen', 'TUBINGEN', ' tübin']) {
      expect(postcodes.byPlace(text)[0]?.place).toBe('Tübingen');
    }
    expect(postcodes.byPlace('Atlantis')).toEqual([]);
    expect(postcodes.byPlace('  ')).toEqual([]);
  });
});

describe('partner seeds', () => {
  it('holds 405 Jobcenter, 79 IHK and 53 HWK with names in full', async () => {
    const { seeds } = await loadPartnerSeeds();
    const of = (kind: string) => seeds.filter((seed) => seed.kind === kind);
    expect([of('jobcenter').length, of('ihk').length, of('hwk').length]).toEqual([405, 79, 53]);
    expect(new Set(seeds.map(({ name }) => name)).size).toBe(537);
    expect(of('jobcenter').every(({ name }) => name.startsWith('Jobcenter '))).toBe(true);
    expect(of('ihk').every(({ name }) => name.includes('andelskammer'))).toBe(true);
    expect(seeds).toContainEqual({
      kind: 'jobcenter',
      name: 'Jobcenter Berlin Mitte',
      listed: 'Mitte',
      number: '96204',
      form: 'gE',
    });
    expect(seeds).toContainEqual({
      kind: 'ihk',
      name: 'Industrie- und Handelskammer Reutlingen',
      listed: 'IHK Reutlingen',
      city: 'Reutlingen',
    });
  });
});

describe('residence documents', () => {
  it('names documents and decisions with their sections, marked as unofficial', async () => {
    const { official, documents, info } = await loadResidenceDocuments();
    expect(official).toBe(false);
    expect(info.licence).toBe('CC-BY-4.0');
    expect(documents).toHaveLength(24);
    expect(documents.find(({ code }) => code === 'DU')).toMatchObject({
      de: 'Duldung',
      section: '§ 60a AufenthG',
    });
    expect(documents.find(({ code }) => code === 'BK')?.section).toBe('§ 18g AufenthG');
  });
});
