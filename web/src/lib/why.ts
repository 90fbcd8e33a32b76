import { known, t } from './i18n.svelte';
import { amount, dateTime } from './time';
import type { Why } from './types';

/** Points in time are whole microseconds; nothing else in a trace has sixteen digits and such a name. */
function isTime(name: string, value: string): boolean {
  return /(^|_)(at|until|since|now)$/u.test(name) && /^\d{15,17}$/u.test(value);
}

/** The name of an input of a check in words; unknown names as they are. */
export function inputLabel(name: string): string {
  const key = `input.${name}`;
  return known(key) ? t(key) : name.replaceAll('_', ' ');
}

/** The value of an input of a check, in the person's language where it is one of a known set. */
export function inputText(name: string, value: string): string {
  if (isTime(name, value)) return dateTime(Number(value));
  const time = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/u.test(value) ? Date.parse(value) : Number.NaN;
  if (!Number.isNaN(time)) return dateTime(time * 1000);
  if (name.endsWith('_micros') && /^-?\d+$/u.test(value)) return amount(Number(value));
  if (name === 'purpose' || name === 'category') return worded(`purpose.${value}`, value);
  if (name === 'cadence') return worded(`cadence.${value}`, value);
  return value;
}

function worded(key: string, otherwise: string): string {
  return known(key) ? t(key) : otherwise;
}

/** Which sentence says who paid: nothing, what was paid, what is set aside until it reaches her, or what came back. */
export function priceWord(
  why: Pick<Why, 'price' | 'status'>,
): 'price' | 'price_free' | 'price_reserved' | 'price_void' {
  if (why.price.micros === 0) return 'price_free';
  if (why.price.charged) return 'price';
  return ['failed', 'recalled'].includes(why.status) ? 'price_void' : 'price_reserved';
}
