import type { RowRef } from '../../renderer/data/sealing';
import type { SimDevice } from './sim-device';
import { COLLECTION_COMPARTMENT, type Collection } from '#shared/security/compartments';

const LIMITS: readonly string[] = ['no-right', 'not-found', 'invalid'];

/** An operation that may meet the limits of its person or of the moment: nothing happens then. */
export async function tolerant(work: () => Promise<unknown>, limits: readonly string[] = []): Promise<void> {
  try {
    await work();
  } catch (error) {
    const { name, code } = error as { name?: string; code?: string };
    if (name !== 'DataError' || ![...LIMITS, ...limits].includes(code ?? '')) throw error;
  }
}

/** Documents that stand on a device and that its person may read. */
export function refsOf(device: SimDevice, collections: readonly Collection[]): RowRef[] {
  return collections.flatMap((collection) => {
    const compartment = COLLECTION_COMPARTMENT[collection];
    if (compartment !== 'inherited' && !device.held.includes(compartment)) return [];
    return [...device.disk.table(collection).keys()].map((id) => ({ collection, id }));
  });
}
