// Messages of every kind, both ways, with their files.

import { buildTemplateSendPayload } from "@kapso/whatsapp-cloud-api";
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import * as drawn from "./drawn.mjs";
import {
  businessAccountId, client, idOf, messages, person, personA, phoneNumberId, refused, sandbox, seen, sendsFile, statusOf, to,
} from "./world.mjs";

const common = { phoneNumberId, to };
const upload = (type, file, fileName) => client.media.upload({ phoneNumberId, type, file, fileName });

export const checks = {
  async "a file is uploaded, described, downloaded and deleted"() {
    // covers: POST /{sender}/media, GET /{node}, DELETE /{node}
    const content = drawn.png(80, 40);
    const { id: mediaId } = await upload("image/png", content, "seat.png");
    const found = await client.media.get({ mediaId });
    assert.deepEqual([found.mimeType, Number(found.fileSize)], ["image/png", content.length]);
    assert.equal(found.sha256, createHash("sha256").update(content).digest("hex"));
    const bytes = await client.media.download({ mediaId });
    assert.deepEqual(Buffer.from(bytes), content);
    assert.equal((await client.media.delete({ mediaId })).success, true);
    await refused(() => client.media.get({ mediaId }));
  },
  async "files of every kind are sent by id"() {
    // covers: POST /{sender}/messages, POST /{sender}/media
    const image = await upload("image/png", drawn.png(), "seat.png");
    const shown = await seen(personA, await client.messages.sendImage({ ...common, image: { id: image.id, caption: "12A" } }));
    assert.deepEqual([shown.file.kind, shown.caption], ["image", "12A"]);
    const video = await upload("video/mp4", drawn.mp4(), "film.mp4");
    const film = await seen(personA, await client.messages.sendVideo({ ...common, video: { id: video.id, caption: "Safety" } }));
    assert.deepEqual([film.file.kind, film.caption], ["video", "Safety"]);
    const audio = await upload("audio/mpeg", drawn.mp3(), "sound.mp3");
    assert.equal((await seen(personA, await client.messages.sendAudio({ ...common, audio: { id: audio.id } }))).file.kind, "audio");
    const note = await upload("audio/ogg", drawn.ogg(), "note.ogg");
    const voice = await client.messages.sendAudio({ ...common, audio: { id: note.id, voice: true } });
    assert.equal((await seen(personA, voice)).voice, true);
    const pass = await upload("application/pdf", drawn.pdf(), "pass.pdf");
    const document = { id: pass.id, filename: "Boarding.pdf", caption: "Your pass" };
    const sent = await client.messages.sendDocument({ ...common, document });
    const paper = await seen(personA, sent);
    assert.deepEqual([paper.file.filename, paper.caption], ["Boarding.pdf", "Your pass"]);
    await statusOf(sent, "sent");
    const sun = await upload("image/webp", drawn.webp(), "sun.webp");
    assert.equal((await seen(personA, await client.messages.sendSticker({ ...common, sticker: { id: sun.id } }))).file.kind, "sticker");
  },
  async "files that people send are described and downloaded"() {
    for (const [mime, content, shown] of [
      ["image/png", drawn.png(32, 48), { kind: "image", caption: "Look" }],
      ["video/mp4", drawn.mp4(), { kind: "video" }],
      ["audio/ogg", drawn.ogg(), { kind: "audio", voice: true }],
      ["image/webp", drawn.webp(), { kind: "sticker" }],
      ["application/pdf", drawn.pdf("Bill"), { kind: "document", caption: "Please pay" }],
    ]) {
      const said = await sendsFile(personA, mime, content, shown);
      const message = await messages.wait(shown.kind, (one) => one.id === said.wamid);
      assert.equal(message.type, shown.kind);
      const file = message[shown.kind];
      assert.equal(file.mimeType.split(";")[0], mime);
      assert.equal(file.caption, shown.caption);
      assert.deepEqual(Buffer.from(await client.media.download({ mediaId: file.id })), content);
    }
  },
  async "unfit files are refused"() {
    const wrong = await refused(() => upload("image/png", Buffer.from("no picture"), "a.png"));
    assert.equal(wrong.httpStatus, 400);
    const pass = await upload("application/pdf", drawn.pdf(), "a.pdf");
    const unfit = await refused(() => client.messages.sendImage({ ...common, image: { id: pass.id } }));
    assert.equal(unfit.httpStatus, 400);
  },
  async "contacts go both ways"() {
    // covers: POST /{sender}/messages
    const contacts = [{
      name: { formattedName: "Ada Lovelace", firstName: "Ada", lastName: "Lovelace" },
      phones: [{ phone: "+49 221 12345", type: "WORK" }],
      emails: [{ email: "ada@example.com", type: "WORK" }],
      org: { company: "Engines", title: "Analyst" },
    }];
    const shown = await seen(personA, await client.messages.sendContacts({ ...common, contacts }));
    assert.equal(shown.contacts[0].name.formatted_name, "Ada Lovelace");
    assert.equal(shown.contacts[0].org.company, "Engines");
    const card = { name: { formatted_name: "Kim", first_name: "Kim" }, phones: [{ phone: "+49 170 1", type: "HOME" }] };
    const said = await person(personA, "say", { contacts: [card] });
    const message = await messages.wait("contacts", (one) => one.id === said.wamid);
    assert.equal(message.contacts[0].name.formattedName, "Kim");
  },
  async "a list brings the chosen row"() {
    // covers: POST /{sender}/messages
    const rows = [{ id: "early", title: "8 to 10" }, { id: "late", title: "18 to 20", description: "At the door" }];
    const sent = await client.messages.sendInteractiveList({
      ...common, header: { type: "text", text: "Delivery" }, bodyText: "When shall we come?", footerText: "Sandbox",
      buttonText: "Choose", sections: [{ title: "Tomorrow", rows }],
    });
    await person(personA, "tap", { message: idOf(sent), id: "late" });
    const reply = await messages.wait("list reply", (one) => one.interactive?.listReply?.id === "late");
    assert.equal(reply.interactive.listReply.description, "At the door");
    assert.equal(reply.context.id, idOf(sent));
  },
  async "a picture stands above buttons, and a link opens a page"() {
    // covers: POST /{sender}/messages
    const { id } = await upload("image/png", drawn.png(), "seat.png");
    const sent = await client.messages.sendInteractiveButtons({
      ...common, header: { type: "image", image: { id } }, bodyText: "12A?", buttons: [{ id: "take-12a", title: "Take it" }],
    });
    assert.equal((await seen(personA, sent)).file.kind, "image");
    const link = await client.messages.sendInteractiveCtaUrl({
      ...common, bodyText: "See the map", parameters: { displayText: "Map", url: "https://air.example/map" },
    });
    const shown = await seen(personA, link);
    assert.deepEqual([shown.type, shown.url], ["cta_url", "https://air.example/map"]);
  },
  async "a request for a place is answered with one"() {
    // covers: POST /{sender}/messages
    const sent = await client.messages.sendInteractiveRaw({
      ...common, interactive: { type: "location_request_message", body: { text: "Where are you?" }, action: { name: "send_location" } },
    });
    assert.equal((await seen(personA, sent)).type, "location_request");
    const location = { latitude: 50.94, longitude: 6.96 };
    const said = await person(personA, "say", { location, reply_to: idOf(sent) });
    const message = await messages.wait("place", (one) => one.id === said.wamid);
    assert.deepEqual([message.location.latitude, message.context.id], [50.94, idOf(sent)]);
  },
  async "a reaction is taken back, both ways"() {
    const said = await person(personA, "say", { text: "Nice?" });
    const reaction = (emoji) => client.messages.sendReaction({ ...common, reaction: { messageId: said.wamid, emoji } });
    await reaction("🙏");
    await reaction("");
    const sent = await client.messages.sendText({ ...common, body: "Rate us" });
    await person(personA, "react", { message: idOf(sent), emoji: "👎" });
    await person(personA, "react", { message: idOf(sent), emoji: "" });
    const isOf = (one) => one.type === "reaction" && one.reaction.messageId === idOf(sent);
    await messages.wait("reaction", (one) => isOf(one) && one.reaction.emoji === "👎");
    await messages.wait("its end", (one) => isOf(one) && !one.reaction.emoji);
  },
  async "one-time codes and templates with a place are sent"() {
    // covers: POST /{sender}/messages
    const code = buildTemplateSendPayload({
      name: "otp", language: "en_US", body: [{ type: "text", text: "731904" }],
      buttons: [{ type: "button", subType: "url", index: 0, parameters: [{ type: "text", text: "731904" }] }],
    });
    const shown = await seen(personA, await client.messages.sendTemplate({ ...common, template: code }));
    assert.ok(shown.body.includes("731904"), shown.body);
    const created = await client.templates.create({
      businessAccountId, name: "parcel_waits", language: "en_US", category: "UTILITY",
      components: [
        { type: "HEADER", format: "LOCATION" },
        { type: "BODY", text: "Your parcel waits here." },
        { type: "FOOTER", text: "Sandbox Post" },
        { type: "BUTTONS", buttons: [{ type: "QUICK_REPLY", text: "On my way" }] },
      ],
    });
    await sandbox("POST", `/templates/${created.id}/approve`, {});
    const location = { latitude: 50.94, longitude: 6.96, name: "Parcel shop", address: "Domplatz 1" };
    const template = {
      name: "parcel_waits", language: { code: "en_US" },
      components: [{ type: "header", parameters: [{ type: "location", location }] }],
    };
    const sent = await client.messages.sendTemplate({ ...common, template });
    assert.equal((await seen(personA, sent)).place.name, "Parcel shop");
    await person(personA, "tap", { message: idOf(sent), title: "On my way" });
    await messages.wait("tap", (one) => one.button?.text === "On my way" && one.context.id === idOf(sent));
    const read = await client.templates.get({ businessAccountId, templateId: created.id });
    assert.deepEqual([read.name, read.status], ["parcel_waits", "APPROVED"]);
  },
  async "what needs a catalogue or a call is refused with words"() {
    for (const call of [
      () => client.messages.sendInteractiveProduct({ ...common, bodyText: "Buy", catalogId: "1", productRetailerId: "a" }),
      () => client.messages.sendInteractiveCallPermission({ ...common, bodyText: "May we call?", parameters: { phoneNumber: "+4922112345" } }),
    ]) {
      const error = await refused(call);
      assert.ok(error.httpStatus >= 400 && error.httpStatus < 500 && error.message, String(error));
    }
  },
  async "a recipient who blocks fails later"() {
    const made = await sandbox("POST", "/people", { name: "Bea" });
    const bea = { person_id: made.person_id };
    const { wa_id } = await person(bea, "allow", { purposes: ["utility", "marketing"] });
    await person(bea, "say", { text: "Hello" });
    await statusOf(await client.messages.sendText({ phoneNumberId, to: wa_id, body: "Hi" }), "sent");
    await person(bea, "block");
    const sent = await client.messages.sendText({ phoneNumberId, to: wa_id, body: "Still there?" });
    assert.equal((await statusOf(sent, "failed")).errors[0].code, 131026);
  },
};
