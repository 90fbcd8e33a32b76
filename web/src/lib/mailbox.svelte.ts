import { SvelteMap } from 'svelte/reactivity';
import { api, ApiError, Unreachable } from './api';
import { ticks } from './choices.svelte';
import { Conversation } from './conversation.svelte';
import { Outbox } from './outbox';
import { InboxSocket, type Connection, type Sink, type World } from './socket';
import { goneEntry, type LocalStore, type Snapshot } from './store';
import { joinTabs, type TabNews, type Tabs } from './tabs';
import type {
  ApiProblem,
  Business,
  FromBusiness,
  InboxEntry,
  Me,
  OutboxItem,
  OwnContent,
  ReadCursor,
  RelationRow,
} from './types';

/** After this many failed connections the mailbox asks over HTTP what is wrong. */
const PROBE_AFTER = 2;

export interface MailboxWorld extends World {
  store: LocalStore;
  nowUs(): number;
  newId(): string;
  online(): boolean;
}

function grouped<T extends { business: string }>(rows: T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(row.business);
    if (group) group.push(row);
    else groups.set(row.business, [row]);
  }
  return groups;
}

function unnamed(id: string): Business {
  return { id, name: '', verified: false, since: 0, blocked: false, window_until: null };
}

/** The person's inbox as the screens see it: a copy on this device that follows the server's log. */
export class Mailbox implements Sink {
  /** `out`: no session in this browser. */
  phase = $state<'starting' | 'out' | 'in'>('starting');
  /** The server does not know this browser's session any more; what is stored can still be read. */
  ended = $state(false);
  connection = $state<Connection>('connecting');
  /** The server asked this device to come back in a moment: no reason to worry anybody. */
  restarting = $state(false);
  /** When this device was last up to date, in milliseconds; 0 = never. */
  syncedAt = $state(0);
  me = $state.raw<Me | null>(null);
  chats = new SvelteMap<string, Conversation>();
  sorted = $derived([...this.chats.values()].sort((a, b) => b.lastAt - a.lastAt || a.id.localeCompare(b.id)));
  unread = $derived(this.sorted.reduce((sum, chat) => sum + chat.unread, 0));
  /** Called for each message that arrives while the page is up to date. */
  onArrival: (chat: Conversation, entry: FromBusiness) => void = () => {};
  onFailure: (chat: Conversation, problem: ApiProblem) => void = () => {};

  #cursor = 0;
  #socket: InboxSocket;
  #outbox: Outbox;
  #tabs: Tabs;
  #failures = 0;

  constructor(private readonly world: MailboxWorld) {
    this.#socket = new InboxSocket(world, this);
    this.#outbox = new Outbox(world.store, this.#socket, (items) => this.#showOutbox(items), {
      refused: (item) => this.#showFailure(item),
    });
    this.#tabs = joinTabs((news) => void this.#hear(news));
  }

  /** Shows what is stored, then follows the server. */
  async start(): Promise<void> {
    await this.#restore();
    if (this.me) this.#enter();
    await this.refresh();
  }

  /** A session has just begun (an invitation was accepted) or may have. */
  async refresh(): Promise<void> {
    try {
      const me = await api.me();
      await this.#takeMe(me);
      this.ended = false;
      this.#enter();
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) this.noSession();
      else if (!(error instanceof Unreachable)) console.error(error);
      if (!this.me) this.phase = 'out';
    }
  }

  async signedIn(): Promise<void> {
    await this.refresh();
    this.#tabs.tell({ t: 'signed_in' });
    this.#socket.kick();
  }

  /** Ends the session and deletes everything on this device. */
  async signOut(): Promise<void> {
    if (!this.ended) {
      try {
        await api.signOut();
      } catch (error) {
        if (!(error instanceof ApiError && error.status === 401)) throw error;
      }
    }
    await this.#forgetAll();
    this.#tabs.tell({ t: 'signed_out' });
  }

  async send(business: string, content: OwnContent, replyTo: number | null): Promise<void> {
    await this.#outbox.add({
      client_id: this.world.newId(),
      business,
      content,
      ...(replyTo === null ? {} : { reply_to: replyTo }),
      at: this.world.nowUs(),
      state: 'pending',
    });
    this.#tabs.tell({ t: 'outbox' });
    await this.#post();
  }

  /** A refused message is sent again as a new one: its id is settled for ever. */
  async retry(item: OutboxItem): Promise<void> {
    await this.discard(item);
    await this.send(item.business, item.content, item.reply_to ?? null);
  }

  async discard(item: OutboxItem): Promise<void> {
    await this.#outbox.remove(item.client_id);
    this.#tabs.tell({ t: 'outbox' });
  }

  /** The conversation was shown up to its end. */
  async markRead(chat: Conversation): Promise<void> {
    const last = chat.entries.findLast((entry) => entry.kind === 'from_business');
    if (!last || last.seq <= chat.readUpTo) return;
    chat.readUpTo = last.seq;
    await this.world.store.putRead({ business: chat.id, seq: last.seq });
    if (ticks.on) this.#socket.send({ t: 'read', business: chat.id, seq: last.seq });
    this.#tabs.tell({ t: 'read', business: chat.id, seq: last.seq });
  }

  /** Messages the server took back as part of an answer: their bodies go now. */
  async forget(seqs: number[], reason: string): Promise<void> {
    await this.world.store.forget(seqs, reason);
    this.#forgetShown(seqs, reason);
    this.#tabs.tell({ t: 'forgotten', seqs, reason });
  }

  keepRelations(rows: RelationRow[]): Promise<void> {
    return this.world.store.putRelations(rows);
  }
  /** What this device remembers of the permissions page, for reading offline. */
  keptRelations(): Promise<RelationRow[] | null> {
    return this.world.store.relations();
  }

  /** The network came back, or the page is looked at again. */
  kick(): void {
    if (this.phase === 'in' && !this.ended) this.#socket.kick();
  }
  lost(): void {
    this.#socket.lost();
  }

  // What the socket tells.

  async cursor(): Promise<number> {
    const stored = await this.world.store.cursor();
    if (stored !== this.#cursor) await this.#restore();
    return this.#cursor;
  }

  async store(entries: InboxEntry[]): Promise<void> {
    await this.world.store.append(entries);
    this.#show(entries, this.#backlog);
  }

  welcome(head: number, read: ReadCursor[]): void {
    this.#backlog = head;
    const told = new Map(read.map((cursor) => [cursor.business, cursor.seq]));
    for (const [business, seq] of told) this.read(business, seq);
    this.#unsaid = [...this.chats.values()]
      .filter((chat) => chat.readUpTo > (told.get(chat.id) ?? 0))
      .map((chat) => ({ business: chat.id, seq: chat.readUpTo }));
  }
  /** What was in the inbox when the connection began; nobody wants it read out. */
  #backlog = Number.POSITIVE_INFINITY;
  /** Read cursors that the server has not heard of yet. */
  #unsaid: ReadCursor[] = [];

  async reset(): Promise<void> {
    await this.world.store.resetInbox();
    this.chats.clear();
    this.#cursor = 0;
    if (this.me) await this.#takeMe(this.me);
  }

  live(): void {
    this.#noteSynced();
    if (ticks.on) for (const cursor of this.#unsaid) this.#socket.send({ t: 'read', ...cursor });
    this.#unsaid = [];
    this.#outbox.flush();
  }
  sent(clientId: string): void {
    void this.#outbox.settle(clientId);
  }
  refused(clientId: string, problem: ApiProblem): void {
    void this.#outbox.refuse(clientId, problem);
  }
  typing(business: string): void {
    this.chats.get(business)?.startTyping();
  }
  read(business: string, seq: number): void {
    const chat = this.chats.get(business);
    if (!chat || seq <= chat.readUpTo) return;
    chat.readUpTo = seq;
    void this.world.store.putRead({ business, seq });
  }
  state(state: Connection, failures: number, restarting: boolean): void {
    if (this.connection === 'live' && state !== 'live') this.#noteSynced();
    this.connection = state;
    this.restarting = restarting;
    this.#failures = failures;
    if (state !== 'waiting' || failures < PROBE_AFTER || !this.world.online()) return;
    void this.refresh();
    void this.#post();
  }
  noSession(): void {
    this.#socket.stop();
    if (this.me) this.ended = true;
    else this.phase = 'out';
  }

  // Inside.

  #noteSynced(): void {
    this.syncedAt = Math.round(this.world.nowUs() / 1000);
    void this.world.store.putSyncedAt(this.syncedAt);
  }

  #enter(): void {
    this.phase = 'in';
    if (!this.ended) this.#socket.start();
  }

  /** Without a socket, but with a network: the outbox goes over HTTP. */
  async #post(): Promise<void> {
    const cut = this.connection === 'waiting' && this.#failures >= PROBE_AFTER;
    if (cut && this.world.online() && !this.ended) await this.#outbox.post(api.post);
  }

  async #restore(): Promise<void> {
    const snapshot: Snapshot = await this.world.store.load();
    this.me = snapshot.me;
    this.syncedAt = Math.max(this.syncedAt, snapshot.syncedAt);
    for (const business of snapshot.businesses) this.#chat(business.id).business = business;
    this.#show(
      snapshot.entries.sort((a, b) => a.seq - b.seq),
      Number.POSITIVE_INFINITY,
    );
    this.#cursor = snapshot.cursor;
    for (const { business, seq } of snapshot.reads) {
      const chat = this.#chat(business);
      chat.readUpTo = Math.max(chat.readUpTo, seq);
    }
    this.#outbox.load(snapshot.outbox);
  }

  async #takeMe(me: Me): Promise<void> {
    const plain: Me = {
      ...me,
      read: me.read.map((cursor) => ({ ...cursor, business: String(cursor.business) })),
      businesses: me.businesses.map((business) => ({ ...business, id: String(business.id) })),
    };
    await this.world.store.putMe(plain);
    this.me = plain;
    for (const business of plain.businesses) this.#chat(business.id).business = business;
    for (const { business, seq } of plain.read) this.read(business, seq);
  }

  #chat(id: string): Conversation {
    const held = this.chats.get(id);
    if (held) return held;
    const chat = new Conversation(unnamed(id));
    this.chats.set(id, chat);
    return chat;
  }

  /** Adds entries that are not shown yet, in the order of the log; announces those after `silentUpTo`. */
  #show(entries: InboxEntry[], silentUpTo: number): void {
    const fresh = entries.filter((entry) => entry.seq > this.#cursor);
    const byChat = grouped(fresh);
    let unknown = false;
    for (const [business, group] of byChat) {
      const chat = this.#chat(business);
      chat.entries = [...chat.entries, ...group];
      if (group.some((entry) => entry.kind === 'from_business')) chat.stopTyping();
      unknown ||= chat.business.name === '';
    }
    for (const entry of fresh) {
      if (entry.kind === 'from_person') this.#outbox.arrived(entry.client_id);
      if (entry.kind === 'gone_later') this.#forgetShown([entry.target], entry.reason);
      if (entry.seq > silentUpTo && entry.kind === 'from_business')
        this.onArrival(this.#chat(entry.business), entry);
    }
    this.#cursor = fresh.at(-1)?.seq ?? this.#cursor;
    if (unknown && this.phase === 'in') void this.refresh();
  }

  #forgetShown(seqs: number[], reason: string): void {
    const gone = new Set(seqs);
    for (const chat of this.chats.values()) {
      if (!chat.entries.some((entry) => gone.has(entry.seq))) continue;
      chat.entries = chat.entries.map((entry) => (gone.has(entry.seq) ? goneEntry(entry, reason) : entry));
    }
  }

  #showOutbox(items: OutboxItem[]): void {
    const byChat = grouped(items);
    for (const chat of this.chats.values()) {
      const mine = byChat.get(chat.id) ?? [];
      if (mine.length > 0 || chat.outbox.length > 0) chat.outbox = mine;
    }
  }
  #showFailure(item: OutboxItem): void {
    const chat = this.chats.get(item.business);
    if (chat && item.problem) this.onFailure(chat, item.problem);
  }

  async #hear(news: TabNews): Promise<void> {
    if (news.t === 'outbox') this.#outbox.load(await this.world.store.outbox());
    else if (news.t === 'read') this.read(news.business, news.seq);
    else if (news.t === 'forgotten') this.#forgetShown(news.seqs, news.reason);
    else if (news.t === 'signed_in') await this.refresh();
    else await this.#forgetAll();
  }

  async #forgetAll(): Promise<void> {
    this.#socket.stop();
    await this.world.store.clear();
    if (typeof caches !== 'undefined') {
      await Promise.all((await caches.keys()).map((name) => caches.delete(name)));
    }
    this.chats.clear();
    this.#outbox.load([]);
    this.me = null;
    this.#cursor = 0;
    this.syncedAt = 0;
    this.ended = false;
    this.phase = 'out';
  }

  /** Ends timers and channels: for tests and for the page's end. */
  close(): void {
    this.#socket.stop();
    this.#tabs.close();
  }
}
