import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const BINARY = process.env.KURIER_BIN ?? resolve(import.meta.dirname, '../../../target/debug/kurier');
const READY_WITHIN_MS = 60_000;

export interface SeedPerson {
  person_id: string;
  wa_id: string;
  user_id: string;
  session: string;
}

/** What `kurier sandbox` writes to its seed file. */
export interface Seed {
  base: string;
  version: string;
  app_id: string;
  app_secret: string;
  app_token: string;
  token: string;
  waba_id: string;
  business_id: string;
  phone_id: string;
  verify_token: string;
  operator_token: string;
  second_operator_token: string;
  person_a: SeedPerson;
  person_b: SeedPerson;
  person_c: SeedPerson;
  second_business: { waba_id: string; phone_id: string; token: string };
  templates: Record<string, string>;
}

export interface Ask {
  purpose: 'utility' | 'authentication' | 'marketing';
  topic?: string;
  wording: string;
  cadence?: 'each' | 'daily' | 'weekly';
  lifetime_s?: number;
}

/** A real `kurier sandbox` on a free port, with data of its own. */
export class Sandbox {
  #child: ChildProcess | null = null;
  #folder = mkdtempSync(join(tmpdir(), 'kurier-e2e-'));
  #log = '';
  seed!: Seed;

  static async start(): Promise<Sandbox> {
    const sandbox = new Sandbox();
    await sandbox.#launch('127.0.0.1:0');
    return sandbox;
  }

  get base(): string {
    return this.seed.base;
  }

  /** Stops it and starts it again on the same data and port. */
  async restart(): Promise<void> {
    const { host } = new URL(this.base);
    await this.halt();
    await this.#launch(host);
  }

  /** Ends the process, keeps the data. */
  async halt(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (!child || child.exitCode !== null) return;
    const ended = new Promise<void>((done) => child.once('exit', () => done()));
    child.kill('SIGTERM');
    const late = wait(10_000, 'late', { ref: false });
    if ((await Promise.race([ended, late])) === 'late') child.kill('SIGKILL');
    await ended;
  }

  /** Starts it again after `halt`. */
  async resume(): Promise<void> {
    await this.#launch(new URL(this.base).host);
  }

  async stop(): Promise<void> {
    await this.halt();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #launch(listen: string): Promise<void> {
    const seedFile = join(this.#folder, 'seed.json');
    rmSync(seedFile, { force: true });
    const store = `sqlite:${join(this.#folder, 'data')}`;
    const child = spawn(BINARY, ['sandbox', '--listen', listen, '--seed-file', seedFile, '--store', store], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => (this.#log = (this.#log + chunk.toString()).slice(-8_000)));
    }
    let failure: Error | null = null;
    child.once('error', (error) => (failure = error));
    const deadline = Date.now() + READY_WITHIN_MS;
    for (;;) {
      if (failure) throw failure;
      if (child.exitCode !== null) throw new Error(`kurier ended with ${child.exitCode}:\n${this.#log}`);
      if (Date.now() > deadline) throw new Error(`kurier was not ready in time:\n${this.#log}`);
      if (existsSync(seedFile)) {
        const text = readFileSync(seedFile, 'utf8');
        if (text.trimEnd().endsWith('}')) {
          this.seed = JSON.parse(text) as Seed;
          return;
        }
      }
      await wait(20);
    }
  }

  async #post(path: string, token: string, body: unknown): Promise<{ status: number; body: never }> {
    const response = await fetch(`${this.base}${path}`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as never };
  }

  /** A call of the business API on the seeded sender. */
  cloud(body: Record<string, unknown>): Promise<{
    status: number;
    body: { messages?: { id: string }[]; error?: { code: number; error_data?: { details?: string } } };
  }> {
    const { version, phone_id, token } = this.seed;
    return this.#post(`/${version}/${phone_id}/messages`, token, { messaging_product: 'whatsapp', ...body });
  }

  /** Any other call of the business API; insists on success. */
  async graph(path: string, body: Record<string, unknown>): Promise<Record<string, unknown>> {
    const answer = await this.#post(`/${this.seed.version}/${path}`, this.seed.token, body);
    if (answer.status >= 300) throw new Error(`${path} was refused: ${JSON.stringify(answer.body)}`);
    return answer.body as Record<string, unknown>;
  }

  /** Sends and insists on acceptance; gives the message id. */
  async send(to: string, message: Record<string, unknown>): Promise<string> {
    const answer = await this.cloud({ to, ...message });
    const id = answer.body.messages?.[0]?.id;
    if (id === undefined) throw new Error(`refused: ${JSON.stringify(answer.body)}`);
    return id;
  }

  text(to: string, body: string, more: Record<string, unknown> = {}): Promise<string> {
    return this.send(to, { type: 'text', text: { body }, ...more });
  }

  template(to: string, name: string, components: unknown[] = []): Promise<string> {
    return this.send(to, { type: 'template', template: { name, language: { code: 'en_US' }, components } });
  }

  orderUpdate(to: string, name: string, order: string): Promise<string> {
    return this.template(to, 'order_update', [
      { type: 'body', parameters: [name, order].map((text) => ({ type: 'text', text })) },
      { type: 'button', sub_type: 'url', index: '1', parameters: [{ type: 'text', text: order }] },
    ]);
  }

  promo(to: string, name: string, offer: string): Promise<string> {
    return this.template(to, 'named_promo', [
      {
        type: 'body',
        parameters: [
          { type: 'text', parameter_name: 'first_name', text: name },
          { type: 'text', parameter_name: 'offer', text: offer },
        ],
      },
    ]);
  }

  buttons(to: string, body: string, titles: string[]): Promise<string> {
    return this.send(to, {
      type: 'interactive',
      interactive: {
        type: 'button',
        body: { text: body },
        action: {
          buttons: titles.map((title, place) => ({
            type: 'reply',
            reply: { id: `choice-${place + 1}`, title },
          })),
        },
      },
    });
  }

  async markRead(wamid: string): Promise<void> {
    await this.cloud({ status: 'read', message_id: wamid });
  }

  /** Takes a message back. */
  async recall(wamid: string): Promise<Record<string, unknown>> {
    const path = `/${this.seed.version}/${encodeURIComponent(wamid)}/recall`;
    const answer = await this.#post(path, this.seed.token, {});
    return answer.body as Record<string, unknown>;
  }

  /** Moves the clock forward. */
  async advance(seconds: number): Promise<void> {
    await this.operator('/sandbox/v1/clock', { advance_s: seconds });
  }

  /** What the operator reads. */
  async look<T>(path: string): Promise<T> {
    const response = await fetch(`${this.base}${path}`, {
      headers: { Authorization: `Bearer ${this.seed.operator_token}` },
    });
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as T;
  }

  async operator<T>(path: string, body: unknown): Promise<T> {
    const answer = await this.#post(path, this.seed.operator_token, body);
    if (answer.status >= 300)
      throw new Error(`${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    return answer.body as T;
  }

  /** What a person sees, without counting as a look. */
  async inbox(person: SeedPerson): Promise<{ kind: string; seq: number }[]> {
    const response = await fetch(`${this.base}/sandbox/v1/people/${person.person_id}/messages?peek=true`, {
      headers: { Authorization: `Bearer ${this.seed.operator_token}` },
    });
    return ((await response.json()) as { entries: { kind: string; seq: number }[] }).entries;
  }

  async invite(
    asks: Ask[],
    options: { welcome?: string; uses?: number; lifetime_s?: number } = {},
  ): Promise<string> {
    const path = `/console/v1/businesses/${this.seed.waba_id}/invites`;
    const made = await this.operator<{ code: string }>(path, { asks, ...options });
    return made.code;
  }

  /** One more person, who has allowed nothing. */
  async newPerson(name: string): Promise<{ person_id: string; session: string }> {
    return this.operator('/sandbox/v1/people', { name });
  }

  async allow(personId: string, more: Record<string, unknown>): Promise<{ wa_id: string; user_id: string }> {
    return this.operator(`/sandbox/v1/people/${personId}/allow`, more);
  }

  async say(person: SeedPerson, text: string): Promise<{ wamid: string; seq: number }> {
    return this.operator(`/sandbox/v1/people/${person.person_id}/say`, { text, waba_id: this.seed.waba_id });
  }

  /** The app's callback: from now on its events go there. */
  async subscribe(callback: string, fields = 'messages'): Promise<void> {
    const { version, app_id, app_token, verify_token, waba_id, token } = this.seed;
    const set = await this.#post(`/${version}/${app_id}/subscriptions`, app_token, {
      object: 'whatsapp_business_account',
      callback_url: callback,
      verify_token,
      fields,
    });
    if (set.status >= 300) throw new Error(`the callback was refused: ${JSON.stringify(set.body)}`);
    await this.#post(`/${version}/${waba_id}/subscribed_apps`, token, {});
  }
}
