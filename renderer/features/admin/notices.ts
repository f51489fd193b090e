import { loadNotices as loadDataNotices } from '../../data/packs/notices';

/** What Wegbuch is built from: name, origin, licence. All of it with its texts: docs/licences.md. */
export interface NoticeEntry {
  name: string;
  source: string;
  licence: string;
}

const FONTS: NoticeEntry[] = ['Noto Sans', 'Noto Sans Arabic', 'Noto Sans Ethiopic'].map((name) => ({
  name,
  source: '© The Noto Project Authors, fonts.google.com/noto',
  licence: 'OFL-1.1',
}));

const PROGRAMS: NoticeEntry[] = [
  { name: 'KERN (Farben)', source: 'kern-ux.de', licence: 'EUPL-1.2' },
  { name: 'Electron', source: 'OpenJS Foundation', licence: 'MIT' },
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
  { name: 'PDF.js (mit OpenJPEG, BSD-2-Clause)', source: 'Mozilla Foundation', licence: 'Apache-2.0' },
  { name: 'zxcvbn-ts', source: 'zxcvbn-ts, Dropbox', licence: 'MIT' },
  { name: 'uqr', source: 'Project Nayuki, Anthony Fu', licence: 'MIT' },
];

/** Notices of data, fonts and programs. The words for the data are those its licences ask for. */
export async function loadNotices(): Promise<{
  data: NoticeEntry[];
  fonts: NoticeEntry[];
  programs: NoticeEntry[];
}> {
  const data = (await loadDataNotices()).map(({ name, licence, notice, url }) => ({
    name,
    licence,
    source: `${notice} ${url}`,
  }));
  return { data, fonts: FONTS, programs: PROGRAMS };
}
