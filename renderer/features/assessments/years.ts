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

/** Number of years in what was said: "Bäcker, 5 Jahre" → 5; null where none is named. */
export function yearsIn(words: string): number | null {
  const found =
    /(\d{1,2}(?:[.,]\d)?)\s*(?:jahre?n?|years?|yrs?|ans?|años?|سنوات|سنة|سنين|років|роки|рік|лет|года?|ዓመታት|ዓመት|yıl|sal)/iu.exec(
      words,
    );
  const years = found?.[1] ? Number(found[1].replace(',', '.')) : NaN;
  return years > 0 && years <= 70 ? years : null;
}
