/**
 * Years as people type them ("5", "2,5", "2.5"): null for none, undefined for what is not a number of years
 * from 0 to `max` (then the last value stays).
 */
export function typedYears(text: string, max: number): number | null | undefined {
  const typed = text.trim().replace(',', '.');
  if (typed === '') return null;
  const years = Number(typed);
  return Number.isFinite(years) && years >= 0 && years <= max ? years : undefined;
}

const YEARS =
  /(\d{1,2}(?:[.,]\d)?)\s*(?:jahre?n?|years?|yrs?|ans?|años?|سنوات|سنة|سنين|років|роки|рік|лет|года?|ዓመታት|ዓመት|yıl|sal)/iu;

/** Number of years in what was said: "Bäcker, 5 Jahre" → 5; null where none is named. */
export function yearsIn(words: string): number | null {
  const years = Number(YEARS.exec(words)?.[1]?.replace(',', '.') ?? NaN);
  return years > 0 && years <= 70 ? years : null;
}

/** The part of what was said that names the work: "Bäcker, 5 Jahre" → "Bäcker". */
export function withoutYears(words: string): string {
  const parts = words.replace(YEARS, '').split(/[,;،、\n]/u);
  return parts.map((part) => part.trim()).find(Boolean) ?? '';
}
