import { foldName, infoOf, loadOnce, rowsOf, type Pack, type PackInfo } from './pack';

/** A place under a postcode. `ags` is the 8-digit municipality key; `district` is null for cities without one. */
export type PostcodePlace = {
  postcode: string;
  place: string;
  ags: string;
  district: string | null;
  state: string;
};

export type Postcodes = {
  info: PackInfo;
  /** The places of one postcode of five digits; empty when unknown. */
  byPostcode(postcode: string): PostcodePlace[];
  /** Places whose postcode begins with these digits, in postcode order. */
  byPrefix(prefix: string, limit?: number): PostcodePlace[];
  /** Places whose name, or a word of it, begins with `text`; exact names first. */
  byPlace(text: string, limit?: number): PostcodePlace[];
};

/** The German states by the first two digits of the municipality key. */
const STATES: Record<string, string> = {
  '01': 'Schleswig-Holstein',
  '02': 'Hamburg',
  '03': 'Niedersachsen',
  '04': 'Bremen',
  '05': 'Nordrhein-Westfalen',
  '06': 'Hessen',
  '07': 'Rheinland-Pfalz',
  '08': 'Baden-Württemberg',
  '09': 'Bayern',
  '10': 'Saarland',
  '11': 'Berlin',
  '12': 'Brandenburg',
  '13': 'Mecklenburg-Vorpommern',
  '14': 'Sachsen',
  '15': 'Sachsen-Anhalt',
  '16': 'Thüringen',
};

function rankName(folded: string, query: string): number {
  if (folded === query) return 0;
  if (folded.startsWith(`${query} `)) return 1;
  if (folded.startsWith(query)) return 2;
  return folded.includes(` ${query}`) ? 3 : -1;
}

/** Builds the look-ups from the pack. Umlauts may be typed as such, as plain vowels or left out of mind. */
function createPostcodes(pack: Pack & { districts: string }): Postcodes {
  const districts = new Map(
    pack.districts.split('\n').map((line) => {
      const [key = '', name = ''] = line.split('\t');
      return [key, name] as const;
    }),
  );
  const places = rowsOf(pack).map(([postcode = '', place = '', ags = '']) => ({
    postcode,
    place,
    ags,
    district: districts.get(ags.slice(0, 5)) ?? null,
    state: STATES[ags.slice(0, 2)] ?? '',
  }));
  const folded = places.map(({ place }) => foldName(place));
  const spelledOut = places.map(({ place }, index) => {
    const text = foldName(
      place.toLowerCase().replaceAll('ä', 'ae').replaceAll('ö', 'oe').replaceAll('ü', 'ue'),
    );
    return text === folded[index] ? '' : text;
  });
  const byPrefix = (prefix: string, limit = 20) => {
    if (!/^\d{1,5}$/.test(prefix)) return [];
    return places.filter(({ postcode }) => postcode.startsWith(prefix)).slice(0, limit);
  };
  return {
    info: infoOf(pack),
    byPostcode: (postcode) => (postcode.length === 5 ? byPrefix(postcode, places.length) : []),
    byPrefix,
    byPlace(text, limit = 20) {
      const query = foldName(text.slice(0, 80));
      if (query === '') return [];
      return places
        .map((place, index) => {
          const ranks = [rankName(folded[index] ?? '', query), rankName(spelledOut[index] ?? '', query)];
          return { place, rank: Math.min(...ranks.filter((rank) => rank >= 0), Infinity) };
        })
        .filter(({ rank }) => rank !== Infinity)
        .sort((a, b) => a.rank - b.rank || a.place.place.length - b.place.place.length)
        .slice(0, limit)
        .map(({ place }) => place);
    },
  };
}

/** The postcodes of Germany with their places (OpenStreetMap, ODbL). */
export const loadPostcodes: () => Promise<Postcodes> = loadOnce(async () =>
  createPostcodes((await import('./postcodes.json')).default),
);
