import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCompoundSplitter } from './compounds';
import { evaluate, joinJudgements } from './evaluation';
import { cleanText, foldText, wordsOf } from './fold';
import { createOccupationIndex, type OccupationEntry } from './occupation-index';
import { createSkillIndex } from './skill-index';
import { neutralTitle, stemWord } from './title-forms';

const entry = (id: string, de: string, en: string, titles: string[] = []): OccupationEntry => ({
  uri: `http://data.europa.eu/esco/occupation/${id}`,
  code: '0000.1',
  de,
  alternative: '',
  en,
  titles,
});
const entries = [
  entry('baker', 'Bäcker/Bäckerin', 'baker'),
  entry('sweep', 'Schornsteinfeger/Schornsteinfegerin', 'chimney sweep', ['Rauchfangkehrer']),
  entry('nurse', 'Krankenpfleger/Krankenschwester', 'nurse'),
  entry('clerk', 'Bürokaufmann/Bürokauffrau', 'office clerk'),
];
const index = createOccupationIndex({
  entries,
  synonyms: [['fleischer', 'metzger']],
  context: entries.map(() => new Map()),
});
index.addLabels({ lang: 'ar', labels: ['خباز / خبازة', '', 'ممرض / ممرضة', ''] });
const first = (text: string, lang = 'de') => index.search(text, { lang })[0];

describe('folding', () => {
  it('writes one sound in one way', () => {
    expect(foldText('Bäcker')).toBe(foldText('Baecker'));
    expect(foldText('Straße')).toBe('strasse');
    expect(foldText('Bauer')).toBe('bauer');
    expect(foldText('مُهَنْدِسَة')).toBe(foldText('مهندسه'));
    expect(foldText('الخـباز')).toBe(foldText('خباز'));
    expect(foldText('أستاذ')).toBe(foldText('استاذ'));
    expect(wordsOf(foldText('C++ / C#'))).toEqual(['c++', 'c#']);
  });

  it('cuts long texts and drops marks without a sound', () => {
    expect(cleanText('x'.repeat(5000))).toHaveLength(200);
    expect(cleanText('\u200FBä\u00ADcker\u202C ')).toBe('Bäcker');
  });
});

describe('forms for men and women', () => {
  it.each([
    ['BäckerIn', 'Bäcker'],
    ['Bäcker/in', 'Bäcker'],
    ['Bäcker/-in', 'Bäcker'],
    ['Bäcker*innen', 'Bäcker'],
    ['Bäcker:in', 'Bäcker'],
    ['Bäcker_in', 'Bäcker'],
    ['Bäcker(in)', 'Bäcker'],
    ['Bäcker (m/w/d)', 'Bäcker'],
    ['Einzelhandelskaufmann/-frau', 'Einzelhandelskaufmann'],
    ['Angestellte/r', 'Angestellte'],
    ['Maschinen', 'Maschinen'],
  ])('%s is %s', (given, neutral) => {
    expect(neutralTitle(given)).toBe(neutral);
  });

  it('gives man and woman one stem, and leaves words that only look female', () => {
    for (const [one, other] of [
      ['Bäckerin', 'Bäcker'],
      ['Bürokauffrau', 'Bürokaufmann'],
      ['Krankenschwester', 'Krankenpfleger'],
      ['Ärztinnen', 'Arzt'],
      ['Friseuse', 'Friseur'],
    ] as const) {
      expect(stemWord(foldText(one))).toBe(stemWord(foldText(other)));
    }
    expect(stemWord('medizin')).not.toBe('mediz');
    expect(stemWord('wein')).not.toBe('we');
  });
});

describe('compounds', () => {
  it('fall into parts that are known, and only into those', () => {
    const split = createCompoundSplitter(['sanitar', 'installateur', 'kranken', 'pfleger']);
    expect(split('sanitarinstallateur')).toEqual(['sanitar', 'installateur']);
    expect(split('krankenpfleger')).toHaveLength(2);
    expect(split('installateur')).toEqual([]);
    expect(createCompoundSplitter([])('sanitarinstallateur')).toEqual([]);
  });
});

describe('occupation search', () => {
  it('finds titles in haste, in any form, in three languages', () => {
    for (const text of ['Bäcker', 'baecker', 'BÄCKERIN', 'Bäcker/in Lehrling', 'bäck', 'baker', 'Bäkcer']) {
      expect(first(text)?.uri, text).toContain('baker');
    }
    expect(first('Rauchfangkehrerin')).toMatchObject({
      label: 'Schornsteinfeger/Schornsteinfegerin',
      matched: 'Rauchfangkehrer',
    });
    expect(first('الخبّازة', 'ar')).toMatchObject({ label: 'خباز / خبازة', labelLang: 'ar' });
    expect(first('ممرضه', 'de')?.uri).toContain('nurse');
  });

  it('shows German where a language has no label, and says so', () => {
    expect(first('Bürokauffrau', 'ar')).toMatchObject({
      label: 'Bürokaufmann/Bürokauffrau',
      labelLang: 'de',
    });
    expect(index.labelOf(entries[0]?.uri ?? '', 'en')).toEqual({ label: 'baker', labelLang: 'en' });
    expect(index.labelOf('http://example.org', 'de')).toBeUndefined();
  });

  it('needs the titles: without them the Austrian word finds nothing (negative control)', () => {
    const bare = createOccupationIndex({
      entries: entries.map((one) => ({ ...one, titles: [] })),
      synonyms: [],
      context: entries.map(() => new Map()),
    });
    expect(bare.search('Rauchfangkehrer', { lang: 'de' })[0]?.uri ?? '').not.toContain('sweep');
  });

  it('is safe for any text', () => {
    for (const text of ['', ' ', '😀', '\u200F', '///', '(((', 'x'.repeat(5000), '*', '\\', '﷽', 'In']) {
      expect(Array.isArray(index.search(text, { lang: 'de' }))).toBe(true);
    }
    expect(index.search('😀', { lang: 'de' })).toEqual([]);
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        const hits = index.search(text, { lang: 'ar', limit: 3 });
        return hits.length <= 3 && hits.every(({ score }) => Number.isFinite(score));
      }),
      { numRuns: 50 },
    );
  }, 30_000);
});

describe('skill search', () => {
  const skills = createSkillIndex([
    { uri: 's:1', kind: 'skill', de: 'unter Wasser schweißen', alternative: '', en: 'weld underwater' },
    { uri: 's:2', kind: 'knowledge', de: '', alternative: '', en: 'joinery' },
  ]);
  it('finds German and English and says which language a label is in', () => {
    expect(skills.search('Schweissen', { lang: 'de' })[0]).toMatchObject({ uri: 's:1', labelLang: 'de' });
    expect(skills.search('joinery', { lang: 'de' })[0]).toMatchObject({
      uri: 's:2',
      label: 'joinery',
      labelLang: 'en',
    });
    expect(skills.search('', { lang: 'de' })).toEqual([]);
  });
});

describe('evaluation', () => {
  const id = (digit: string) =>
    `http://data.europa.eu/esco/occupation/${digit.repeat(8)}-0000-0000-0000-000000000000`;
  const queries = 'id\ttext\r\n1\tBäcker\r\n\r\n2\tKoch\r\n3\tohne Urteil\r\n';
  const qrels = 'query 0 element relevance\n1 0 e1 2\n1 0 e2 0\n2\t0\te3\t1\n';
  const concepts = `element\turi\ne1\t${id('a')}\ne2\t${id('b')}\ne3\t${id('c')}\n`;

  it('joins files with headers, blank lines, CRLF and relevance 0', () => {
    const judged = joinJudgements(queries, qrels, concepts);
    expect(judged.map(({ text, relevant }) => [text, [...relevant]])).toEqual([
      ['Bäcker', [id('a')]],
      ['Koch', [id('c')]],
    ]);
  });

  it('measures ranks', () => {
    const judged = joinJudgements(queries, qrels, concepts);
    expect(evaluate(judged, () => [id('b'), id('a')])).toEqual({ n: 2, mrr: 0.25, hit5: 0.5, hit10: 0.5 });
    expect(evaluate(judged, () => [])).toEqual({ n: 2, mrr: 0, hit5: 0, hit10: 0 });
    expect(evaluate([], () => [])).toEqual({ n: 0, mrr: 0, hit5: 0, hit10: 0 });
  });
});
