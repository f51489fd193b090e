import type { Collection } from '#shared/security/compartments';
import type { View } from '../../data/api';
import { data, SECURITY_TOPIC } from '../../data/client';
import { type Live, useLive } from '../../data/use-live';

/** Everything a client file shows, newest first; what this person may not read stays empty. */
export interface ClientFileData {
  file: View<'client-files'>;
  aliases: View<'aliases'>[];
  languageSkills: View<'language-skills'>[];
  appointments: View<'appointments'>[];
  residence: View<'residence'>[];
  assessments: View<'assessments'>[];
  educations: View<'educations'>[];
  workExperiences: View<'work-experiences'>[];
  skills: View<'skills'>[];
  referrals: View<'referrals'>[];
  letters: View<'letters'>[];
  /** False where the circle "beratung" is closed to this person. */
  mayCounsel: boolean;
}

const TOPICS = [
  'client-files', 'aliases', 'language-skills', 'appointments', 'residence', 'assessments', 'educations', 'work-experiences',
  'skills', 'referrals', 'letters', 'conflicts', SECURITY_TOPIC,
]; // prettier-ignore

/** The live client file; `null` when there is none under this id (any more). */
export function useClientFile(id: string): Live<ClientFileData | null> {
  return useLive(TOPICS, () => loadClientFile(id), [id]);
}

async function loadClientFile(id: string): Promise<ClientFileData | null> {
  const [file, state] = await Promise.all([data.documents.get('client-files', id), data.security.state()]);
  if (!file) return null;
  const held = state.state === 'unlocked' ? state.person.compartments : [];
  const mayCounsel = held.includes('beratung');
  const list = <C extends Collection>(collection: C, allowed: boolean): Promise<View<C>[]> =>
    allowed ? data.documents.list(collection, { fileId: id }) : Promise.resolve([]);
  const [aliases, languageSkills, appointments, letters] = await Promise.all([
    list('aliases', true),
    list('language-skills', true),
    list('appointments', true),
    list('letters', held.includes('schreiben')),
  ]);
  const [residence, assessments, educations, workExperiences, skills, referrals] = await Promise.all([
    list('residence', mayCounsel),
    list('assessments', mayCounsel),
    list('educations', mayCounsel),
    list('work-experiences', mayCounsel),
    list('skills', mayCounsel),
    list('referrals', mayCounsel),
  ]);
  return {
    file, aliases, languageSkills, appointments, letters, residence, assessments, educations, workExperiences, skills, referrals,
    mayCounsel,
  }; // prettier-ignore
}
