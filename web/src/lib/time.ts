import { i18n, plural, t } from './i18n.svelte';

// Times of the server are microseconds; `Date` wants milliseconds.
const date = (us: number): Date => new Date(us / 1000);

function format(us: number, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(i18n.region, options).format(date(us));
}

/** 14:03 */
export const clock = (us: number): string => format(us, { hour: '2-digit', minute: '2-digit' });
/** 22 December 2026 */
export const longDate = (us: number): string =>
  format(us, { day: 'numeric', month: 'long', year: 'numeric' });
/** 22 Dec 2026 */
export const shortDate = (us: number): string =>
  format(us, { day: 'numeric', month: 'short', year: 'numeric' });
/** 22 Dec 2026, 14:03 */
export const dateTime = (us: number): string => format(us, { dateStyle: 'medium', timeStyle: 'short' });
/** 22 DEC, for the postmark. */
export const postmarkDay = (us: number): string => format(us, { day: '2-digit', month: 'short' });
export const postmarkYear = (us: number): string => format(us, { year: 'numeric' });
/** For the `datetime` attribute. */
export const machine = (us: number): string => date(us).toISOString();

const dayNumber = (d: Date): number => Date.UTC(d.getFullYear(), d.getMonth(), d.getDate()) / 86_400_000;

/** Whole days between two points, in the person's own calendar. */
function daysAgo(us: number, nowMs: number): number {
  return dayNumber(new Date(nowMs)) - dayNumber(date(us));
}

/** Heading of a day in the transcript. */
export function dayName(us: number, nowMs: number = Date.now()): string {
  const ago = daysAgo(us, nowMs);
  if (ago === 0) return t('chat.today');
  if (ago === 1) return t('chat.yesterday');
  return format(us, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
}

/** Time of a row in the chat list: clock today, word yesterday, date before. */
export function listTime(us: number, nowMs: number = Date.now()): string {
  const ago = daysAgo(us, nowMs);
  if (ago === 0) return clock(us);
  if (ago === 1) return t('chat.yesterday');
  if (ago > 1 && ago < 7) return format(us, { weekday: 'short' });
  return format(us, { day: '2-digit', month: '2-digit', year: '2-digit' });
}

/** A span in words: the largest unit that fits whole, else hours or minutes. */
export function span(seconds: number): string {
  if (seconds >= 86_400 && seconds % 86_400 < 3_600) return plural('span.days', Math.floor(seconds / 86_400));
  if (seconds >= 5_400) return plural('span.hours', Math.round(seconds / 3_600));
  return plural('span.minutes', Math.max(1, Math.round(seconds / 60)));
}

/** An amount of micro-units whose currency stands elsewhere. */
export function amount(micros: number): string {
  return (micros / 1_000_000).toLocaleString(i18n.region, {
    minimumFractionDigits: 2,
    maximumFractionDigits: 6,
  });
}

/** An amount of micro-units in a currency. */
export function money(micros: number, currency: string): string {
  try {
    return new Intl.NumberFormat(i18n.region, {
      style: 'currency',
      currency,
      maximumFractionDigits: 6,
      minimumFractionDigits: 2,
    }).format(micros / 1_000_000);
  } catch {
    return `${amount(micros)} ${currency}`;
  }
}
