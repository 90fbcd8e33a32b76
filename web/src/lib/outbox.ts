import { ApiError } from './api';
import type { LocalStore } from './store';
import type { ApiProblem, DeviceFrame, OutboxItem } from './types';

interface Wire {
  send(frame: DeviceFrame): boolean;
}

/** The server may not be able to take it now; the same message stays in line. */
const LATER = new Set(['try_again', 'no_session']);

/**
 * Messages of the person until they stand in her inbox. Stored before they are sent; sent again with the same id after
 * each reconnect, which the server settles.
 */
export class Outbox {
  #items: OutboxItem[] = [];
  #posting = false;

  constructor(
    private readonly store: LocalStore,
    private readonly wire: Wire,
    private readonly changed: (items: OutboxItem[]) => void,
    private readonly events: { refused(item: OutboxItem): void },
  ) {}

  load(items: OutboxItem[]): void {
    this.#set([...items].sort((a, b) => a.at - b.at));
  }

  async add(item: OutboxItem): Promise<void> {
    this.#set([...this.#items, item]);
    await this.store.putOutbox(item);
    this.#transmit(item);
  }

  async remove(clientId: string): Promise<void> {
    this.#set(this.#items.filter((item) => item.client_id !== clientId));
    await this.store.dropOutbox(clientId);
  }

  /** Its entry is stored; the store has dropped it in the same transaction. */
  arrived(clientId: string): void {
    if (this.#find(clientId)) this.#set(this.#items.filter((item) => item.client_id !== clientId));
  }

  /** The server has it on disk; its entry will follow. */
  async settle(clientId: string): Promise<void> {
    await this.#change(clientId, (item) => ({ ...item, state: 'sent' }));
  }

  /** The server will not take it. */
  async refuse(clientId: string, problem: ApiProblem): Promise<void> {
    const held = this.#find(clientId);
    if (!held || held.state === 'sent' || LATER.has(problem.code)) return;
    await this.#change(clientId, (item) => ({ ...item, state: 'failed', problem }));
    this.events.refused({ ...held, state: 'failed', problem });
  }

  /** Sends everything that waits, over the socket. */
  flush(): void {
    for (const item of this.#items) this.#transmit(item);
  }

  /** Sends everything that waits, one by one over HTTP; stops at the first sign that the server is away. */
  async post(send: (item: OutboxItem) => Promise<unknown>): Promise<void> {
    if (this.#posting) return;
    this.#posting = true;
    try {
      for (const item of this.#items.filter((waiting) => waiting.state === 'pending')) {
        if (!(await this.#posted(item, send))) return;
      }
    } finally {
      this.#posting = false;
    }
  }

  async #posted(item: OutboxItem, send: (item: OutboxItem) => Promise<unknown>): Promise<boolean> {
    try {
      await send(item);
      await this.settle(item.client_id);
      return true;
    } catch (error) {
      if (!(error instanceof ApiError) || error.status >= 500 || LATER.has(error.problem.code)) return false;
      await this.refuse(item.client_id, error.problem);
      return true;
    }
  }

  #transmit(item: OutboxItem): void {
    if (item.state !== 'pending') return;
    this.wire.send({
      t: 'send',
      client_id: item.client_id,
      business: item.business,
      content: item.content,
      ...(item.reply_to === undefined ? {} : { reply_to: item.reply_to }),
    });
  }

  #find(clientId: string): OutboxItem | undefined {
    return this.#items.find((item) => item.client_id === clientId);
  }

  async #change(clientId: string, change: (item: OutboxItem) => OutboxItem): Promise<void> {
    const held = this.#find(clientId);
    if (!held) return;
    const next = change(held);
    this.#set(this.#items.map((item) => (item.client_id === clientId ? next : item)));
    await this.store.putOutbox(next);
    // Its entry may have been stored meanwhile; then nothing of it may stay behind.
    if (!this.#find(clientId)) await this.store.dropOutbox(clientId);
  }

  #set(items: OutboxItem[]): void {
    this.#items = items;
    this.changed(items);
  }
}
