// @kapso/whatsapp-cloud-api, unmodified, against Kurier: sends, receives, verifies. KURIER_SEED names seed.json.

import { WhatsAppClient, buildTemplateSendPayload, isBusinessScopedUserId } from "@kapso/whatsapp-cloud-api";
import assert from "node:assert/strict";
import { checks as ofAccount } from "./check_account.mjs";
import { checks as ofKinds } from "./check_kinds.mjs";
import {
  BASE, client, idOf, listener, messages, person, personA, personB, personC, phoneNumberId, refused, sandbox, seed, statusOf,
  statuses,
} from "./world.mjs";

const checks = {
  async "subscribes and shakes hands"() {
    // covers: POST /{business}/subscribed_apps
    const body = { overrideCallbackUri: listener.url, verifyToken: seed.verify_token };
    const done = await client.request("POST", `${seed.waba_id}/subscribed_apps`, { body, responseType: "json" });
    assert.equal(done.success, true);
  },
  async "refuses a forged webhook"() {
    const headers = { "X-Hub-Signature-256": `sha256=${"0".repeat(64)}` };
    assert.equal((await fetch(listener.url, { method: "POST", headers, body: "{}" })).status, 401);
    assert.equal((await fetch(listener.url, { method: "POST", body: "{}" })).status, 401);
    assert.equal(statuses.length, 0);
  },
  async "text is sent, delivered and read"() {
    // covers: POST /{sender}/messages
    const bizOpaqueCallbackData = "trip-7";
    const sent = await client.messages.sendText({
      phoneNumberId, to: personA.wa_id, body: "Grüße aus Köln/Bonn 🛬", bizOpaqueCallbackData,
    });
    assert.equal(sent.contacts[0].waId, personA.wa_id);
    assert.equal((await statusOf(sent, "sent")).bizOpaqueCallbackData, bizOpaqueCallbackData);
    await person(personA, "read");
    const delivered = await statusOf(sent, "delivered");
    assert.equal(delivered.recipientId, personA.wa_id);
    assert.equal(delivered.recipientUserId, personA.user_id);
    assert.equal(delivered.pricing.category, "service");
    assert.equal(delivered.contact.waId, personA.wa_id);
    await statusOf(sent, "read");
  },
  async "a user id is an address too"() {
    assert.ok(isBusinessScopedUserId(personA.user_id));
    const sent = await client.messages.sendText({ phoneNumberId, recipient: personA.user_id, body: "By user id" });
    assert.equal((await statusOf(sent, "sent")).recipientId, personA.wa_id);
  },
  async "a template reaches a person without a window"() {
    // covers: POST /{sender}/messages
    const template = buildTemplateSendPayload({
      name: "order_update",
      language: "en_US",
      body: [{ type: "text", text: "Kim" }, { type: "text", text: "A-1001" }],
      buttons: [
        { type: "button", subType: "quick_reply", index: 0, parameters: [{ type: "payload", payload: "got-it" }] },
        { type: "button", subType: "url", index: 1, parameters: [{ type: "text", text: "A-1001" }] },
      ],
    });
    const sent = await client.messages.sendTemplate({ phoneNumberId, to: personB.wa_id, template });
    assert.equal(sent.messages[0].messageStatus, "accepted");
    await person(personB, "read");
    assert.deepEqual((await statusOf(sent, "delivered")).pricing,
      { billable: true, pricingModel: "PMP", type: "regular", category: "utility" });
    await person(personB, "tap", { message: idOf(sent), id: "got-it" });
    const tap = await messages.wait("quick reply", (message) => message.button?.payload === "got-it");
    assert.equal(tap.button.text, "Got it");
    assert.equal(tap.from, personB.wa_id);
  },
  async "named parameters are filled in"() {
    const template = buildTemplateSendPayload({
      name: "named_promo",
      language: "en_US",
      body: [
        { type: "text", text: "Kim", parameterName: "first_name" },
        { type: "text", text: "10 % off", parameterName: "offer" },
      ],
    });
    const sent = await client.messages.sendTemplate({ phoneNumberId, to: personA.wa_id, template });
    const { entries } = await sandbox("GET", `/people/${personA.person_id}/messages?limit=500`);
    const seen = entries.find((entry) => entry.wamid === idOf(sent));
    assert.equal(seen.content.body, "Hi Kim, this week you get 10 % off in our shop.");
  },
  async "buttons bring a reply"() {
    // covers: POST /{sender}/messages
    const sent = await client.messages.sendInteractiveButtons({
      phoneNumberId,
      to: personA.wa_id,
      header: { type: "text", text: "Your seat" },
      bodyText: "Seat 12A?",
      footerText: "Sandbox",
      buttons: [{ id: "keep", title: "Keep seat" }, { id: "change", title: "Change seat" }],
    });
    await person(personA, "tap", { message: idOf(sent), id: "change" });
    const tap = await messages.wait("button reply", (message) => message.interactive?.buttonReply?.id === "change");
    assert.equal(tap.interactive.buttonReply.title, "Change seat");
    assert.equal(tap.context.id, idOf(sent));
    assert.equal(tap.kapso.direction, "inbound");
  },
  async "inbound text can be answered and marked as read"() {
    // covers: POST /{sender}/messages
    const said = await person(personA, "say", { text: "Wo ist mein Koffer? 🧳" });
    const message = await messages.wait("text", (one) => one.id === said.wamid);
    assert.equal(message.text.body, "Wo ist mein Koffer? 🧳");
    const typingIndicator = { type: "text" };
    const read = await client.messages.markRead({ phoneNumberId, messageId: message.id, typingIndicator });
    assert.equal(read.success, true);
    const sent = await client.messages.sendText({
      phoneNumberId, to: message.from, body: "On its way.", contextMessageId: message.id,
    });
    await statusOf(sent, "sent");
    await client.messages.sendReaction({
      phoneNumberId, to: message.from, reaction: { messageId: message.id, emoji: "🙏" },
    });
  },
  async "inbound reaction and location are parsed"() {
    const place = { latitude: 50.87, longitude: 7.14, name: "Terminal 1", address: "Köln" };
    const sent = await client.messages.sendLocation({ phoneNumberId, to: personA.wa_id, location: place });
    await person(personA, "react", { message: idOf(sent), emoji: "👍" });
    const reaction = await messages.wait("reaction", (message) => message.type === "reaction");
    assert.deepEqual([reaction.reaction.emoji, reaction.reaction.messageId], ["👍", idOf(sent)]);
    await person(personA, "say", { location: place });
    const message = await messages.wait("location", (one) => one.type === "location");
    assert.deepEqual(message.location, place);
  },
  async "unknown and never-consented recipients fail later, alike"() {
    const body = "Hello?";
    const never = await statusOf(await client.messages.sendText({ phoneNumberId, to: personC.wa_id, body }), "failed");
    const unknown = await statusOf(await client.messages.sendText({ phoneNumberId, to: "+491705550199", body }), "failed");
    assert.equal(never.errors[0].code, 131026);
    assert.deepEqual(never.errors, unknown.errors);
  },
  async "templates are listed and created"() {
    // covers: GET /{business}/message_templates, POST /{business}/message_templates
    const businessAccountId = seed.waba_id;
    const { data } = await client.templates.list({ businessAccountId, limit: 100 });
    for (const name of Object.keys(seed.templates)) assert.ok(data.some((one) => one.name === name), name);
    const created = await client.templates.create({
      businessAccountId, name: "gate_change", language: "en_US", category: "UTILITY",
      components: [{ type: "BODY", text: "Your flight {{1}} now leaves from gate {{2}}, please go there at once.",
        example: { bodyText: [["KR 7", "B12"]] } }],
    });
    assert.equal(created.category, "UTILITY");
    await sandbox("POST", `/templates/${created.id}/approve`, {});
    const { data: found } = await client.templates.list({ businessAccountId, name: "gate_change" });
    assert.deepEqual(found.map((one) => [one.name, one.status]), [["gate_change", "APPROVED"]]);
  },
  async "a template is deleted and its name stays taken"() {
    // covers: DELETE /{business}/message_templates
    const businessAccountId = seed.waba_id;
    const template = { businessAccountId, name: "short_lived", language: "en_US", category: "UTILITY",
      components: [{ type: "BODY", text: "Here today, gone tomorrow." }] };
    const made = await client.templates.create(template);
    await client.templates.delete({ businessAccountId, name: "short_lived", hsmId: made.id });
    const { data } = await client.templates.list({ businessAccountId, name: "short_lived" });
    assert.deepEqual(data, []);
    const again = await refused(() => client.templates.create(template));
    assert.deepEqual([again.httpStatus, again.code, again.errorSubcode], [400, 100, 2388023]);
  },
  async "refusals are the SDK's own errors"() {
    const send = (template) => () => client.messages.sendTemplate({ phoneNumberId, to: personA.wa_id, template });
    const missing = await refused(send({ name: "nope", language: { code: "en_US" } }));
    assert.deepEqual([missing.httpStatus, missing.code, missing.isTemplateError()], [404, 132001, true]);
    const paused = await refused(send({ name: "paused_one", language: { code: "en_US" } }));
    assert.deepEqual([paused.httpStatus, paused.code], [400, 132015]);
    const stranger = new WhatsAppClient({ baseUrl: BASE, graphVersion: seed.version, accessToken: "krt_wrong" });
    const locked = await refused(() => stranger.messages.sendText({ phoneNumberId, to: personA.wa_id, body: "x" }));
    assert.deepEqual([locked.httpStatus, locked.code, locked.requiresTokenRefresh()], [401, 190, true]);
    const foreign = { phoneNumberId: seed.second_business.phone_id, to: personA.wa_id, body: "x" };
    const hidden = await refused(() => client.messages.sendText(foreign));
    assert.deepEqual([hidden.httpStatus, hidden.code, hidden.errorSubcode], [400, 100, 33]);
  },
};

let failed = 0;
const all = Object.entries({ ...checks, ...ofKinds, ...ofAccount });
for (const [name, check] of all) {
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
console.log(`${all.length - failed} passed, ${failed} failed`);
process.exitCode = failed ? 1 : 0;
