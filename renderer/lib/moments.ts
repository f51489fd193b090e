import type { TFunction } from 'i18next';
import { localDay } from '#shared/domain/days';
import { formatDate, formatTime, todayIso } from './dates';

/** Named here, so that the words are found whichever namespace the caller's `t` is bound to. */
const COMMON = { ns: 'common' } as const;

/** A moment as people say it: "heute, 08:52 Uhr", "gestern, 16:40 Uhr", "19.11.2026, 10:14 Uhr". */
export function momentWords(t: TFunction<'common'>, moment: string, now = new Date()): string {
  const time = formatTime(moment);
  const day = localDay(moment);
  if (day === todayIso(now)) return t('time.todayAt', { ...COMMON, time });
  const yesterday = new Date(now);
  yesterday.setDate(yesterday.getDate() - 1);
  if (day === todayIso(yesterday)) return t('time.yesterdayAt', { ...COMMON, time });
  return t('time.dayAt', { ...COMMON, date: formatDate(day), time });
}

/** A day as people say it: "heute", "gestern", "19.11.2026". */
export function dayWords(t: TFunction<'common'>, moment: string, now = new Date()): string {
  const day = localDay(moment);
  if (day === todayIso(now)) return t('time.today', COMMON);
  const yesterday = new Date(now);
  yesterday.setDate(yesterday.getDate() - 1);
  return day === todayIso(yesterday) ? t('time.yesterday', COMMON) : formatDate(day);
}

/** How long somebody has waited: "gerade eben", "seit 12 Min.", "seit 2 Std.". */
export function sinceWords(t: TFunction<'common'>, moment: string, now = Date.now()): string {
  const minutes = Math.max(0, Math.floor((now - Date.parse(moment)) / 60_000));
  if (minutes < 1) return t('time.justNow', COMMON);
  return minutes < 120
    ? t('time.sinceMinutes', { ...COMMON, count: minutes })
    : t('time.sinceHours', { ...COMMON, count: Math.floor(minutes / 60) });
}
