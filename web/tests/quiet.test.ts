import { describe, expect, it } from 'vitest';
import { isQuiet, isUrgent } from '../src/lib/quiet';

const night = Array.from({ length: 7 }, () => ({ from: '22:00', until: '06:00' }));
const us = (text: string): number => Date.parse(text) * 1000;

describe('quiet hours', () => {
  it('go on past midnight by the clock of the zone', () => {
    const quiet = (text: string): boolean => isQuiet(night, us(text), 'Europe/Berlin');
    expect(quiet('2026-11-26T20:59:59Z')).toBe(false);
    expect(quiet('2026-11-26T21:00:00Z')).toBe(true);
    expect(quiet('2026-11-27T04:59:59Z')).toBe(true);
    expect(quiet('2026-11-27T05:00:00Z')).toBe(false);
    // The night in which clocks go forward.
    expect(quiet('2026-03-29T03:59:59Z')).toBe(true);
    expect(quiet('2026-03-29T04:00:00Z')).toBe(false);
  });

  it('belong to the day on which they begin', () => {
    const friday = night.map((span, day) => (day === 4 ? span : null));
    expect(isQuiet(friday, us('2026-11-27T22:30:00Z'), null)).toBe(true);
    expect(isQuiet(friday, us('2026-11-28T05:30:00Z'), null)).toBe(true);
    expect(isQuiet(friday, us('2026-11-28T22:30:00Z'), null)).toBe(false);
    expect(isQuiet(null, us('2026-11-28T22:30:00Z'), null)).toBe(false);
  });

  it('let through what she called urgent', () => {
    const chosen = {
      zone: null,
      week: null,
      each: null,
      quiet: night,
      urgent: [{ business: '1', topic: 'Herd' }],
    };
    expect(isUrgent(chosen, '1', 'Herd')).toBe(true);
    expect(isUrgent(chosen, '1', 'Milk')).toBe(false);
    expect(isUrgent(chosen, '2', 'Herd')).toBe(false);
    expect(isUrgent({ ...chosen, urgent: [{ business: '1', topic: null }] }, '1', 'Milk')).toBe(true);
  });
});
