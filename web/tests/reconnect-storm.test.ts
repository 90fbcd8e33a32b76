import { describe, expect, it } from 'vitest';
import { reconnectDelay, RESTARTING } from '../src/lib/backoff';

const CROWD = 10_000;
/** Sockets that the nodes which are left take per second, by hypothesis. */
const TAKEN_PER_S = 500;
/** A device that hears nothing for so long gives up and tries again later. */
const GIVES_UP_MS = 10_000;
const GONE = 1006;
const TICK_MS = 100;
const TAKEN_PER_TICK = (TAKEN_PER_S * TICK_MS) / 1_000;

/** Repeatable numbers between 0 and 1. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

interface Device {
  failures: number;
  /** When it tries next, or began to wait. */
  at: number;
}

/** When each device is back, in milliseconds: those that wait are taken in order, one after the other. */
function storm(closedAt: (index: number) => number, closeCode: number): number[] {
  const random = seeded(7);
  const away: Device[] = Array.from({ length: CROWD }, (_, index) => ({
    failures: 1,
    at: closedAt(index) + reconnectDelay(1, closeCode, random),
  }));
  const back: number[] = [];
  for (let now = TICK_MS; back.length < CROWD && now < 120_000; now += TICK_MS) {
    for (const device of away) {
      if (device.at + GIVES_UP_MS > now) continue;
      device.failures += 1;
      device.at = now + reconnectDelay(device.failures, GONE, random);
    }
    away.sort((a, b) => a.at - b.at);
    const waiting = away.findIndex((device) => device.at > now);
    const taken = away.splice(0, Math.min(waiting < 0 ? away.length : waiting, TAKEN_PER_TICK));
    back.push(...taken.map(() => now));
  }
  return back;
}

describe('ten thousand devices that lost their node', () => {
  it('are back within half a minute after a drain', () => {
    // The node closes 5,000 sockets a second.
    const back = storm((index) => index / 5, RESTARTING);
    expect(back.length).toBe(CROWD);
    expect(back.at(-1)).toBeLessThan(30_000);
  });
  it('are back within half a minute after a crash', () => {
    const back = storm(() => 0, GONE);
    expect(back.length).toBe(CROWD);
    expect(back.at(-1)).toBeLessThan(30_000);
  });
  it('do not come in one instant', () => {
    const random = seeded(7);
    const perTenth = new Map<number, number>();
    for (let index = 0; index < CROWD; index += 1) {
      const tenth = Math.floor((index / 5 + reconnectDelay(1, RESTARTING, random)) / 100);
      perTenth.set(tenth, (perTenth.get(tenth) ?? 0) + 1);
    }
    expect(Math.max(...perTenth.values())).toBeLessThan(CROWD / 15);
  });
});

describe('one device alone', () => {
  it('tries again within a second on average, and never later than two', () => {
    const random = seeded(7);
    const delays = Array.from({ length: 1_000 }, () => reconnectDelay(1, RESTARTING, random));
    expect(delays.reduce((sum, delay) => sum + delay, 0) / delays.length).toBeLessThan(1_100);
    expect(Math.max(...delays)).toBeLessThan(2_000);
  });
});
