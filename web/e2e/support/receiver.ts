import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface InboundMessage {
  id: string;
  type: string;
  text?: { body: string };
  interactive?: {
    type: string;
    button_reply?: { id: string; title: string };
    nfm_reply?: { name: string; body: string; response_json: string };
  };
  button?: { payload: string; text: string };
  context?: { id: string };
}
export interface StatusEvent {
  id: string;
  status: string;
}

export interface Preference {
  category: string;
  value: string;
}

/** A business's webhook endpoint: answers the handshake, checks signatures, keeps what came. */
export class Receiver {
  readonly messages: InboundMessage[] = [];
  readonly statuses: StatusEvent[] = [];
  readonly preferences: Preference[] = [];
  readonly badSignatures: string[] = [];
  #server: Server;
  #waiting: (() => void)[] = [];

  private constructor(
    private readonly secret: string,
    private readonly verifyToken: string,
  ) {
    this.#server = createServer((request, response) => this.#answer(request, response));
  }

  static async start(secret: string, verifyToken: string): Promise<Receiver> {
    const receiver = new Receiver(secret, verifyToken);
    await new Promise<void>((done) => receiver.#server.listen(0, '127.0.0.1', done));
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/webhook`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((done) => this.#server.close(() => done()));
  }

  /** Waits until something that came satisfies the question. */
  async until<T>(question: () => T | undefined | false, withinMs = 15_000): Promise<T> {
    const deadline = Date.now() + withinMs;
    for (;;) {
      const answer = question();
      if (answer) return answer;
      const left = deadline - Date.now();
      if (left <= 0)
        throw new Error(
          `it did not come; statuses: ${JSON.stringify(this.statuses)}; messages: ${JSON.stringify(this.messages)}`,
        );
      await new Promise<void>((done) => {
        const timer = setTimeout(done, left);
        this.#waiting.push(() => (clearTimeout(timer), done()));
      });
    }
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', 'http://receiver');
    if (request.method === 'GET') {
      const right = url.searchParams.get('hub.verify_token') === this.verifyToken;
      response.writeHead(right ? 200 : 403).end(right ? url.searchParams.get('hub.challenge') : '');
      return;
    }
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      this.#take(Buffer.concat(chunks), String(request.headers['x-hub-signature-256'] ?? ''));
      response.writeHead(200).end();
    });
  }

  #take(body: Buffer, signature: string): void {
    const wanted = Buffer.from(`sha256=${createHmac('sha256', this.secret).update(body).digest('hex')}`);
    const given = Buffer.from(signature);
    if (wanted.length !== given.length || !timingSafeEqual(wanted, given)) this.badSignatures.push(signature);
    const parsed = JSON.parse(body.toString('utf8')) as {
      entry: {
        changes: {
          value: { messages?: InboundMessage[]; statuses?: StatusEvent[]; user_preferences?: Preference[] };
        }[];
      }[];
    };
    for (const { value } of parsed.entry.flatMap((entry) => entry.changes)) {
      this.messages.push(...(value.messages ?? []));
      this.statuses.push(...(value.statuses ?? []));
      this.preferences.push(...(value.user_preferences ?? []));
    }
    for (const wake of this.#waiting.splice(0)) wake();
  }
}
