import type { LegalBasis } from '#shared/domain/referrals';
import { germanDate, type NameForms } from './german';

/**
 * The line "Grundlage" in words (domain.md "Data protection": every letter that leaves has exactly one).
 * A day or provision that is not known is left out of the sentence, never printed empty.
 */
export function basisLine(basis: LegalBasis, client: NameForms | null): string {
  const person = client === null ? '' : ` von ${client.objectShort}`;
  const on = basis.on === null ? '' : ` vom ${germanDate(basis.on)}`;
  const purpose = 'Bitte verwenden Sie die Angaben nur für diesen Zweck.';
  switch (basis.kind) {
    case 'consent':
      return `Grundlage dieses Schreibens ist die Einwilligung${person}${on}. ${purpose}`;
    case 'release-from-secrecy':
      return `Grundlage dieses Schreibens ist die Schweigepflichtentbindung${person}${on}. ${purpose}`;
    case 'statutory-task': {
      const provision = basis.provision.trim() === '' ? '' : ` nach ${basis.provision.trim()}`;
      return `Grundlage dieses Schreibens ist eine gesetzliche Aufgabe${provision}. ${purpose}`;
    }
    case 'client-carries':
      return client === null
        ? 'Dieses Schreiben wird persönlich übergeben.'
        : `${client.short} nimmt dieses Schreiben selbst mit und entscheidet über die Weitergabe.`;
  }
}
