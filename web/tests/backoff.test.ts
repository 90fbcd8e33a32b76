import { describe, expect, it } from 'vitest';
import { reconnectDelay, RESTARTING } from '../src/lib/backoff';

describe('the delay before a new connection', () => {
  it('is anything between 0 and 2 s after a restart', () => {
    expect(reconnectDelay(1, RESTARTING, () => 0)).toBe(0);
    expect(reconnectDelay(1, RESTARTING, () => 0.999)).toBeLessThan(2_000);
  });
  it('has a random half', () => {
    expect(reconnectDelay(3, 1006, () => 0)).toBe(4_000);
    expect(reconnectDelay(3, 1006, () => 1)).toBe(8_000);
  });
  it('never exceeds half a minute', () => {
    for (const failures of [5, 10, 100, 1e9]) {
      expect(reconnectDelay(failures, 1006, () => 1)).toBe(30_000);
    }
  });
  it('grows when restarts keep failing', () => {
    expect(reconnectDelay(6, RESTARTING, () => 1)).toBe(30_000);
  });
});
