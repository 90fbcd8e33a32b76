import type { Budget, Span } from './types';

/** What a clock in a zone shows at a moment: day of the week, Monday first, and minutes since midnight. */
function shown(us: number, zone: string | null): { day: number; minute: number } {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone ?? 'UTC',
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(new Date(us / 1000));
  const part = (type: string): string => parts.find((one) => one.type === type)?.value ?? '';
  const day = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].indexOf(part('weekday'));
  return { day, minute: Number(part('hour')) * 60 + Number(part('minute')) };
}

function minutes(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
}

/** Whether it is quiet at a moment, as the server says it: a span belongs to the day on which it begins. */
export function isQuiet(quiet: (Span | null)[] | null, us: number, zone: string | null): boolean {
  if (!quiet) return false;
  const { day, minute } = shown(us, zone);
  const wraps = (span: Span): boolean => minutes(span.until) <= minutes(span.from);
  const today = quiet[day];
  if (today && minute >= minutes(today.from) && (wraps(today) || minute < minutes(today.until))) return true;
  const before = quiet[(day + 6) % 7];
  return !!before && wraps(before) && minute < minutes(before.until);
}

/** Whether she called notices of this business about this topic urgent. */
export function isUrgent(chosen: Budget, business: string, topic: string | null): boolean {
  return chosen.urgent.some(
    (one) => one.business === business && (one.topic === null || one.topic === topic),
  );
}
