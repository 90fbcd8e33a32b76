import type { DeviceFrame, InboxEntry, ServerFrame } from '../src/lib/types';

/** A WebSocket whose other end is the test. */
export class FakeSocket extends EventTarget {
  readyState = 0;
  readonly sent: DeviceFrame[] = [];
  closedWith: number | null = null;

  opens(): void {
    this.readyState = 1;
    this.dispatchEvent(new Event('open'));
  }
  hears(frame: ServerFrame | Record<string, unknown>): void {
    this.hearsText(JSON.stringify(frame));
  }
  hearsText(text: string): void {
    this.dispatchEvent(new MessageEvent('message', { data: text }));
  }
  /** The server or the network ends it. */
  ends(code: number): void {
    this.readyState = 3;
    const event = new Event('close') as Event & { code: number };
    event.code = code;
    this.dispatchEvent(event);
  }
  send(text: string): void {
    this.sent.push(JSON.parse(text) as DeviceFrame);
  }
  close(code: number): void {
    this.closedWith = code;
    this.readyState = 3;
  }
  last(): DeviceFrame | undefined {
    return this.sent.at(-1);
  }
  frames(kind: DeviceFrame['t']): DeviceFrame[] {
    return this.sent.filter((frame) => frame.t === kind);
  }
}

/** Opens fake sockets and remembers them. */
export class FakeWorld {
  readonly sockets: FakeSocket[] = [];
  open(): WebSocket {
    const socket = new FakeSocket();
    this.sockets.push(socket);
    return socket as unknown as WebSocket;
  }
  random(): number {
    return 0.5;
  }
  get socket(): FakeSocket {
    const socket = this.sockets.at(-1);
    if (!socket) throw new Error('no socket was opened');
    return socket;
  }
}

export const BUSINESS = '123456789012345';

/** A text of the business at a place of the inbox. */
export function text(seq: number, body = `message ${seq}`): InboxEntry {
  return {
    seq,
    at: seq * 1_000_000,
    business: BUSINESS,
    kind: 'from_business',
    content: { type: 'text', body },
    price: { category: 'service', kind: 'free_customer_service', micros: 0 },
  };
}

/** The person's own text at a place of the inbox. */
export function own(seq: number, clientId: string, body = `answer ${seq}`): InboxEntry {
  return {
    seq,
    at: seq * 1_000_000,
    business: BUSINESS,
    kind: 'from_person',
    content: { type: 'text', body },
    client_id: clientId,
  };
}

/** Lets everything that is ready happen. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}
