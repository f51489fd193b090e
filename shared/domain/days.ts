const DAY_MS = 86_400_000;

/** The day of a moment (Date, milliseconds or ISO moment) in this device's time zone: "2026-11-21". */
export function localDay(moment: Date | number | string): string {
  const date = new Date(moment);
  const part = (value: number, digits = 2) => String(value).padStart(digits, '0');
  return `${part(date.getFullYear(), 4)}-${part(date.getMonth() + 1)}-${part(date.getDate())}`;
}

/** Whole days from `from` to `to` (ISO days); negative when `to` lies before. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS);
}

/** The ISO day `days` after an ISO day. */
export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T12:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}
