import type { EscoMatch } from '#shared/domain/assessments';
import { data } from '../../data/client';
import { useLive } from '../../data/use-live';

/** How many hits are looked through for the concept itself. */
const LOOKED_AT = 20;

/** ESCO labels in the client's language by URI, where ESCO has one; German ones stay beside the own words. */
export function useEscoLabels(matches: readonly EscoMatch[], language: string): ReadonlyMap<string, string> {
  const uris = matches.map(({ uri }) => uri).join(' ');
  const { value } = useLive(
    [],
    async () => {
      if (language === 'de') return new Map<string, string>();
      const found = await Promise.all(
        matches.map(async ({ uri, labelDe }) => {
          const hits = await data.occupations.occupations(labelDe, language, LOOKED_AT);
          const hit = hits.find((one) => one.uri === uri && one.labelLang === language);
          return hit ? ([uri, hit.label] as const) : null;
        }),
      );
      return new Map(found.filter((entry) => entry !== null));
    },
    [uris, language],
  );
  return value ?? new Map();
}
