// A webhook listener with the SDK's own handlers, and what it received.

import { EventEmitter } from "node:events";
import { createServer } from "node:http";

const DEADLINE_MS = 20_000;

/** Listens on a free port of this machine; answers its address, and a way to wait for a change. */
export async function listen(sdk, { appSecret, verifyToken }) {
  const changes = [];
  const came = new EventEmitter();
  came.setMaxListeners(100);
  const server = createServer(async (request, response) => {
    const answer = (status, text = "") => response.writeHead(status).end(text);
    const query = Object.fromEntries(new URL(request.url, "http://here").searchParams);
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString("utf8");
    const incoming = { method: request.method, query, headers: request.headers };
    try {
      if (request.method === "GET") {
        const registration = await sdk.webhook.register(incoming);
        return registration.verifyToken === verifyToken ? answer(200, registration.accept()) : answer(403);
      }
      const event = await sdk.webhook.eventNotification({ ...incoming, body });
      await event.verifySignature(appSecret);
      changes.push(...event.eventNotification.entry.flatMap((entry) => entry.changes));
      came.emit("event");
      return answer(200);
    } catch (error) {
      return answer(401, String(error));
    }
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));

  /** The first thing that `pick` finds in a change; fails after DEADLINE_MS. */
  const wait = (what, pick) => new Promise((resolve, reject) => {
    const look = () => {
      const found = changes.map(pick).find(Boolean);
      if (!found) return;
      clearTimeout(timer);
      came.off("event", look);
      resolve(found);
    };
    const timer = setTimeout(() => {
      came.off("event", look);
      reject(new Error(`no ${what} within ${DEADLINE_MS} ms; got ${JSON.stringify(changes)}`));
    }, DEADLINE_MS);
    came.on("event", look);
    look();
  });
  return { server, wait, changes, url: `http://127.0.0.1:${server.address().port}/webhook` };
}
