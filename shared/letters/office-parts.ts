import type { LetterModel } from '#shared/domain/letters';
import type { Office } from '#shared/domain/office';
import { germanDate } from './german';

function place(office: Office): string[] {
  if (!office.address) return [];
  const { street, postcode, place: town } = office.address;
  return [street, `${postcode} ${town}`.trim()].filter((part) => part !== '');
}

/** Letterhead, sender line of the window and footer of an office; what is not set is left out. */
export function letterhead(office: Office): LetterModel['letterhead'] {
  const contact = [office.phone ? `Telefon ${office.phone}` : '', office.email ?? ''].filter(
    (part) => part !== '',
  );
  const columns = office.footer?.some((column) => column.some((line) => line.trim() !== ''))
    ? office.footer
    : [[office.name, place(office).join(', ')], contact];
  return {
    officeName: office.name,
    subline: office.subline ?? '',
    senderLine: [office.name, ...place(office)].join(' · '),
    footer: columns
      .map((column) => column.filter((line) => line.trim() !== ''))
      .filter((column) => column.length > 0),
  };
}

/** The information block beside the address window: number, contact, date. `date` is ISO. */
export function infoBlock(input: {
  office: Office;
  number: string;
  writer: string;
  date: string;
}): LetterModel['infoBlock'] {
  const entries = [
    { label: 'Unser Zeichen', value: input.number },
    { label: 'Kontakt', value: input.writer, gap: true },
    { label: 'Telefon', value: input.office.phone ?? '' },
    { label: 'E-Mail', value: input.office.email ?? '' },
    { label: 'Datum', value: germanDate(input.date), gap: true },
  ];
  return entries.filter((entry) => entry.value !== '');
}
