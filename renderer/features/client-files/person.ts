import type { ClientName, LanguageSkill } from '#shared/domain/client-files';
import { GER_LEVELS } from '#shared/domain/common';
import { ageOn } from '../../lib/dates';

/** The name as it is said: given name first; a Blockname stands as it is in the passport. */
export function spokenName(name: ClientName): string {
  return [name.block ? '' : name.given, name.family].filter(Boolean).join(' ');
}

/** True once there is something to call the person by. */
export function hasName(name: ClientName): boolean {
  return spokenName(name).trim() !== '';
}

/** How old the person is, as far as the birth date says: exactly, or within a year. */
export type Age = { years: number; exact: boolean };

/** Age on `today` (ISO day). Only the year known: the age reached this year, marked as not exact. */
export function ageFrom(birthDate: string | null | undefined, today: string): Age | null {
  if (!birthDate) return null;
  const exact = ageOn(birthDate, today);
  if (exact !== null) return exact < 0 ? null : { years: exact, exact: true };
  const years = Number(today.slice(0, 4)) - Number(birthDate.slice(0, 4));
  return years < 0 ? null : { years, exact: false };
}

/** The first of January often stands where only the year is known; it is weak evidence (domain.md). */
export function isWeakBirthDate(birthDate: string | null | undefined): boolean {
  return birthDate?.endsWith('-01-01') ?? false;
}

export const GER_SKILLS = ['listening', 'reading', 'speaking', 'writing'] as const;
export type GerSkill = (typeof GER_SKILLS)[number];

/** Steps of the bar that are filled: A1 = 1 … C2 = 6; before A1 none; null = not known. */
export function gerSteps(level: LanguageSkill[GerSkill]): number | null {
  if (!level) return null;
  return Math.max(0, GER_LEVELS.indexOf(level) - 1);
}

/** The digits and plus sign of a phone number for a tel: link; empty when there is nothing to dial. */
export function telHref(phone: string): string {
  const dial = phone.replace(/\(0\)/g, '').replace(/[^\d+]/g, '');
  return dial.replace(/\D/g, '').length >= 3 ? `tel:${dial}` : '';
}

/** The address as a block of lines, for reading and copying. */
export function addressLines(
  address: { careOf: string; street: string; postcode: string; place: string } | null | undefined,
): string[] {
  if (!address) return [];
  const { careOf, street, postcode, place } = address;
  return [careOf, street, [postcode, place].filter(Boolean).join(' ')].filter(Boolean);
}

/** Whether two dates can stand one after the other; an unknown one never contradicts. */
export function inOrder(from: string | null | undefined, until: string | null | undefined): boolean {
  return !from || !until || from <= until;
}

/** Quick check of a mail address while it is typed: saved only when it is whole, or empty. */
export function isWholeEmail(text: string): boolean {
  return text === '' || /^[^\s@]+@[^\s@]+\.[^\s@.]{2,}$/.test(text);
}
