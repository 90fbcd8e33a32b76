import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Content {
  type: string;
  body: string | Buffer;
}

/** Somebody's pages, which remembers who asked for what. */
export class Website {
  readonly #pages = new Map<string, Content>();
  readonly #server: Server;
  /** Paths with the programs that asked for them. */
  readonly asked: { path: string; agent: string }[] = [];

  private constructor() {
    this.#server = createServer((request, response) => {
      const path = request.url ?? '/';
      this.asked.push({ path, agent: request.headers['user-agent'] ?? '' });
      const page = this.#pages.get(path);
      if (!page) {
        response.writeHead(404).end();
        return;
      }
      response.writeHead(200, { 'Content-Type': page.type }).end(page.body);
    });
  }

  static async start(): Promise<Website> {
    const website = new Website();
    await new Promise<void>((done) => website.#server.listen(0, '127.0.0.1', done));
    return website;
  }

  put(path: string, type: string, body: string | Buffer): string {
    this.#pages.set(path, { type, body });
    return this.url(path);
  }

  url(path: string): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}${path}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((done) => this.#server.close(() => done()));
  }
}
