const DAY_MS = 86_400_000;

/** The day of a moment (Date, milliseconds or ISO moment) in this device's time zone: "2026-11-21". */
export function localDay(moment: Date | number | string): string {
  const date = new Date(moment);
  const part = (value: number, digits = 2) => String(value).padStart(digits, '0');
  return `${part(date.getFullYear(), 4)}-${part(date.getMonth() + 1)}-${part(date.getDate())}`;
}

const BERLIN = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Berlin',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});

/** The day of a moment (Unix milliseconds) in Berlin, where rights begin and end wherever a machine stands: "2026-11-21". */
export function officeDay(moment: number): string {
  return BERLIN.format(moment);
}

/** `officeDay` of a clock, reckoned once a minute: for what is asked again and again. */
export function officeDays(now: () => number): () => string {
  let minute = Number.NaN;
  let day = '';
  return () => {
    const current = Math.floor(now() / 60_000);
    if (current !== minute) day = officeDay(current * 60_000);
    minute = current;
    return day;
  };
}

/** The same day a year later, for bounds: "2027-11-21". */
export function yearAfter(day: string): string {
  return `${String(Number(day.slice(0, 4)) + 1).padStart(4, '0')}${day.slice(4)}`;
}

/** Whole days from `from` to `to` (ISO days); negative when `to` lies before. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS);
}

/** The ISO day `days` after an ISO day. */
export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T12:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}
