import type { ClientLanguage } from '#shared/domain/common';
import type { CheckIn } from '#shared/domain/queue';

/** The screens of a visit in their fixed order; the last one is reached only by checking in. */
export const STEPS = ['language', 'kind', 'reason', 'identity', 'thanks'] as const;
export type Step = (typeof STEPS)[number];

/** Written for people whose language is not offered (ISO 639: undetermined). */
const OTHER_LANGUAGE = 'und';

/** Everything one visitor said so far. It lives in memory only and ends with the document. */
export interface Visit {
  step: Step;
  /** Where to go after the language was changed in between. */
  returnTo: Step | null;
  language: ClientLanguage | null;
  /** The person speaks a language that is not offered; texts stand in English. */
  otherLanguage: boolean;
  kind: CheckIn['kind'];
  reason: CheckIn['reason'];
  identity: 'name' | 'code';
  name: string;
  birthYear: string;
  code: string;
  number: string | null;
}

export const newVisit: Visit = {
  step: 'language',
  returnTo: null,
  language: null,
  otherLanguage: false,
  kind: 'walk-in',
  reason: null,
  identity: 'name',
  name: '',
  birthYear: '',
  code: '',
  number: null,
};

export type VisitEvent =
  | { type: 'language'; language: ClientLanguage }
  | { type: 'other-language' }
  | { type: 'change-language' }
  | { type: 'kind'; kind: Visit['kind'] }
  | { type: 'reason'; reason: Visit['reason'] }
  | { type: 'identity'; identity: Visit['identity'] }
  | { type: 'typed'; field: 'name' | 'birthYear' | 'code'; value: string }
  | { type: 'back' }
  | { type: 'arrived'; number: string };

/** What the visit becomes when something was touched. */
export function nextVisit(visit: Visit, event: VisitEvent): Visit {
  switch (event.type) {
    case 'language':
      return { ...visit, language: event.language, step: visit.returnTo ?? 'kind', returnTo: null };
    case 'other-language':
      return { ...visit, language: 'en', otherLanguage: true };
    case 'change-language':
      return { ...visit, step: 'language', returnTo: visit.step };
    case 'kind':
      return {
        ...visit,
        kind: event.kind,
        identity: event.kind === 'appointment' ? 'code' : 'name',
        step: 'reason',
      };
    case 'reason':
      return { ...visit, reason: event.reason, step: 'identity' };
    case 'identity':
      return { ...visit, identity: event.identity };
    case 'typed':
      return { ...visit, [event.field]: event.value };
    case 'back':
      return { ...visit, step: stepBefore(visit.step) };
    case 'arrived':
      return { ...visit, number: event.number, step: 'thanks' };
  }
}

function stepBefore(step: Step): Step {
  return STEPS[Math.max(0, STEPS.indexOf(step) - 1)] ?? 'language';
}

/** Whether anything was said that must not stay on the screen for the next person. */
export function isBegun(visit: Visit): boolean {
  return visit.step !== 'language' || visit.returnTo !== null;
}

export type YearReading = { ok: true; year: number | null } | { ok: false };

/** A birth year as typed: empty is an answer, four digits of a living person's year are another. */
export function readBirthYear(typed: string, thisYear: number): YearReading {
  if (typed === '') return { ok: true, year: null };
  const year = Number(typed);
  return /^\d{4}$/.test(typed) && year >= 1900 && year <= thisYear ? { ok: true, year } : { ok: false };
}

/** What the visitor said, in the words of the check-in; `withIdentity` false means "without a name". */
export function answersOf(
  visit: Visit,
  withIdentity: boolean,
): Pick<CheckIn, 'language' | 'kind' | 'reason' | 'code' | 'name' | 'birthYear'> {
  const named = withIdentity && visit.identity === 'name';
  const coded = withIdentity && visit.identity === 'code';
  const year = /^\d{4}$/.test(visit.birthYear) ? Number(visit.birthYear) : null;
  return {
    language: visit.otherLanguage ? OTHER_LANGUAGE : (visit.language ?? OTHER_LANGUAGE),
    kind: visit.kind,
    reason: visit.reason,
    code: (coded && visit.code.trim()) || null,
    name: (named && visit.name.trim()) || null,
    birthYear: named ? year : null,
  };
}
