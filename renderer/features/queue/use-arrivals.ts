import { localDay } from '#shared/domain/days';
import type { DataError } from '../../data/api';
import { data } from '../../data/client';
import { useLive } from '../../data/use-live';
import { todayIso } from '../../lib/dates';
import { type ArrivalView, waitingArea } from './arrivals';

export interface WaitingArea extends ReturnType<typeof waitingArea> {
  /** Name of the file an arrival belongs to; null while it belongs to none. */
  nameOf(arrival: ArrivalView): string | null;
}

async function load(): Promise<WaitingArea> {
  const arrivals = await data.documents.list('arrivals');
  const area = waitingArea(arrivals, todayIso(), localDay);
  const shown = [...area.waiting.map(({ first }) => first), ...area.inConsultation, ...area.ended];
  const ids = [...new Set(shown.flatMap(({ value }) => value.clientFileId ?? []))];
  const files = await Promise.all(ids.map((id) => data.documents.get('client-files', id)));
  const names = new Map(
    files.flatMap((file) => {
      if (!file) return [];
      const { given, family, block } = file.value.name;
      return [[file.id, [block ? '' : given, family].filter(Boolean).join(' ')] as const];
    }),
  );
  return {
    ...area,
    nameOf: ({ value }) => (value.clientFileId ? (names.get(value.clientFileId) ?? null) : null),
  };
}

/** The waiting area, live. */
export function useArrivals(): { area: WaitingArea | undefined; error: DataError | null } {
  const { value, error } = useLive(['arrivals', 'client-files'], load, []);
  return { area: value, error };
}
