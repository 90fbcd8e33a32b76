// What a business shows and sets: profile, QR codes, blocks, PIN; and the webhooks that no person causes.

import assert from "node:assert/strict";
import * as drawn from "./drawn.mjs";
import {
  businessAccountId, client, messages, others, person, personA, phoneNumberId, refused, sandbox, seed, statusOf, to,
} from "./world.mjs";

const ask = (method, path, options = {}) => client.request(method, path, { responseType: "json", ...options });

export const checks = {
  async "the account and its numbers are shown"() {
    // covers: GET /{node}, GET /{business}/phone_numbers
    const account = await ask("GET", businessAccountId);
    assert.equal(account.id, businessAccountId);
    const { data } = await ask("GET", `${businessAccountId}/phone_numbers`);
    assert.ok(data.some((one) => one.id === phoneNumberId && one.verifiedName), JSON.stringify(data));
  },
  async "the profile is changed and read"() {
    // covers: GET /{sender}/whatsapp_business_profile, POST /{sender}/whatsapp_business_profile
    const changed = {
      about: "Open all day", address: "Domplatz 1, Köln", description: "We sell what you need.",
      email: "shop@example.com", websites: ["https://shop.example/"], vertical: "RETAIL",
    };
    const done = await client.phoneNumbers.businessProfile.update({ phoneNumberId, ...changed });
    assert.equal(done.success, true);
    const fields = "about,address,description,email,websites,vertical";
    const { data: [profile] } = await client.phoneNumbers.businessProfile.get({ phoneNumberId, fields });
    for (const [name, value] of Object.entries(changed)) assert.deepEqual(profile[name], value, name);
    const long = await refused(() => client.phoneNumbers.businessProfile.update({ phoneNumberId, about: "x".repeat(140) }));
    assert.equal(long.httpStatus, 400);
  },
  async "QR codes are made, listed, changed and deleted"() {
    // covers: GET /{sender}/message_qrdls, POST /{sender}/message_qrdls, GET /{sender}/message_qrdls/{code}
    // covers: DELETE /{sender}/message_qrdls/{code}
    const path = `${phoneNumberId}/message_qrdls`;
    const made = await ask("POST", path, { body: { prefilledMessage: "I want to order", generateQrImage: "SVG" } });
    assert.equal(made.prefilledMessage, "I want to order");
    assert.match(await (await client.rawFetch(made.qrImageUrl)).text(), /<svg/);
    const { data } = await ask("GET", path);
    assert.ok(data.some((one) => one.code === made.code));
    const changed = await ask("POST", path, { body: { code: made.code, prefilledMessage: "I want two" } });
    assert.equal(changed.prefilledMessage, "I want two");
    const { data: [found] } = await ask("GET", `${path}/${made.code}`);
    assert.equal(found.prefilledMessage, "I want two");
    assert.equal((await ask("DELETE", `${path}/${made.code}`)).success, true);
    assert.ok(!(await ask("GET", path)).data.some((one) => one.code === made.code));
  },
  async "people are blocked, listed and unblocked"() {
    // covers: GET /{sender}/block_users, POST /{sender}/block_users, DELETE /{sender}/block_users
    const said = await person(personA, "say", { text: "Spam spam" });
    await messages.wait("spam", (one) => one.id === said.wamid);
    const path = `${phoneNumberId}/block_users`;
    const body = { messagingProduct: "whatsapp", blockUsers: [{ user: to }] };
    const blocked = await ask("POST", path, { body });
    assert.equal(blocked.blockUsers.addedUsers[0].waId, to);
    assert.ok((await ask("GET", path)).data.some((one) => one.waId === to));
    const freed = await ask("DELETE", path, { body });
    assert.equal(freed.blockUsers.removedUsers[0].waId, to);
    assert.ok(!(await ask("GET", path)).data.some((one) => one.waId === to));
  },
  async "a number is registered with its PIN"() {
    // covers: POST /{sender}/register, POST /{sender}/deregister
    assert.equal((await client.phoneNumbers.deregister({ phoneNumberId })).success, true);
    const error = await refused(() => client.messages.sendText({ phoneNumberId, to, body: "?" }));
    assert.equal(error.code, 133010);
    assert.equal((await client.phoneNumbers.register({ phoneNumberId, pin: "123456" })).success, true);
    await statusOf(await client.messages.sendText({ phoneNumberId, to, body: "Back again" }), "sent");
  },
  async "a sample for a template is uploaded"() {
    // covers: POST /{app}/uploads, POST /upload:{upload}
    const file = drawn.png();
    const query = { fileLength: file.length, fileType: "image/png", fileName: "seat.png" };
    const begun = await ask("POST", `${seed.app_id}/uploads`, { query });
    // The client resolves a path as an address: a bare `upload:` would be taken for a scheme.
    const sent = await client.request("POST", `./${begun.id}`, { body: file, headers: { file_offset: "0" }, responseType: "json" });
    assert.ok(sent.h, JSON.stringify(sent));
    const created = await client.templates.create({
      businessAccountId, name: "seat_picture", language: "en_US", category: "UTILITY",
      components: [
        { type: "HEADER", format: "IMAGE", example: { headerHandle: [sent.h] } },
        { type: "BODY", text: "This is the seat that you chose." },
      ],
    });
    assert.ok(created.id);
  },
  async "the life of a template is told"() {
    const made = await client.templates.create({
      businessAccountId, name: "told_life", language: "en_US", category: "UTILITY",
      components: [{ type: "BODY", text: "We tell you what becomes of this." }],
    });
    await sandbox("POST", `/templates/${made.id}/approve`, {});
    await sandbox("POST", `/templates/${made.id}/pause`, {});
    for (const event of ["APPROVED", "PAUSED"]) {
      await others.wait(`the template ${event}`, ({ field, value }) =>
        field === "message_template_status_update" && String(value.message_template_id) === made.id && value.event === event);
    }
  },
  async "a withdrawal of marketing is told"() {
    await person(personA, "withdraw", { purpose: "marketing" });
    const told = await others.wait("a preference", ({ field, value }) =>
      field === "user_preferences" && value.user_preferences[0].value === "stop");
    assert.equal(told.value.contacts[0].wa_id, to);
  },
};
