import { infoOf, type PackInfo } from '../../data/packs/pack';

/** What Wegbuch is built from: name, origin, licence. */
export interface NoticeEntry {
  name: string;
  source: string;
  licence: string;
}

const packs = import.meta.glob<{ source?: string; licence?: string; date?: string }>(
  [
    '../../data/packs/{countries,languages,postcodes,partner-seeds,residence-documents,occupations,skills}.json',
  ],
  { import: 'default' },
);

const FONTS: NoticeEntry[] = ['Noto Sans', 'Noto Sans Arabic', 'Noto Sans Ethiopic'].map((name) => ({
  name,
  source: '© The Noto Project Authors, fonts.google.com/noto',
  licence: 'SIL Open Font License 1.1',
}));

const PROGRAMS: NoticeEntry[] = [
  { name: 'KERN (Farben)', source: 'kern-ux.de', licence: 'EUPL-1.2' },
  { name: 'React, React DOM', source: 'Meta Platforms, Inc.', licence: 'MIT' },
  { name: 'React Aria Components, @internationalized/date', source: 'Adobe', licence: 'Apache-2.0' },
  { name: 'TanStack Router, Virtual', source: 'Tanner Linsley', licence: 'MIT' },
  { name: 'react-hook-form, @hookform/resolvers', source: 'Bill Luo, React Hook Form', licence: 'MIT' },
  { name: 'zod', source: 'Colin McDonnell', licence: 'MIT' },
  { name: 'Dexie.js', source: 'David Fahlander', licence: 'Apache-2.0' },
  { name: 'Comlink', source: 'Google', licence: 'Apache-2.0' },
  { name: 'i18next, react-i18next', source: 'i18next', licence: 'MIT' },
  { name: 'Lucide', source: 'Lucide Contributors', licence: 'ISC' },
  { name: 'hash-wasm', source: 'Dani Biró', licence: 'MIT' },
  { name: '@hpke/core', source: 'Ajitomi Daisuke', licence: 'MIT' },
  { name: 'uqr', source: 'Project Nayuki, Anthony Fu', licence: 'MIT' },
];

/** Notices of data, fonts and programs. Data states its own origin in its pack. */
export async function loadNotices(): Promise<{
  data: NoticeEntry[];
  fonts: NoticeEntry[];
  programs: NoticeEntry[];
}> {
  const loaded = await Promise.all(
    Object.entries(packs).map(async ([path, load]) => {
      const pack = (await load()) as Parameters<typeof infoOf>[0];
      const info: PackInfo = infoOf(pack);
      const name = path.replace(/^.*\/|\.json$/g, '');
      return { name, source: `${info.source}, ${info.date}`, licence: info.licence };
    }),
  );
  return {
    data: loaded.sort((left, right) => left.name.localeCompare(right.name)),
    fonts: FONTS,
    programs: PROGRAMS,
  };
}
