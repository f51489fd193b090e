import type { Arrival, ArrivalState } from '#shared/domain/queue';
import { data } from '../../data/client';
import type { ArrivalView } from './arrivals';
import { callNumber, clearNumber } from './calling';

/** Writes a new state on several arrivals; returns the way back. */
export async function setState(
  arrivals: readonly ArrivalView[],
  state: ArrivalState,
  by: string | null,
): Promise<() => Promise<void>> {
  const at = new Date().toISOString();
  const write = (id: string, next: Arrival['state']) =>
    data.documents.change('arrivals', id, { state: next });
  await Promise.all(arrivals.map(({ id }) => write(id, { state, at, by })));
  if (state !== 'called') for (const { value } of arrivals) clearNumber(value.number);
  return async () => {
    await Promise.all(arrivals.map(({ id, value }) => write(id, value.state)));
  };
}

/** Calls an arrival: number on the display with sound, state "called". Returns the way back. */
export async function callArrival(arrival: ArrivalView, by: string | null): Promise<() => Promise<void>> {
  await callNumber(arrival.value.number);
  return setState([arrival], 'called', by);
}
