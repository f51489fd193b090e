import type { ClientFile } from '#shared/domain/client-files';
import type { Address } from '#shared/domain/common';
import type { Partner } from '#shared/domain/partners';
import { fullName } from './german';

function filled(lines: Array<string | undefined>): string[] {
  return lines.map((line) => line?.trim() ?? '').filter((line) => line !== '');
}

function postalLines(address: Address): string[] {
  return filled([
    address.careOf === '' ? '' : `c/o ${address.careOf.replace(/^c\/o\s+/i, '')}`,
    address.street,
    `${address.postcode} ${address.place}`,
  ]);
}

/** Address zone of a letter to a partner, at most six lines (DIN 5008); none without a known address. */
export function partnerLines(partner: Partner): string[] {
  if (!partner.address) return [];
  const person = partner.contactPerson?.replace(/^Herr\s/, 'Herrn ');
  return [...filled([partner.name, partner.department, person]), ...postalLines(partner.address)].slice(-6);
}

/** Address zone of the client's own copy; a protected address never leaves the file, the name stands alone. */
export function clientLines(
  client: Pick<ClientFile, 'name' | 'salutation' | 'address' | 'addressProtected'>,
): string[] {
  const title = { frau: 'Frau', herr: 'Herrn', neutral: '' }[client.salutation ?? 'neutral'];
  const address = client.addressProtected === true || !client.address ? [] : postalLines(client.address);
  return [...filled([title, fullName(client.name)]), ...address];
}

/** Letters and digits only, so that neither spaces nor a "Str." hide an address. */
const bare = (text: string) =>
  text
    .toLowerCase()
    .replace(/stra(ß|ss)e|str\./g, 'str')
    .replace(/[^\p{L}\p{N}]/gu, '');

/** Whether a text names the street or the care-of line of a protected address: it must never be printed. */
export function namesProtectedAddress(
  text: string,
  client: Pick<ClientFile, 'address' | 'addressProtected'>,
): boolean {
  if (client.addressProtected !== true || !client.address) return false;
  const said = bare(text);
  return [client.address.street, client.address.careOf]
    .map(bare)
    .some((line) => line.length > 3 && said.includes(line));
}

/** One line "Straße 1, 12345 Ort" for the text of a letter; null when there is none or it is protected. */
export function addressInText(client: Pick<ClientFile, 'address' | 'addressProtected'>): string | null {
  if (client.addressProtected === true || !client.address) return null;
  return postalLines(client.address).join(', ') || null;
}
