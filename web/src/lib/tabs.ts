/** What one tab tells the others of the same browser. Entries are not among it: each tab follows the inbox itself. */
export type TabNews =
  | { t: 'outbox' }
  | { t: 'read'; business: string; seq: number }
  | { t: 'forgotten'; seqs: number[]; reason: string }
  | { t: 'signed_in' }
  | { t: 'signed_out' };

export interface Tabs {
  tell(news: TabNews): void;
  close(): void;
}

/** Joins the tabs of this browser; without BroadcastChannel every tab is alone. */
export function joinTabs(hear: (news: TabNews) => void): Tabs {
  if (typeof BroadcastChannel === 'undefined') return { tell: () => {}, close: () => {} };
  const channel = new BroadcastChannel('kurier');
  channel.addEventListener('message', (event: MessageEvent<TabNews>) => hear(event.data));
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has no target; it never leaves the origin
  return { tell: (news) => channel.postMessage(news), close: () => channel.close() };
}
