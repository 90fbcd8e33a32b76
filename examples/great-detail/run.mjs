// @great-detail/whatsapp, unmodified, against Kurier: the successor of Meta's own SDK. KURIER_SEED names seed.json.

import Client from "@great-detail/whatsapp";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { listen } from "./inbox.mjs";

const seed = JSON.parse(readFileSync(process.env.KURIER_SEED, "utf8"));
const [personA, personB, personC] = [seed.person_a, seed.person_b, seed.person_c];
const phoneNumberID = seed.phone_id;
const to = personA.wa_id;

// Over TLS where the sandbox's certificate is trusted.
const prefixUrl = process.env.NODE_EXTRA_CA_CERTS ? seed.tls_base : seed.base;
const as = (token) =>
  new Client({ prefixUrl, graphVersion: seed.version, request: { headers: { Authorization: `Bearer ${token}` }, retry: 0 } });
const sdk = as(seed.token);
const listener = await listen(sdk, { appSecret: seed.app_secret, verifyToken: seed.verify_token });

/** Calls a sandbox route as the operator. */
async function sandbox(method, path, body) {
  const headers = { Authorization: `Bearer ${seed.operator_token}`, "Content-Type": "application/json" };
  const answer = await fetch(`${seed.base}/sandbox/v1${path}`, { method, headers, body: body && JSON.stringify(body) });
  assert.ok(answer.ok, `${path}: ${await answer.clone().text()}`);
  return answer.json();
}
const person = (who, verb, body = {}) => sandbox("POST", `/people/${who.person_id}/${verb}`, body);
const send = (message, client = sdk) => client.message.createMessage({ phoneNumberID, to, ...message }).json();
const idOf = (sent) => sent.messages[0].id;
const statusOf = (sent, name) => listener.wait(`status ${name}`, ({ value }) =>
  value.statuses?.find((status) => status.id === idOf(sent) && status.status === name));
const heard = (wamid) => listener.wait("message", ({ value }) => value.messages?.find((message) => message.id === wamid));

async function seen(who, sent) {
  const { entries } = await sandbox("GET", `/people/${who.person_id}/messages?limit=500`);
  return entries.find((one) => one.wamid === idOf(sent)).content;
}

/** The status and the error of a call that must be refused. */
async function refused(call) {
  try {
    await call();
  } catch (error) {
    assert.ok(error.response, String(error));
    return { http: error.response.status, ...(await error.response.json()).error };
  }
  return assert.fail("an error was expected");
}

const checks = {
  async "subscribes, shakes hands and lists it"() {
    // covers: POST /{business}/subscribed_apps, GET /{business}/subscribed_apps
    const businessAccountID = seed.waba_id;
    const subscription = { businessAccountID, override_callback_uri: listener.url, verify_token: seed.verify_token };
    assert.equal((await sdk.subscribedApps.createSubscription(subscription).json()).success, true);
    const { data } = await sdk.subscribedApps.listSubscriptions({ businessAccountID }).json();
    assert.equal(data[0].whatsapp_business_api_data.id, seed.app_id);
  },
  async "refuses a forged webhook"() {
    const headers = { "X-Hub-Signature-256": `sha256=${"0".repeat(64)}`, "Content-Type": "application/json" };
    assert.equal((await fetch(listener.url, { method: "POST", headers, body: "{}" })).status, 401);
    assert.equal(listener.changes.length, 0);
  },
  async "text is sent, delivered and read"() {
    // covers: POST /{sender}/messages
    const sent = await send({ type: "text", text: { body: "Grüße aus Köln/Bonn 🛬" } });
    await statusOf(sent, "sent");
    await person(personA, "read");
    assert.equal((await statusOf(sent, "delivered")).recipient_id, to);
    await statusOf(sent, "read");
  },
  async "a template reaches a person without a window"() {
    // covers: POST /{sender}/messages
    const text = (value) => ({ type: "text", text: value });
    const components = [
      { type: "body", parameters: [text("Kim"), text("A-1001")] },
      { type: "button", sub_type: "quick_reply", index: "0", parameters: [{ type: "payload", payload: "got-it" }] },
      { type: "button", sub_type: "url", index: "1", parameters: [text("A-1001")] },
    ];
    const template = { name: "order_update", language: { code: "en_US", policy: "deterministic" }, components };
    const sent = await send({ to: personB.wa_id, type: "template", template });
    await person(personB, "read");
    assert.equal((await statusOf(sent, "delivered")).pricing.category, "utility");
    const tap = await person(personB, "tap", { message: idOf(sent), id: "got-it" });
    assert.equal((await heard(tap.wamid)).button.text, "Got it");
  },
  async "buttons and lists bring replies"() {
    // covers: POST /{sender}/messages
    const reply = (id, title) => ({ type: "reply", reply: { id, title } });
    const buttons = { type: "button", body: { text: "Seat 12A?" }, action: { buttons: [reply("keep", "Keep"), reply("change", "Change")] } };
    const asked = await send({ type: "interactive", interactive: buttons });
    const tap = await person(personA, "tap", { message: idOf(asked), id: "change" });
    assert.equal((await heard(tap.wamid)).interactive.button_reply.title, "Change");
    const rows = [{ id: "early", title: "8 to 10" }, { id: "late", title: "18 to 20" }];
    const list = { type: "list", body: { text: "When?" }, action: { button: "Choose", sections: [{ title: "Tomorrow", rows }] } };
    const offered = await send({ type: "interactive", interactive: list });
    const chosen = await person(personA, "tap", { message: idOf(offered), id: "late" });
    assert.equal((await heard(chosen.wamid)).interactive.list_reply.id, "late");
  },
  async "inbound text is read, typed at and reacted to"() {
    // covers: POST /{sender}/messages
    const said = await person(personA, "say", { text: "Wo ist mein Koffer? 🧳" });
    assert.equal((await heard(said.wamid)).text.body, "Wo ist mein Koffer? 🧳");
    const status = { phoneNumberID, message_id: said.wamid, status: "read", typing_indicator: { type: "text" } };
    assert.equal((await sdk.message.createStatus(status).json()).success, true);
    await statusOf(await send({ type: "text", text: { body: "On its way." }, context: { message_id: said.wamid } }), "sent");
    await send({ type: "reaction", reaction: { message_id: said.wamid, emoji: "🙏" } });
  },
  async "places and contacts are shown"() {
    // covers: POST /{sender}/messages
    const location = { latitude: 50.87, longitude: 7.14, name: "Terminal 1", address: "Köln" };
    assert.equal((await seen(personA, await send({ type: "location", location }))).name, "Terminal 1");
    const contacts = [{ name: { formatted_name: "Ada", first_name: "Ada" }, phones: [{ phone: "+49 221 1", type: "WORK" }] }];
    assert.equal((await seen(personA, await send({ type: "contacts", contacts }))).contacts[0].name.formatted_name, "Ada");
  },
  async "a file is uploaded, described, sent, downloaded and deleted"() {
    // covers: POST /{sender}/media, GET /{node}, DELETE /{node}
    const line = "BT /F1 24 Tf 40 120 Td (Pass) Tj ET";
    const pdf = `%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\n2 0 obj\n<< /Length ${line.length} >>\nstream\n${line}\nendstream\nendobj\n%%EOF\n`;
    const file = new Blob([pdf], { type: "application/pdf" });
    const { id } = await sdk.media.upload({ phoneNumberID, file, filename: "pass.pdf", mimeType: "application/pdf" }).json();
    const found = await sdk.media.getURL({ mediaID: id }).json();
    assert.deepEqual([found.mime_type, found.file_size], ["application/pdf", pdf.length]);
    assert.equal(await sdk.media.download({ mediaURL: found.url }).text(), pdf);
    const sent = await send({ type: "document", document: { id, filename: "Boarding.pdf", caption: "Your pass" } });
    assert.equal((await seen(personA, sent)).file.filename, "Boarding.pdf");
    assert.equal((await sdk.media.delete({ mediaID: id }).json()).success, true);
    assert.equal((await refused(() => sdk.media.getURL({ mediaID: id }).json())).http, 400);
  },
  async "the account, its number and its profile are shown and changed"() {
    // covers: GET /{node}, GET /{business}/phone_numbers, GET /{sender}/whatsapp_business_profile
    // covers: POST /{sender}/whatsapp_business_profile
    assert.equal((await sdk.whatsappBusinessAccount.get(seed.waba_id).json()).id, seed.waba_id);
    const number = await sdk.phoneNumbers.getPhoneNumber({ phoneNumberID, fields: ["id", "verified_name"] }).json();
    assert.ok(number.verified_name);
    const { data } = await sdk.phoneNumbers.listPhoneNumbers({ businessAccountID: seed.waba_id }).json();
    assert.ok(data.some((one) => one.id === phoneNumberID));
    const about = "Open all day";
    assert.equal((await sdk.businessProfile.updateBusinessProfile({ phoneNumberID, about }).json()).success, true);
    const profile = await sdk.businessProfile.getBusinessProfile({ phoneNumberID, fields: ["about"] }).json();
    assert.equal(profile.data[0].about, about);
  },
  async "a template is made, read, listed, edited, told and deleted"() {
    // covers: POST /{business}/message_templates, GET /{business}/message_templates, GET /{node}, POST /{node}
    // covers: DELETE /{business}/message_templates
    const body = (text) => [{ type: "BODY", text }];
    const made = await sdk.template.create(seed.waba_id, {
      name: "gate_change", language: "en_US", category: "UTILITY", components: body("Your gate has changed."),
    }).json();
    await sandbox("POST", `/templates/${made.id}/approve`, {});
    await listener.wait("its approval", ({ field, value }) =>
      field === "message_template_status_update" && String(value.message_template_id) === made.id && value.event === "APPROVED");
    assert.equal((await sdk.template.get(made.id, { fields: ["name", "status"] }).json()).name, "gate_change");
    const { data } = await sdk.template.list(seed.waba_id, { limit: 100 }).json();
    for (const name of Object.keys(seed.templates)) assert.ok(data.some((one) => one.name === name), name);
    const edited = await sdk.template.update(made.id, { components: body("Your gate has changed again.") }).json();
    assert.equal(edited.success, true);
    assert.equal((await sdk.template.delete(seed.waba_id, { name: "gate_change", hsm_id: made.id }).json()).success, true);
  },
  async "unknown and never-consented recipients fail later, alike"() {
    const message = { type: "text", text: { body: "Hello?" } };
    const never = await statusOf(await send({ to: personC.wa_id, ...message }), "failed");
    const unknown = await statusOf(await send({ to: "+491705550199", ...message }), "failed");
    assert.equal(never.errors[0].code, 131026);
    assert.deepEqual(never.errors, unknown.errors);
  },
  async "refusals carry the documented codes"() {
    const template = (name) => ({ type: "template", template: { name, language: { code: "en_US" } } });
    const missing = await refused(() => send(template("nope")));
    assert.deepEqual([missing.http, missing.code], [404, 132001]);
    const paused = await refused(() => send(template("paused_one")));
    assert.deepEqual([paused.http, paused.code], [400, 132015]);
    const locked = await refused(() => send({ type: "text", text: { body: "x" } }, as("krt_wrong")));
    assert.deepEqual([locked.http, locked.code], [401, 190]);
  },
};

let failed = 0;
for (const [name, check] of Object.entries(checks)) {
  try {
    await check();
    console.log(`PASS ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAIL ${name}\n${error.stack}`);
  }
}
listener.server.close();
listener.server.closeAllConnections();
console.log(`${Object.keys(checks).length - failed} passed, ${failed} failed`);
process.exitCode = failed ? 1 : 0;
