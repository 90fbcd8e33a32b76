import { climb, type OwnStatus } from './status';
import type { Content, FromBusiness, FromPerson, InboxEntry, OutboxItem, SignedReceipt } from './types';

/** A bubble: a message of either side. */
export interface Message {
  type: 'message';
  key: string;
  /** Place in the inbox; `null` while it is only in the outbox. */
  seq: number | null;
  own: boolean;
  at: number;
  content: Content;
  replyTo: number | null;
  status: OwnStatus | null;
  outbox: OutboxItem | null;
  category: FromBusiness['price']['category'] | null;
  reactions: { own: boolean; emoji: string }[];
  /** Text of the button or row that was chosen as answer to this message; "" for a place that was sent. */
  chosen: string | null;
  /** Id or payload of what was chosen. */
  chosenId: string | null;
}

export type Item =
  | { type: 'day'; key: string; at: number }
  | { type: 'unread'; key: string; count: number }
  | { type: 'receipt'; key: string; at: number; seq: number; signed: SignedReceipt }
  | { type: 'gone'; key: string; at: number; seq: number; reason: string; count: number }
  | Message;

function isMessage(entry: InboxEntry): entry is FromBusiness | FromPerson {
  return entry.kind === 'from_business' || entry.kind === 'from_person';
}

interface Links {
  readUpTo: number;
  reactions: Map<number, { own: boolean; emoji: string }[]>;
  chosen: Map<number, string>;
  chosenIds: Map<number, string>;
}

function note(links: Links, own: boolean, content: Content, replyTo: number | undefined): void {
  if (content.type === 'reaction') {
    const others = (links.reactions.get(content.target) ?? []).filter((reaction) => reaction.own !== own);
    if (content.emoji !== '') others.push({ own, emoji: content.emoji });
    links.reactions.set(content.target, others);
  } else if (replyTo !== undefined && (content.type === 'button_reply' || content.type === 'list_reply')) {
    links.chosen.set(replyTo, content.title);
    links.chosenIds.set(replyTo, content.id);
  } else if (replyTo !== undefined && content.type === 'form_reply') {
    links.chosen.set(replyTo, content.type);
  } else if (replyTo !== undefined && content.type === 'location') {
    links.chosen.set(replyTo, '');
  } else if (replyTo !== undefined && content.type === 'quick_reply') {
    links.chosen.set(replyTo, content.text);
    links.chosenIds.set(replyTo, content.payload);
  }
}

/** What later entries say about earlier ones. */
function linksOf(entries: InboxEntry[], outbox: OutboxItem[]): Links {
  const links: Links = { readUpTo: 0, reactions: new Map(), chosen: new Map(), chosenIds: new Map() };
  for (const entry of entries) {
    if (entry.kind === 'read_by_business') links.readUpTo = Math.max(links.readUpTo, entry.up_to);
    else if (isMessage(entry)) note(links, entry.kind === 'from_person', entry.content, entry.reply_to);
  }
  for (const item of outbox) {
    if (item.state === 'pending') note(links, true, item.content, item.reply_to);
  }
  return links;
}

/** A place answers a request for one, and nothing else. */
function chosenOf(entry: FromBusiness | FromPerson, links: Links): string | null {
  const chosen = links.chosen.get(entry.seq) ?? null;
  return chosen === '' && entry.content.type !== 'location_request' ? null : chosen;
}

function bubble(entry: FromBusiness | FromPerson, links: Links): Message {
  const own = entry.kind === 'from_person';
  return {
    type: 'message',
    key: own ? `c${entry.client_id}` : `s${entry.seq}`,
    seq: entry.seq,
    own,
    at: entry.at,
    content: entry.content,
    replyTo: entry.reply_to ?? null,
    status: own ? climb('sent', entry.seq <= links.readUpTo ? 'read' : 'pending') : null,
    outbox: null,
    category: entry.kind === 'from_business' ? entry.price.category : null,
    reactions: links.reactions.get(entry.seq) ?? [],
    chosen: chosenOf(entry, links),
    chosenId: links.chosenIds.get(entry.seq) ?? null,
  };
}

function waiting(item: OutboxItem): Message {
  return {
    type: 'message',
    key: `c${item.client_id}`,
    seq: null,
    own: true,
    at: item.at,
    content: item.content,
    replyTo: item.reply_to ?? null,
    status: climb('pending', item.state),
    outbox: item,
    category: null,
    reactions: [],
    chosen: null,
    chosenId: null,
  };
}

function sameDay(a: number, b: number): boolean {
  return new Date(a / 1000).toDateString() === new Date(b / 1000).toDateString();
}

/** What was unread when the conversation was opened: after one place, up to another. */
export interface Unread {
  after: number;
  upTo: number;
}

/** One conversation as it is shown. */
export function buildTranscript(
  entries: InboxEntry[],
  outbox: OutboxItem[],
  unreadThen: Unread | null,
): Item[] {
  const links = linksOf(entries, outbox);
  const items: Item[] = [];
  let lastAt: number | null = null;
  let unreadAt = -1;
  let unread = 0;
  const day = (at: number): void => {
    if (lastAt === null || !sameDay(lastAt, at)) items.push({ type: 'day', key: `d${at}`, at });
    lastAt = at;
  };
  for (const entry of entries) {
    if (entry.kind === 'receipt') {
      day(entry.at);
      items.push({
        type: 'receipt',
        key: `s${entry.seq}`,
        at: entry.at,
        seq: entry.seq,
        signed: entry.receipt,
      });
    } else if (entry.kind === 'gone') {
      pushGone(items, entry, () => day(entry.at));
    } else if (isMessage(entry) && entry.content.type !== 'reaction') {
      day(entry.at);
      if (entry.kind === 'from_business' && wasUnread(entry.seq, unreadThen)) {
        if (unread === 0) unreadAt = items.push({ type: 'unread', key: 'unread', count: 0 }) - 1;
        unread += 1;
      }
      items.push(bubble(entry, links));
    }
  }
  if (unreadAt >= 0) items[unreadAt] = { type: 'unread', key: 'unread', count: unread };
  const stored = new Set(entries.map((entry) => (entry.kind === 'from_person' ? entry.client_id : '')));
  for (const item of outbox) {
    if (stored.has(item.client_id) || item.content.type === 'reaction') continue;
    day(item.at);
    items.push(waiting(item));
  }
  return items;
}

function wasUnread(seq: number, then: Unread | null): boolean {
  return then !== null && seq > then.after && seq <= then.upTo;
}

/** Messages that will not be shown, one line for a run of them. */
function pushGone(items: Item[], entry: InboxEntry & { kind: 'gone' }, day: () => void): void {
  const last = items.at(-1);
  if (last?.type === 'gone' && last.reason === entry.reason) {
    items[items.length - 1] = { ...last, count: last.count + 1 };
    return;
  }
  day();
  items.push({
    type: 'gone',
    key: `s${entry.seq}`,
    at: entry.at,
    seq: entry.seq,
    reason: entry.reason,
    count: 1,
  });
}

/** Messages of the business after a place, as the badge counts them. */
export function countUnread(entries: InboxEntry[], readUpTo: number): number {
  let count = 0;
  for (let place = entries.length - 1; place >= 0; place -= 1) {
    const entry = entries[place];
    if (!entry || entry.seq <= readUpTo) break;
    if (entry.kind === 'from_business' && entry.content.type !== 'reaction') count += 1;
  }
  return count;
}

/** The entry a chat list shows as last line. */
export function lastShown(entries: InboxEntry[]): InboxEntry | null {
  for (let place = entries.length - 1; place >= 0; place -= 1) {
    const entry = entries[place];
    if (entry && (isMessage(entry) || entry.kind === 'receipt')) return entry;
  }
  return null;
}
