// What the sandbox tells live: Server-Sent Events, read with fetch because the token goes in a header.

export type Json = unknown;

interface EventBase {
  /** Microseconds since 1970. */
  at: number;
}
export type ApiEvent = EventBase & {
  t: 'api';
  method: string;
  path: string;
  status: number;
  request: Json;
  response: Json;
};
export type TraceEvent = EventBase & {
  t: 'trace';
  wamid: string;
  checks: { rule: string; result: string; inputs: [string, string][] }[];
};
export type WebhookEvent = EventBase & {
  t: 'webhook';
  url: string;
  event: number;
  status: number | null;
  signature: string;
  body: Json;
  attempt: number;
};
export type LedgerEvent = EventBase & {
  t: 'ledger';
  kind: string;
  debit: Json;
  credit: Json;
  /** Micro-units. */
  amount: number;
  currency: string;
  category: string | null;
  messages: number | null;
};
export type StreamEvent = ApiEvent | TraceEvent | WebhookEvent | LedgerEvent;

const KNOWN = new Set(['api', 'trace', 'webhook', 'ledger']);
/** One event may not grow beyond this, whatever the server sends. */
const MAX_BUFFER = 4_000_000;

/** Cuts a stream of text into the data of its events; keeps what is not complete yet. */
export class SseParser {
  #rest = '';
  #data: string[] = [];

  push(text: string): string[] {
    this.#rest += text;
    if (this.#rest.length > MAX_BUFFER) throw new RangeError('an event is too long');
    const lines = this.#rest.split(/\r\n|\n|\r(?!$)/u);
    this.#rest = lines.pop() ?? '';
    const events: string[] = [];
    for (const line of lines) {
      if (line === '') {
        if (this.#data.length > 0) events.push(this.#data.join('\n'));
        this.#data = [];
      } else if (line.startsWith('data:')) {
        this.#data.push(line.slice(line.startsWith('data: ') ? 6 : 5));
      }
    }
    return events;
  }
}

/** The event of one data block; `null` for kinds of later versions and for what is no event. */
export function readEvent(data: string): StreamEvent | null {
  try {
    const value = JSON.parse(data) as StreamEvent | null;
    return value !== null && typeof value === 'object' && KNOWN.has(value.t) ? value : null;
  } catch {
    return null;
  }
}

/** The token was refused: trying again is of no use. */
export class Refused extends Error {}

/** Follows the stream until it ends or `signal` stops it. */
export async function follow(
  token: string,
  take: (event: StreamEvent) => void,
  opened: () => void,
  signal: AbortSignal,
): Promise<void> {
  const response = await fetch('/sandbox/v1/stream', {
    headers: { Authorization: `Bearer ${token}`, Accept: 'text/event-stream' },
    cache: 'no-store',
    signal,
  });
  if (response.status === 401 || response.status === 403) throw new Refused();
  if (!response.ok || !response.body) throw new Error(`the stream answered ${response.status}`);
  opened();
  const parser = new SseParser();
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    for (const data of parser.push(value)) {
      const event = readEvent(data);
      if (event) take(event);
    }
  }
}
