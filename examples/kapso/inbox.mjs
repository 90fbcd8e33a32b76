// A webhook listener with the SDK's own helpers, and what it received.

import { normalizeWebhook, verifySignature } from "@kapso/whatsapp-cloud-api/server";
import { EventEmitter } from "node:events";
import { createServer } from "node:http";

const DEADLINE_MS = 20_000;

export class Inbox {
  #events = [];
  #changed = new EventEmitter();

  constructor() {
    // Every check that waits listens once; there are more of them than the default allows.
    this.#changed.setMaxListeners(100);
  }

  get length() {
    return this.#events.length;
  }

  add(event) {
    this.#events.push(event);
    this.#changed.emit("event");
  }

  /** The first event that `wanted` accepts; fails after DEADLINE_MS. */
  wait(what, wanted) {
    return new Promise((resolve, reject) => {
      const look = () => {
        const found = this.#events.find(wanted);
        if (found === undefined) return;
        clearTimeout(timer);
        this.#changed.off("event", look);
        resolve(found);
      };
      const timer = setTimeout(() => {
        this.#changed.off("event", look);
        reject(new Error(`no ${what} within ${DEADLINE_MS} ms; got ${JSON.stringify(this.#events)}`));
      }, DEADLINE_MS);
      this.#changed.on("event", look);
      look();
    });
  }
}

/** Listens on a free port of this machine; answers the server and its address. */
export async function listen({ appSecret, verifyToken, messages, statuses, others }) {
  const server = createServer(async (request, response) => {
    const answer = (status, text = "") => response.writeHead(status).end(text);
    const query = new URL(request.url, "http://here").searchParams;
    if (request.method === "GET") {
      const ours = query.get("hub.mode") === "subscribe" && query.get("hub.verify_token") === verifyToken;
      return ours ? answer(200, query.get("hub.challenge")) : answer(403);
    }
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const rawBody = Buffer.concat(chunks);
    const signatureHeader = request.headers["x-hub-signature-256"];
    if (!verifySignature({ appSecret, rawBody, signatureHeader })) return answer(401);
    const body = JSON.parse(rawBody.toString("utf8"));
    const events = normalizeWebhook(body);
    for (const message of events.messages) messages.add(message);
    for (const status of events.statuses) statuses.add({ ...status, contact: events.contacts[0] });
    // What the SDK gives no name of its own, it leaves as it came.
    for (const { field, value } of body.entry.flatMap((entry) => entry.changes)) {
      if (field !== "messages") others.add({ field, value });
    }
    return answer(200);
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  return { server, url: `http://127.0.0.1:${server.address().port}/webhook` };
}
