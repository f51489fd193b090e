import { localDay } from '#shared/domain/days';

/** How exactly a day is known. The length of the ISO value is the precision. */
export type DatePrecision = 'day' | 'month' | 'year';

export type TypedDate =
  | { ok: true; iso: string | null }
  | {
      ok: false;
      problem: 'date-unreadable' | 'date-impossible' | 'date-too-early' | 'date-too-late' | 'date-needs-day';
    };

export interface TypedDateOptions {
  /** Least exact value allowed: with `year`, "1992" and "3.1992" are accepted as well. */
  precision?: DatePrecision | undefined;
  /** First and last day allowed (ISO). */
  min?: string | undefined;
  max?: string | undefined;
  /** The day on which "today", "gestern" and two-digit years count (ISO). */
  today?: string | undefined;
}

/** Today in the local calendar as "2026-11-22". */
export function todayIso(now = new Date()): string {
  return localDay(now);
}

function toIso(year: number, month?: number, day?: number): string {
  const parts = [String(year).padStart(4, '0')];
  if (month !== undefined) parts.push(String(month).padStart(2, '0'));
  if (day !== undefined) parts.push(String(day).padStart(2, '0'));
  return parts.join('-');
}

/** Number of days of a month (1–12) in the Gregorian calendar. */
function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** A two-digit year is the latest one that does not lie after `max` (else not more than 20 years ahead). */
function fullYear(digits: string, max: string | undefined, today: string): number {
  const year = Number(digits);
  if (digits.length > 2) return year;
  const limit = max ? Number(max.slice(0, 4)) : Number(today.slice(0, 4)) + 20;
  const inThisCentury = Math.floor(limit / 100) * 100 + year;
  return inThisCentury > limit ? inThisCentury - 100 : inThisCentury;
}

/** Splits what was typed into [day, month, year], [month, year] or [year] as digits; null if it is no date. */
function parts(text: string): { day?: string; month?: string; year: string } | null {
  const iso = /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$/.exec(text);
  if (iso?.[1]) return { year: iso[1], ...(iso[2] && { month: iso[2] }), ...(iso[3] && { day: iso[3] }) };
  const solid = /^(\d{2})(\d{2})(\d{2}|\d{4})$/.exec(text);
  if (solid?.[1] && solid[2] && solid[3]) return { day: solid[1], month: solid[2], year: solid[3] };
  const full = /^(\d{1,2})[./\s-]+(\d{1,2})[./\s-]+(\d{2}|\d{4})$/.exec(text);
  if (full?.[1] && full[2] && full[3]) return { day: full[1], month: full[2], year: full[3] };
  const month = /^(\d{1,2})[./\s-]+(\d{4})$/.exec(text);
  if (month?.[1] && month[2]) return { month: month[1], year: month[2] };
  return null;
}

/** Western digits for Arabic-Indic and Persian ones, as some keyboards type them. */
function westernDigits(text: string): string {
  return text.replace(/[\u0660-\u0669\u06F0-\u06F9]/g, (digit) => String(digit.charCodeAt(0) & 0xf));
}

/**
 * Reads a date as people type it: "1.2.24", "1.2.2024", "01022024", "2024-02-01", and where the precision
 * allows "2.2024" or "2024". Empty text is a known "unknown" (iso null).
 */
export function parseTypedDate(text: string, options: TypedDateOptions = {}): TypedDate {
  const typed = westernDigits(text).trim().replace(/\.$/, '');
  if (typed === '') return { ok: true, iso: null };
  const found = parts(typed);
  if (!found) return { ok: false, problem: 'date-unreadable' };
  const precision = options.precision ?? 'day';
  if (!found.month && precision !== 'year') return { ok: false, problem: 'date-needs-day' };
  if (!found.day && precision === 'day') return { ok: false, problem: 'date-needs-day' };
  const year = fullYear(found.year, options.max, options.today ?? todayIso());
  const month = found.month === undefined ? undefined : Number(found.month);
  const day = found.day === undefined ? undefined : Number(found.day);
  if (year < 1850 || year > 2200) return { ok: false, problem: 'date-impossible' };
  if (month !== undefined && (month < 1 || month > 12)) return { ok: false, problem: 'date-impossible' };
  if (day !== undefined && month !== undefined && (day < 1 || day > daysIn(year, month))) {
    return { ok: false, problem: 'date-impossible' };
  }
  const iso = toIso(year, month, day);
  if (options.min && iso < options.min.slice(0, iso.length)) return { ok: false, problem: 'date-too-early' };
  if (options.max && iso > options.max.slice(0, iso.length)) return { ok: false, problem: 'date-too-late' };
  return { ok: true, iso };
}

/** "2024-02-01" → "01.02.2024", "2024-02" → "02.2024", "2024" → "2024"; empty for null. */
export function formatDate(iso: string | null | undefined): string {
  if (!iso) return '';
  return iso.slice(0, 10).split('-').reverse().join('.');
}

/** A moment (UTC ISO) as local time "14:30". */
export function formatTime(moment: string): string {
  const date = new Date(moment);
  return `${String(date.getHours()).padStart(2, '0')}:${String(date.getMinutes()).padStart(2, '0')}`;
}

/** Completed years on `today`; null where only part of the date is known and the age is not certain. */
export function ageOn(birth: string, today = todayIso()): number | null {
  const [year, month, day] = birth.split('-').map(Number);
  const [nowYear, nowMonth, nowDay] = today.split('-').map(Number);
  if (year === undefined || nowYear === undefined || nowMonth === undefined || nowDay === undefined)
    return null;
  if (month === undefined || day === undefined) return null;
  const had = nowMonth > month || (nowMonth === month && nowDay >= day);
  return nowYear - year - (had ? 0 : 1);
}
