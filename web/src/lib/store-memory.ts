import { goneEntry, newEntries, type LocalStore, type Snapshot } from './store';
import type { Business, InboxEntry, Me, OutboxItem, RelationRow, ReadCursor } from './types';

/** Keeps everything until the page closes: for browsers that refuse a database, and for tests. */
export class MemoryStore implements LocalStore {
  #cursor = 0;
  #syncedAt = 0;
  #entries = new Map<number, InboxEntry>();
  #outbox = new Map<string, OutboxItem>();
  #reads = new Map<string, ReadCursor>();
  #businesses: Business[] = [];
  #me: Me | null = null;
  #relations: RelationRow[] | null = null;

  async load(): Promise<Snapshot> {
    return {
      cursor: this.#cursor,
      syncedAt: this.#syncedAt,
      me: this.#me,
      businesses: this.#businesses,
      entries: [...this.#entries.values()],
      outbox: [...this.#outbox.values()],
      reads: [...this.#reads.values()],
    };
  }
  async cursor(): Promise<number> {
    return this.#cursor;
  }
  async append(entries: InboxEntry[]): Promise<InboxEntry[]> {
    const fresh = newEntries(this.#cursor, entries);
    for (const entry of fresh) {
      this.#entries.set(entry.seq, entry);
      if (entry.kind === 'from_person') this.#outbox.delete(entry.client_id);
      if (entry.kind === 'gone_later') await this.forget([entry.target], entry.reason);
      this.#cursor = entry.seq;
    }
    return fresh;
  }
  async forget(seqs: number[], reason: string): Promise<void> {
    for (const seq of seqs) {
      const held = this.#entries.get(seq);
      if (held) this.#entries.set(seq, goneEntry(held, reason));
    }
  }
  async outbox(): Promise<OutboxItem[]> {
    return [...this.#outbox.values()];
  }
  async putOutbox(item: OutboxItem): Promise<void> {
    this.#outbox.set(item.client_id, item);
  }
  async dropOutbox(clientId: string): Promise<void> {
    this.#outbox.delete(clientId);
  }
  async putRead(read: ReadCursor): Promise<void> {
    this.#reads.set(read.business, read);
  }
  async putSyncedAt(ms: number): Promise<void> {
    this.#syncedAt = ms;
  }
  async putMe(me: Me): Promise<void> {
    this.#me = me;
    this.#businesses = me.businesses;
  }
  async putRelations(relations: RelationRow[]): Promise<void> {
    this.#relations = relations;
  }
  async relations(): Promise<RelationRow[] | null> {
    return this.#relations;
  }
  async resetInbox(): Promise<void> {
    this.#cursor = 0;
    this.#entries.clear();
    this.#reads.clear();
  }
  async clear(): Promise<void> {
    await this.resetInbox();
    this.#outbox.clear();
    this.#businesses = [];
    this.#me = null;
    this.#syncedAt = 0;
    this.#relations = null;
  }
}
