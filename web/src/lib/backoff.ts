const FIRST_MS = 1_000;
const LONGEST_MS = 30_000;
const RESTART_MS = 2_000;

/** Close code of a server that restarts. */
export const RESTARTING = 1012;

/**
 * How long to wait before the next attempt, in milliseconds: doubling, capped at 30 s, with at least half of it random,
 * so that a crowd does not come back at once. After a restart (1012): anything between 0 and 2 s; the server closes
 * its sockets one after the other, which spreads a crowd as well, and one person alone shall hardly notice.
 */
export function reconnectDelay(failures: number, closeCode: number, random: () => number): number {
  if (closeCode === RESTARTING && failures <= 1) return random() * RESTART_MS;
  const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures, 10));
  return ceiling / 2 + (random() * ceiling) / 2;
}
