import {
  createOccupationIndex,
  type OccupationEntry,
  type OccupationIndex,
  type OccupationSource,
} from '#shared/occupations/occupation-index';
import { loadOnce, rowsOf, type Pack } from './pack';

const ADDRESS = 'http://data.europa.eu/esco/';

/** The ESCO address of an identifier as the packs hold it: 32 hexadecimal digits. */
export function escoAddress(kind: 'occupation' | 'skill', id: string): string {
  const groups = [id.slice(0, 8), id.slice(8, 12), id.slice(12, 16), id.slice(16, 20), id.slice(20)];
  return `${ADDRESS}${kind}/${groups.join('-')}`;
}

function entriesOf(pack: Pack): OccupationEntry[] {
  return rowsOf(pack).map(([id = '', code = '', de = '', alternative = '', en = '', titles = '']) => ({
    uri: escoAddress('occupation', id),
    code,
    de,
    alternative,
    en,
    titles: titles === '' ? [] : titles.split('; '),
  }));
}

/** Word weights are written as one digit of base 36 before the word's place in the vocabulary. */
function contextOf(pack: Pack & { vocabulary: string }): Map<string, number>[] {
  const vocabulary = pack.vocabulary.split(' ');
  return rowsOf(pack).map(([cell = '']) => {
    const marks = cell === '' ? [] : cell.split(' ');
    return new Map(
      marks.map((mark) => [vocabulary[parseInt(mark.slice(1), 36)] ?? '', parseInt(mark.charAt(0), 36) / 50]),
    );
  });
}

const LABELS: Record<string, () => Promise<{ default: Pack }>> = {
  ar: () => import('./occupations-ar.json'),
  fr: () => import('./occupations-fr.json'),
  bg: () => import('./occupations-bg.json'),
  ro: () => import('./occupations-ro.json'),
  pl: () => import('./occupations-pl.json'),
  es: () => import('./occupations-es.json'),
  it: () => import('./occupations-it.json'),
};

/** What the German and English search is built from. */
export const loadOccupationBase: () => Promise<OccupationSource> = loadOnce(async () => {
  const [pack, context] = await Promise.all([
    import('./occupations.json'),
    import('./occupation-context.json'),
  ]);
  return {
    entries: entriesOf(pack.default),
    synonyms: pack.default.synonyms.split('\n').map((line) => line.split(' ')),
    context: contextOf(context.default),
  };
});

/** The 3,039 ESCO occupations in row order, as the relations to skills count them. */
export async function loadOccupations(): Promise<readonly OccupationEntry[]> {
  return (await loadOccupationBase()).entries;
}

const loadIndex = loadOnce(async () => createOccupationIndex(await loadOccupationBase()));
const added = new Map<string, Promise<void>>();

async function addLabels(index: OccupationIndex, lang: string): Promise<void> {
  const pack = await LABELS[lang]?.();
  if (pack !== undefined)
    index.addLabels({ lang, labels: rowsOf(pack.default).map(([label = '']) => label) });
}

/**
 * The search over ESCO occupations: German, English, Arabic, and the language asked for where ESCO has labels in
 * it. One index for all; each language's labels load when first asked for. Keep it in a worker: building takes
 * some hundred milliseconds.
 */
export async function loadOccupationIndex(lang: string): Promise<OccupationIndex> {
  const index = await loadIndex();
  for (const wanted of ['ar', lang]) {
    const before = added.get(wanted) ?? addLabels(index, wanted);
    added.set(wanted, before);
    before.catch(() => added.delete(wanted));
    await before;
  }
  return index;
}
