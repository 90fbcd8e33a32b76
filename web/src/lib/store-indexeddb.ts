import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import { goneEntry, newEntries, type LocalStore, type Snapshot } from './store';
import type { InboxEntry, Me, OutboxItem, RelationRow, ReadCursor } from './types';

/** Name of the database; the virtual phone deletes it when it changes hands. */
export const DATABASE = 'kurier';

interface Schema extends DBSchema {
  entries: { key: number; value: InboxEntry };
  outbox: { key: string; value: OutboxItem };
  reads: { key: string; value: ReadCursor };
  meta: { key: string; value: unknown };
}

/** Keeps the inbox, the outbox and the read cursors in IndexedDB. */
export class IndexedDbStore implements LocalStore {
  private constructor(private readonly db: IDBPDatabase<Schema>) {}

  static async open(): Promise<IndexedDbStore> {
    const db = await openDB<Schema>(DATABASE, 1, {
      upgrade(fresh) {
        fresh.createObjectStore('entries', { keyPath: 'seq' });
        fresh.createObjectStore('outbox', { keyPath: 'client_id' });
        fresh.createObjectStore('reads', { keyPath: 'business' });
        fresh.createObjectStore('meta');
      },
      // Another tab wants to delete or upgrade the database: give way at once.
      blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
    });
    return new IndexedDbStore(db);
  }

  async load(): Promise<Snapshot> {
    const tx = this.db.transaction(['entries', 'outbox', 'reads', 'meta']);
    const [entries, outbox, reads, cursor, me, syncedAt] = await Promise.all([
      tx.objectStore('entries').getAll(),
      tx.objectStore('outbox').getAll(),
      tx.objectStore('reads').getAll(),
      tx.objectStore('meta').get('cursor'),
      tx.objectStore('meta').get('me'),
      tx.objectStore('meta').get('synced_at'),
    ]);
    const known = (me as Me | undefined) ?? null;
    return {
      cursor: (cursor as number | undefined) ?? 0,
      syncedAt: (syncedAt as number | undefined) ?? 0,
      me: known,
      businesses: known?.businesses ?? [],
      entries,
      outbox,
      reads,
    };
  }

  async cursor(): Promise<number> {
    return ((await this.db.get('meta', 'cursor')) as number | undefined) ?? 0;
  }

  async append(entries: InboxEntry[]): Promise<InboxEntry[]> {
    const tx = this.db.transaction(['entries', 'outbox', 'meta'], 'readwrite');
    try {
      const meta = tx.objectStore('meta');
      const fresh = newEntries(((await meta.get('cursor')) as number | undefined) ?? 0, entries);
      for (const entry of fresh) {
        void tx.objectStore('entries').put(entry);
        if (entry.kind === 'from_person') void tx.objectStore('outbox').delete(entry.client_id);
        if (entry.kind === 'gone_later') {
          const held = await tx.objectStore('entries').get(entry.target);
          if (held) void tx.objectStore('entries').put(goneEntry(held, entry.reason));
        }
      }
      const last = fresh.at(-1);
      if (last) void meta.put(last.seq, 'cursor');
      await tx.done;
      return fresh;
    } catch (error) {
      // `done` rejects as well when the transaction is aborted; this error is the one that says why.
      tx.done.catch(() => {});
      try {
        tx.abort();
      } catch {
        // It had ended by itself.
      }
      throw error;
    }
  }

  async forget(seqs: number[], reason: string): Promise<void> {
    const tx = this.db.transaction('entries', 'readwrite');
    for (const seq of seqs) {
      const held = await tx.store.get(seq);
      if (held) void tx.store.put(goneEntry(held, reason));
    }
    await tx.done;
  }
  async outbox(): Promise<OutboxItem[]> {
    return this.db.getAll('outbox');
  }
  async putOutbox(item: OutboxItem): Promise<void> {
    await this.db.put('outbox', item);
  }
  async dropOutbox(clientId: string): Promise<void> {
    await this.db.delete('outbox', clientId);
  }
  async putRead(read: ReadCursor): Promise<void> {
    await this.db.put('reads', read);
  }
  async putSyncedAt(ms: number): Promise<void> {
    await this.db.put('meta', ms, 'synced_at');
  }
  async putMe(me: Me): Promise<void> {
    await this.db.put('meta', me, 'me');
  }
  async putRelations(relations: RelationRow[]): Promise<void> {
    await this.db.put('meta', relations, 'relations');
  }
  async relations(): Promise<RelationRow[] | null> {
    return ((await this.db.get('meta', 'relations')) as RelationRow[] | undefined) ?? null;
  }
  async resetInbox(): Promise<void> {
    const tx = this.db.transaction(['entries', 'reads', 'meta'], 'readwrite');
    void tx.objectStore('entries').clear();
    void tx.objectStore('reads').clear();
    void tx.objectStore('meta').delete('cursor');
    await tx.done;
  }
  async clear(): Promise<void> {
    const tx = this.db.transaction(['entries', 'outbox', 'reads', 'meta'], 'readwrite');
    for (const name of ['entries', 'outbox', 'reads', 'meta'] as const) void tx.objectStore(name).clear();
    await tx.done;
  }
}
