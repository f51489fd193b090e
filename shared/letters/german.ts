import type { ClientFile, ClientName } from '#shared/domain/client-files';

/** "2026-11-21" → "21.11.2026"; a month or a year alone keeps its precision: "03.1992", "1992". */
export function germanDate(date: string): string {
  return date.split('-').reverse().join('.');
}

/** Given and family name in reading order; a Blockname stands as in the passport. */
export function fullName(name: ClientName): string {
  return [name.block ? '' : name.given, name.family].filter((part) => part !== '').join(' ');
}

/** A person in a German sentence: nominative, and the form after "von", "für", "beraten" (Herr → Herrn). */
export interface NameForms {
  full: string;
  short: string;
  objectFull: string;
  objectShort: string;
}

/** How the letter names the client; without a salutation the full name stands alone in every place. */
export function nameForms(name: ClientName, salutation: ClientFile['salutation']): NameForms {
  const full = fullName(name);
  if (salutation !== 'frau' && salutation !== 'herr') {
    return { full, short: full, objectFull: full, objectShort: full };
  }
  const short = name.block || name.family === '' ? full : name.family;
  const [title, object] = salutation === 'frau' ? ['Frau', 'Frau'] : ['Herr', 'Herrn'];
  return {
    full: `${title} ${full}`,
    short: `${title} ${short}`,
    objectFull: `${object} ${full}`,
    objectShort: `${object} ${short}`,
  };
}

/** One form of "Tischler/Tischlerin" as the salutation says; neutral or a single form stays as it is. */
export function occupationFor(label: string, salutation: ClientFile['salutation']): string {
  const forms = label.split('/').map((form) => form.trim());
  if (forms.length !== 2) return label;
  const female = forms.find((form) => form.endsWith('in'));
  const other = forms.find((form) => form !== female);
  if (female === undefined || other === undefined) return label;
  return salutation === 'frau' ? female : salutation === 'herr' ? other : label;
}

const DEGREE = /^(Dr|Prof|Dipl|Mag)\b.*\.?$/;
const PARTICLE = /^(von|van|vom|zu|zum|zur|de|del|della|den|der|ten|ter|al|el|bin|ibn|abu|da|dos|di|la|le)$/i;

/** Family name with degrees and particles: "Dr. Petra von der Heide" → "Dr. von der Heide". */
function addressedName(words: string[]): string {
  const degrees = words.filter((word) => DEGREE.test(word));
  const names = words.filter((word) => !DEGREE.test(word));
  let start = names.length - 1;
  while (start > 1 && PARTICLE.test(names[start - 1] ?? '')) start--;
  return [...degrees, ...names.slice(Math.max(start, 0))].join(' ');
}

/**
 * The salutation line for a contact person as kept in the partner directory ("Frau Petra Lindner",
 * "Herr Dr. Winter", "Alex Winter"), ending with a comma; nobody named: "Sehr geehrte Damen und Herren,".
 */
export function greetingFor(contactPerson: string | undefined): string {
  const [first = '', ...rest] = (contactPerson ?? '').trim().split(/\s+/);
  if (first === '') return 'Sehr geehrte Damen und Herren,';
  if (first === 'Frau' && rest.length > 0) return `Sehr geehrte Frau ${addressedName(rest)},`;
  if (/^Herrn?$/.test(first) && rest.length > 0) return `Sehr geehrter Herr ${addressedName(rest)},`;
  return `Guten Tag ${[first, ...rest].join(' ')},`;
}
