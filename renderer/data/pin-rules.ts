import { OFFICE_DOCUMENT, PIN_UNTIL_HOUR } from '#shared/domain/office';
import type { DocumentsApi } from './api';
import type { PinRules } from '../security/context';

/** What the office says of PINs: allowed until the end of the working day, unless it says otherwise. */
export async function pinRules(documents: Pick<DocumentsApi, 'get'>): Promise<PinRules> {
  const office = await documents.get('office', OFFICE_DOCUMENT);
  return { allowed: office?.value.pin ?? true, untilHour: office?.value.pinUntilHour ?? PIN_UNTIL_HOUR };
}
