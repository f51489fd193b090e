import { infoOf, loadOnce, rowsOf, type PackInfo } from './pack';

/** A partner every office starts with. Addresses are not known: they are asked for and kept. */
export type PartnerSeed =
  | {
      kind: 'jobcenter';
      name: string;
      /** The name as in the official list, for search. */
      listed: string;
      number: string;
      /** gE: joint body of agency and district; zkT: district or city alone. */
      form: 'gE' | 'zkT';
    }
  | { kind: 'ihk'; name: string; listed: string; city: string }
  | { kind: 'hwk'; name: string; listed: string };

export type PartnerSeeds = { info: PackInfo; seeds: PartnerSeed[] };

function toSeed([
  kind = '',
  name = '',
  listed = '',
  number = '',
  form = '',
  city = '',
]: string[]): PartnerSeed {
  if (kind === 'jobcenter' && (form === 'gE' || form === 'zkT')) return { kind, name, listed, number, form };
  if (kind === 'ihk') return { kind, name, listed, city };
  if (kind === 'hwk') return { kind, name, listed };
  throw new Error(`The partner pack holds an unknown kind or form: ${kind} ${form}`);
}

/** 405 Jobcenter, 79 chambers of industry and commerce, 53 chambers of crafts, names in full. */
export const loadPartnerSeeds: () => Promise<PartnerSeeds> = loadOnce(async () => {
  const pack = (await import('./partner-seeds.json')).default;
  return { info: infoOf(pack), seeds: rowsOf(pack).map(toSeed) };
});
