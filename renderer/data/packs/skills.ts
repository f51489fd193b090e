import { createSkillIndex, type SkillEntry, type SkillIndex } from '#shared/occupations/skill-index';
import { escoAddress, loadOccupations } from './occupations';
import { loadOnce, rowsOf } from './pack';

/** The 13,896 ESCO skills in row order. */
export const loadSkills: () => Promise<readonly SkillEntry[]> = loadOnce(async () => {
  const pack = (await import('./skills.json')).default;
  return rowsOf(pack).map(([id = '', kind, de = '', alternative = '', en = '']) => ({
    uri: escoAddress('skill', id),
    kind: kind === 'k' ? ('knowledge' as const) : ('skill' as const),
    de,
    alternative,
    en,
  }));
});

/** The search over ESCO skills in German and English. Load it in a worker: building takes about a second. */
export const loadSkillIndex: () => Promise<SkillIndex> = loadOnce(async () =>
  createSkillIndex(await loadSkills()),
);

/** The skills ESCO relates to an occupation. */
export type OccupationSkills = { essential: SkillEntry[]; optional: SkillEntry[] };

/** Turns gaps between ascending row numbers (base 36) back into rows. */
function rowNumbers(cell: string): number[] {
  let row = 0;
  return cell === '' ? [] : cell.split(' ').map((gap) => (row += parseInt(gap, 36)));
}

const loadRelations = loadOnce(async () => {
  const [pack, occupations, skills] = await Promise.all([
    import('./occupation-skills.json'),
    loadOccupations(),
    loadSkills(),
  ]);
  const rowOf = new Map(occupations.map(({ uri }, row) => [uri, row]));
  return { rows: rowsOf(pack.default), rowOf, skills };
});

/** Essential and optional skills of an occupation; both empty for an unknown one and for the 35 that have none. */
export async function skillsOf(occupationUri: string): Promise<OccupationSkills> {
  const { rows, rowOf, skills } = await loadRelations();
  const [essential = '', optional = ''] = rows[rowOf.get(occupationUri) ?? -1] ?? [];
  const named = (cell: string) => rowNumbers(cell).flatMap((row) => skills[row] ?? []);
  return { essential: named(essential), optional: named(optional) };
}
