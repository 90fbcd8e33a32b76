import { reconnectDelay, RESTARTING } from './backoff';
import { readFrame } from './frames';
import { Gap } from './store';
import type { ApiProblem, DeviceFrame, InboxEntry, ReadCursor, ServerFrame } from './types';

const ANSWER_MS = 10_000;
const PING_MS = 25_000;
/** Own close code: what came does not fit what is stored. */
const OUT_OF_STEP = 4000;
const NO_SESSION = 4401;

export type Connection = 'connecting' | 'live' | 'waiting' | 'stopped';

/** Where frames go. `store` resolves after the entries are on disk; only then they are acknowledged. */
export interface Sink {
  cursor(): Promise<number>;
  store(entries: InboxEntry[]): Promise<void>;
  welcome(head: number, read: ReadCursor[]): void;
  /** The server's log is shorter than ours: forget it, then start anew. */
  reset(): Promise<void>;
  live(): void;
  sent(clientId: string, seq: number): void;
  refused(clientId: string, problem: ApiProblem): void;
  typing(business: string): void;
  read(business: string, seq: number): void;
  /** `restarting`: the server asked to come back, and has not been met since. */
  state(state: Connection, failures: number, restarting: boolean): void;
  /** The server says that this browser has no session. */
  noSession(): void;
}

/** The world outside, so that tests can replace it. */
export interface World {
  open(): WebSocket;
  random(): number;
}

/**
 * Follows the inbox over one WebSocket at a time. Entries are handed on in order and without gaps; whatever does not
 * fit ends the connection, and the next one starts from what is stored.
 */
export class InboxSocket {
  #ws: WebSocket | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #watchdog: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;
  #restarting = false;
  #expected = 0;
  #live = false;
  #queue: InboxEntry[] = [];
  #draining = false;
  #state: Connection = 'stopped';

  constructor(
    private readonly world: World,
    private readonly sink: Sink,
  ) {}

  start(): void {
    if (this.#state === 'stopped') this.#connect();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#drop(1000);
    this.#enter('stopped');
  }

  /** The network came back or the page was opened again: do not wait any longer. */
  kick(): void {
    if (this.#state !== 'waiting') return;
    clearTimeout(this.#timer);
    this.#connect();
  }

  /** Gives up the connection at once and tries again; used when the browser says it is offline. */
  lost(): void {
    if (this.#ws) this.#failed(this.#ws, 1006);
  }

  /** Whether the frame went out. */
  send(frame: DeviceFrame): boolean {
    if (!this.#live || this.#ws?.readyState !== 1) return false;
    this.#ws.send(JSON.stringify(frame));
    return true;
  }

  #enter(state: Connection): void {
    this.#state = state;
    this.sink.state(state, this.#failures, this.#restarting);
  }

  #connect(): void {
    this.#live = false;
    this.#queue = [];
    this.#enter('connecting');
    let ws: WebSocket;
    try {
      ws = this.world.open();
    } catch {
      this.#again(1006);
      return;
    }
    this.#ws = ws;
    this.#expect(ws);
    ws.addEventListener('open', () => void this.#hello(ws));
    ws.addEventListener('message', (event) => this.#receive(ws, event.data));
    ws.addEventListener('close', (event) => this.#failed(ws, event.code));
  }

  async #hello(ws: WebSocket): Promise<void> {
    try {
      const after = await this.sink.cursor();
      if (this.#ws !== ws) return;
      this.#expected = after + 1;
      ws.send(JSON.stringify({ t: 'hello', after } satisfies DeviceFrame));
    } catch {
      this.#failed(ws, OUT_OF_STEP);
    }
  }

  #receive(ws: WebSocket, data: unknown): void {
    if (this.#ws !== ws) return;
    this.#quiet(ws);
    let frame: ServerFrame | null;
    try {
      frame = readFrame(String(data));
    } catch {
      this.#failed(ws, OUT_OF_STEP);
      return;
    }
    if (frame) this.#take(ws, frame);
  }

  #take(ws: WebSocket, frame: ServerFrame): void {
    switch (frame.t) {
      case 'welcome':
        this.#welcomed(ws, frame.head, frame.read);
        break;
      case 'entry':
        this.#entry(ws, frame.entry);
        break;
      case 'live':
        this.#failures = 0;
        this.#restarting = false;
        this.#live = true;
        this.#enter('live');
        this.sink.live();
        break;
      case 'sent':
        this.sink.sent(frame.client_id, frame.seq);
        break;
      case 'refused':
        this.sink.refused(frame.client_id, frame.error);
        break;
      case 'typing':
        this.sink.typing(frame.business);
        break;
      case 'read':
        this.sink.read(frame.business, frame.seq);
        break;
      case 'error':
        if (frame.error.code === 'no_session') this.sink.noSession();
        break;
      default:
    }
  }

  #welcomed(ws: WebSocket, head: number, read: ReadCursor[]): void {
    if (head + 1 >= this.#expected) {
      this.sink.welcome(head, read);
      return;
    }
    void this.sink.reset().then(
      () => this.#failed(ws, OUT_OF_STEP),
      () => this.#failed(ws, OUT_OF_STEP),
    );
  }

  #entry(ws: WebSocket, entry: InboxEntry): void {
    if (entry.seq < this.#expected) return;
    if (entry.seq > this.#expected) {
      this.#failed(ws, OUT_OF_STEP);
      return;
    }
    this.#expected += 1;
    this.#queue.push(entry);
    if (!this.#draining) void this.#drain(ws);
  }

  /** One transaction for everything that waits; the acknowledgement follows the disk. */
  async #drain(ws: WebSocket): Promise<void> {
    this.#draining = true;
    try {
      while (this.#queue.length > 0 && this.#ws === ws) {
        const batch = this.#queue;
        this.#queue = [];
        await this.sink.store(batch);
        if (this.#ws === ws && ws.readyState === 1) {
          const seq = batch.at(-1)?.seq ?? 0;
          ws.send(JSON.stringify({ t: 'ack', seq } satisfies DeviceFrame));
        }
      }
    } catch (error) {
      if (!(error instanceof Gap)) console.error('the inbox could not be stored', error);
      this.#failed(ws, OUT_OF_STEP);
    } finally {
      this.#draining = false;
    }
    if (this.#queue.length > 0 && this.#ws && this.#ws !== ws) await this.#drain(this.#ws);
  }

  /** Something was heard: the next silence is interrupted by a ping. */
  #quiet(ws: WebSocket): void {
    clearTimeout(this.#watchdog);
    this.#watchdog = setTimeout(() => {
      if (ws.readyState === 1) ws.send(JSON.stringify({ t: 'ping' } satisfies DeviceFrame));
      this.#expect(ws);
    }, PING_MS);
  }

  /** Something must be heard soon. */
  #expect(ws: WebSocket): void {
    clearTimeout(this.#watchdog);
    this.#watchdog = setTimeout(() => this.#failed(ws, OUT_OF_STEP), ANSWER_MS);
  }

  #drop(code: number): void {
    clearTimeout(this.#watchdog);
    const ws = this.#ws;
    this.#ws = null;
    this.#live = false;
    if (ws && ws.readyState <= 1) ws.close(code);
  }

  #failed(ws: WebSocket, code: number): void {
    if (this.#ws !== ws) return;
    this.#drop(OUT_OF_STEP);
    if (code === NO_SESSION) {
      this.#enter('stopped');
      this.sink.noSession();
      return;
    }
    this.#again(code);
  }

  #again(code: number): void {
    this.#failures += 1;
    this.#restarting ||= code === RESTARTING;
    this.#timer = setTimeout(
      () => this.#connect(),
      reconnectDelay(this.#failures, code, () => this.world.random()),
    );
    this.#enter('waiting');
  }
}
