import {
  constants,
  createCipheriv,
  createDecipheriv,
  generateKeyPairSync,
  privateDecrypt,
  type KeyObject,
} from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface AskedForm {
  action: string;
  screen?: string;
  data?: Record<string, unknown>;
  flow_token?: string;
}
type Answer = (asked: AskedForm) => Record<string, unknown>;

/** The endpoint of a business's forms, written as the contract's examples are. */
export class Endpoint {
  readonly publicKey: string;
  readonly #privateKey: KeyObject;
  readonly #server: Server;

  private constructor(answer: Answer) {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    this.publicKey = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    this.#privateKey = privateKey;
    this.#server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => response.end(this.#answered(Buffer.concat(parts).toString(), answer)));
    });
  }

  static async start(answer: Answer): Promise<Endpoint> {
    const endpoint = new Endpoint(answer);
    await new Promise<void>((done) => endpoint.#server.listen(0, '127.0.0.1', done));
    return endpoint;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((done) => this.#server.close(() => done()));
  }

  #answered(text: string, answer: Answer): string {
    const body = JSON.parse(text) as Record<string, string>;
    const part = (name: string): Buffer => Buffer.from(body[name] ?? '', 'base64');
    const key = privateDecrypt(
      { key: this.#privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' },
      part('encrypted_aes_key'),
    );
    const vector = part('initial_vector');
    const sealed = part('encrypted_flow_data');
    const opener = createDecipheriv('aes-128-gcm', key, vector);
    opener.setAuthTag(sealed.subarray(-16));
    const plain = Buffer.concat([opener.update(sealed.subarray(0, -16)), opener.final()]);
    const asked = JSON.parse(plain.toString()) as AskedForm;
    const said = asked.action === 'ping' ? { data: { status: 'active' } } : answer(asked);
    const sealer = createCipheriv('aes-128-gcm', key, Buffer.from(vector.map((byte) => ~byte)));
    const closed = [sealer.update(JSON.stringify(said)), sealer.final(), sealer.getAuthTag()];
    return Buffer.concat(closed).toString('base64');
  }
}
