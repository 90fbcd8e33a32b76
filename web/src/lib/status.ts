/** Where a message of the person is; climbs only, and `failed` never follows `sent` or `read`. */
export type OwnStatus = 'pending' | 'failed' | 'sent' | 'read';

const RANK: Record<OwnStatus, number> = { pending: 0, failed: 1, sent: 2, read: 3 };

/** The higher of two: a late failure never overrides a delivery. */
export function climb(held: OwnStatus, next: OwnStatus): OwnStatus {
  return RANK[next] > RANK[held] ? next : held;
}
