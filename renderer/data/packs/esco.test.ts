import { describe, expect, it } from 'vitest';
import { loadOccupationIndex, loadOccupations } from './occupations';
import { loadSkillIndex, loadSkills, skillsOf } from './skills';

describe('occupations', () => {
  it('are 3,039, each with a German and an English label', async () => {
    const occupations = await loadOccupations();
    expect(occupations).toHaveLength(3039);
    expect(occupations.filter(({ de, en }) => de === '' || en === '')).toEqual([]);
    expect(new Set(occupations.map(({ uri }) => uri)).size).toBe(3039);
  });

  it('are found by everyday titles in several languages', async () => {
    for (const [text, lang, label] of [
      ['Rauchfangkehrer', 'de', 'Schornsteinfeger/Schornsteinfegerin'],
      ['Einzelh.kfm.', 'de', 'Verkäufer/Verkäuferin'],
      ['hairdresser', 'en', 'hairdresser'],
      ['خبّازة', 'ar', 'خباز / خبازة'],
      ['الحلاق', 'ar', 'حلاق'],
      ['boulanger', 'fr', 'boulanger/boulangère'],
      ['пекар', 'bg', 'пекар/пекарка'],
    ] as const) {
      const index = await loadOccupationIndex(lang);
      const labels = index.search(text, { lang, limit: 3 }).map((hit) => hit.label);
      expect(labels, text).toContain(label);
    }
  }, 60_000);
});

describe('skills', () => {
  it('are 13,896 and are found in German and English', async () => {
    expect(await loadSkills()).toHaveLength(13896);
    const index = await loadSkillIndex();
    const labels = (text: string, lang: string) => index.search(text, { lang }).map(({ label }) => label);
    expect(labels('unter wasser schweissen', 'de')[0]).toBe('unter Wasser schweißen');
    expect(labels('adapt to change', 'en')[0]).toMatch(/adapt to change/);
    expect(labels('qqqq', 'de')).toEqual([]);
  }, 60_000);

  it('belong to occupations: 123,664 relations, 35 occupations have none', async () => {
    const all = await Promise.all((await loadOccupations()).map(({ uri }) => skillsOf(uri)));
    const counts = all.map(({ essential, optional }) => essential.length + optional.length);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(123664);
    expect(counts.filter((count) => count === 0)).toHaveLength(35);
    expect(await skillsOf('http://example.org')).toEqual({ essential: [], optional: [] });
  }, 60_000);
});
