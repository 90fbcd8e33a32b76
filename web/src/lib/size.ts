import { i18n } from './i18n.svelte';

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/** A day and a time, in the regional form. */
export function dateTime(us: number): string {
  return new Intl.DateTimeFormat(i18n.region, { dateStyle: 'medium', timeStyle: 'short' }).format(us / 1000);
}

/** A size as people read it, in the unit that keeps it short. */
export function sizeOf(bytes: number): string {
  let size = bytes;
  let place = 0;
  while (size >= 1_000 && place < UNITS.length - 1) {
    size /= 1_024;
    place += 1;
  }
  const unit = UNITS[place] ?? 'byte';
  const digits = size < 10 && place > 0 ? 1 : 0;
  return new Intl.NumberFormat(i18n.region, {
    style: 'unit',
    unit,
    unitDisplay: 'short',
    maximumFractionDigits: digits,
  }).format(size);
}
