import type { Business, InboxEntry, Me, OutboxItem, RelationRow, ReadCursor } from './types';

/** Everything a device remembers, read once at start. */
export interface Snapshot {
  cursor: number;
  /** When this device was last up to date, in milliseconds; 0 = never. */
  syncedAt: number;
  me: Me | null;
  businesses: Business[];
  entries: InboxEntry[];
  outbox: OutboxItem[];
  reads: ReadCursor[];
}

/** What this device keeps. Every promise resolves only after its transaction is complete. */
export interface LocalStore {
  load(): Promise<Snapshot>;
  cursor(): Promise<number>;
  /**
   * Stores entries that follow the cursor without a gap and moves the cursor; entries at or before the cursor are
   * skipped. Gives back those that were new. Throws `Gap` when one is missing in between.
   */
  append(entries: InboxEntry[]): Promise<InboxEntry[]>;
  /** Deletes the bodies of messages that will not be shown (any more). */
  forget(seqs: number[], reason: string): Promise<void>;
  outbox(): Promise<OutboxItem[]>;
  putOutbox(item: OutboxItem): Promise<void>;
  dropOutbox(clientId: string): Promise<void>;
  putRead(read: ReadCursor): Promise<void>;
  putSyncedAt(ms: number): Promise<void>;
  putMe(me: Me): Promise<void>;
  putRelations(relations: RelationRow[]): Promise<void>;
  relations(): Promise<RelationRow[] | null>;
  /** Empties the inbox copy, keeps unsent messages: the server's log is another one than ours. */
  resetInbox(): Promise<void>;
  /** Deletes everything. */
  clear(): Promise<void>;
}

/** A batch does not follow what is stored. */
export class Gap extends Error {}

/** What an entry leaves behind when its body is deleted. */
export function goneEntry(entry: InboxEntry, reason: string): InboxEntry {
  return { seq: entry.seq, at: entry.at, business: entry.business, kind: 'gone', reason };
}

/**
 * Splits off what is already stored. Pure: both stores decide alike.
 * @throws Gap when an entry between the cursor and the batch is missing.
 */
export function newEntries(cursor: number, entries: InboxEntry[]): InboxEntry[] {
  const fresh: InboxEntry[] = [];
  let last = cursor;
  for (const entry of entries) {
    if (entry.seq <= last) continue;
    if (entry.seq !== last + 1) throw new Gap(`stored up to ${last}, got ${entry.seq}`);
    fresh.push(entry);
    last = entry.seq;
  }
  return fresh;
}
