import type { OccupationHit, OccupationsApi } from './occupations-api';
import { skillLabel, type SkillEntry } from '#shared/occupations/skill-index';

const DEFAULT_LIMIT = 12;

interface Hit {
  uri: string;
  label: string;
  labelLang: string;
  matched: string;
}

const toHit = ({ uri, label, labelLang, matched }: Hit): OccupationHit => ({
  uri,
  label,
  labelLang,
  matched: matched === '' || matched.toLowerCase() === label.toLowerCase() ? null : matched,
});

const suggestion = (skill: SkillEntry, language: string, essential: boolean) => ({
  uri: skill.uri,
  ...skillLabel(skill, language),
  matched: null,
  essential,
});

/** Search over the shipped ESCO packs; they are loaded at the first question and stay in the worker. */
export function createOccupations(): OccupationsApi {
  return {
    async occupations(text, language, limit = DEFAULT_LIMIT) {
      const { loadOccupationIndex } = await import('./packs/occupations');
      const index = await loadOccupationIndex(language);
      return index.search(text, { lang: language, limit }).map(toHit);
    },
    async skills(text, language, limit = DEFAULT_LIMIT) {
      const { loadSkillIndex } = await import('./packs/skills');
      return (await loadSkillIndex()).search(text, { lang: language, limit }).map(toHit);
    },
    async skillsOf(uri, language) {
      const { skillsOf } = await import('./packs/skills');
      const { essential, optional } = await skillsOf(uri);
      return [
        ...essential.map((skill) => suggestion(skill, language, true)),
        ...optional.map((skill) => suggestion(skill, language, false)),
      ];
    },
  };
}
