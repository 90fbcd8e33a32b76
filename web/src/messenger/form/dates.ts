// Days: forms before version 5 write them as milliseconds since 1970 in UTC, later ones as YYYY-MM-DD.

import type { Json } from './definition';

const DAY = /^\d{4}-\d\d-\d\d$/u;

/** A day as the browser's field writes it; "" if it is none. */
export function dayOf(value: Json | undefined): string {
  const text = String(value ?? '');
  if (DAY.test(text)) return text;
  const at = new Date(Number(text));
  return text === '' || Number.isNaN(at.getTime()) ? '' : at.toISOString().slice(0, 10);
}

/** A day as the form's version answers it. */
export function dayValue(day: string, version: string): string {
  if (day === '' || Number.parseInt(version, 10) >= 5) return day;
  return String(Date.parse(`${day}T00:00:00Z`));
}

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

export function weekdayOf(day: string): string {
  return WEEKDAYS[new Date(`${day}T00:00:00Z`).getUTCDay()] ?? '';
}
