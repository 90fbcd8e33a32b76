import { countUnread, lastShown } from './transcript';
import type { Business, InboxEntry, OutboxItem } from './types';

/** One chat in memory: what is stored of it, and what is only here. */
export class Conversation {
  readonly id: string;
  business = $state.raw<Business>() as Business;
  entries = $state.raw<InboxEntry[]>([]);
  outbox = $state.raw<OutboxItem[]>([]);
  readUpTo = $state(0);
  typing = $state(false);
  unread = $derived(countUnread(this.entries, this.readUpTo));
  last = $derived(lastShown(this.entries));
  lastAt = $derived(Math.max(this.last?.at ?? 0, this.outbox.at(-1)?.at ?? 0));
  bySeq = $derived(new Map(this.entries.map((entry) => [entry.seq, entry])));
  #typingTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(business: Business) {
    this.id = business.id;
    this.business = business;
  }

  /** The business writes: shown for 25 s, or until its next message. */
  startTyping(): void {
    this.typing = true;
    clearTimeout(this.#typingTimer);
    this.#typingTimer = setTimeout(() => (this.typing = false), 25_000);
  }
  stopTyping(): void {
    clearTimeout(this.#typingTimer);
    this.typing = false;
  }
}
