// What all checks share: the client, the people of the sandbox, and what came by webhook.

import { GraphApiError, WhatsAppClient } from "@kapso/whatsapp-cloud-api";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { Inbox, listen } from "./inbox.mjs";

export const seed = JSON.parse(readFileSync(process.env.KURIER_SEED, "utf8"));
export const [personA, personB, personC] = [seed.person_a, seed.person_b, seed.person_c];
export const phoneNumberId = seed.phone_id;
export const to = personA.wa_id;
export const businessAccountId = seed.waba_id;

// Over TLS where the sandbox's certificate is trusted.
export const BASE = process.env.NODE_EXTRA_CA_CERTS ? seed.tls_base : seed.base;
export const client = new WhatsAppClient({ baseUrl: BASE, graphVersion: seed.version, accessToken: seed.token });
export const [messages, statuses, others] = [new Inbox(), new Inbox(), new Inbox()];
const { app_secret: appSecret, verify_token: verifyToken } = seed;
export const listener = await listen({ appSecret, verifyToken, messages, statuses, others });

async function call(path, token, init = {}) {
  const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json", ...init.headers };
  const answer = await fetch(`${seed.base}${path}`, { ...init, headers });
  assert.ok(answer.ok, `${path}: ${await answer.clone().text()}`);
  return answer;
}

/** Calls a sandbox route as the operator. */
export async function sandbox(method, path, body) {
  const init = { method, body: body && JSON.stringify(body) };
  return (await call(`/sandbox/v1${path}`, seed.operator_token, init)).json();
}
export const person = (who, verb, body = {}) => sandbox("POST", `/people/${who.person_id}/${verb}`, body);

/** She uploads a file with her session and sends it. */
export async function sendsFile(who, mime, content, shown) {
  const init = { method: "POST", body: content, headers: { "Content-Type": mime } };
  const { id } = await (await call(`/people/v1/media?name=${shown.kind}`, who.session, init)).json();
  return person(who, "say", { media: { id, ...shown } });
}

export const idOf = (sent) => sent.messages[0].id;
export const statusOf = (sent, name) =>
  statuses.wait(`status ${name}`, (status) => status.id === idOf(sent) && status.status === name);

/** What she sees of a message. */
export async function seen(who, sent) {
  const { entries } = await sandbox("GET", `/people/${who.person_id}/messages?limit=500`);
  const entry = entries.find((one) => one.wamid === idOf(sent));
  assert.ok(entry, `she does not see ${idOf(sent)}`);
  return entry.content;
}

export async function refused(call) {
  try {
    await call();
  } catch (error) {
    assert.ok(error instanceof GraphApiError, String(error));
    return error;
  }
  return assert.fail("an error was expected");
}
