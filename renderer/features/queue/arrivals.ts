import type { ArrivalState } from '#shared/domain/queue';
import type { View } from '../../data/api';

export type ArrivalView = View<'arrivals'>;

/** An arrival and what looks like the same person checking in again within a minute. */
export interface ArrivalGroup {
  first: ArrivalView;
  repeats: ArrivalView[];
}

const REPEAT_WITHIN_MS = 60_000;
const OPEN: readonly ArrivalState[] = ['waiting', 'called'];
const ENDED: readonly ArrivalState[] = ['done', 'left'];

/** What a repeat has in common with the first: the same code, else the same name, else the same answers. */
function signOf({ value }: ArrivalView): string {
  const { source, language, kind, reason, code, name, birthYear } = value;
  if (code) return JSON.stringify(['code', code]);
  if (name) return JSON.stringify(['name', name.trim().toLocaleLowerCase('de'), birthYear]);
  return JSON.stringify(['answers', source, language, kind, reason, value.number.slice(0, 1)]);
}

/**
 * Groups check-ins of one person within a minute, oldest first. Arrivals that belong to a file, that were
 * called, or that staff added by hand stand alone: somebody has looked at them already.
 */
export function groupRepeats(arrivals: readonly ArrivalView[]): ArrivalGroup[] {
  const groups: ArrivalGroup[] = [];
  const newest = new Map<string, { group: ArrivalGroup; at: number }>();
  const inTime = [...arrivals].sort((a, b) => (a.value.at < b.value.at ? -1 : 1));
  for (const arrival of inTime) {
    const { value } = arrival;
    const at = Date.parse(value.at);
    const untouched = value.source === 'kiosk' && value.state.state === 'waiting' && !value.clientFileId;
    const sign = signOf(arrival);
    const known = untouched ? newest.get(sign) : undefined;
    if (known && at - known.at <= REPEAT_WITHIN_MS) {
      known.group.repeats.push(arrival);
      known.at = at;
      continue;
    }
    const group: ArrivalGroup = { first: arrival, repeats: [] };
    groups.push(group);
    if (untouched) newest.set(sign, { group, at });
  }
  return groups;
}

/** The waiting area in its three parts; ended ones only of today (`today` is a local ISO day). */
export function waitingArea(
  arrivals: readonly ArrivalView[],
  today: string,
  dayOf: (moment: string) => string,
): { waiting: ArrivalGroup[]; inConsultation: ArrivalView[]; ended: ArrivalView[] } {
  const inState = (states: readonly ArrivalState[]) =>
    arrivals.filter(({ value }) => states.includes(value.state.state));
  const newestFirst = (a: ArrivalView, b: ArrivalView) => (a.value.state.at < b.value.state.at ? 1 : -1);
  return {
    waiting: groupRepeats(inState(OPEN)),
    inConsultation: inState(['in-consultation']).sort(newestFirst),
    ended: inState(ENDED)
      .filter(({ value }) => dayOf(value.state.at) === today)
      .sort(newestFirst),
  };
}

/** Numbers that are called after the present one: the longest waiting. */
export function nextNumbers(groups: readonly ArrivalGroup[], count = 2): string[] {
  return groups
    .filter(({ first }) => first.value.state.state === 'waiting')
    .slice(0, count)
    .map(({ first }) => first.value.number);
}
