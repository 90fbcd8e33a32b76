//! Sending messages, and looking one up.

use super::answers::held;
use super::operation::{Api, Operation};
use super::shape::{
    always, any_of, at_most, between, filled, id, list, maybe, named, number, object, only, open,
    some, such_as, text, truth, wamid, whole, words,
};
use serde_json::{Value, json};

const AREA: &str = "Messages";

pub(super) fn operations() -> Vec<Operation> {
    vec![send(), send_marketing(), look()]
}

fn send() -> Operation {
    Operation::post(
        "/{sender}/messages",
        "sendMessage",
        "Sends a message, marks one as read, shows typing, or rehearses a message.",
    )
    .of(Api::Business, AREA)
    .says(
        "Exactly one of `to` and `recipient` names the person. 200 means that the message is on disk; what can be known without telling \
         who exists is refused in the answer, the rest fails by webhook. `status` with `message_id` marks a message as read.",
    )
    .header(
        "Idempotency-Key",
        "The same key with the same body answers the first outcome again.",
        json!({ "type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$" }),
    )
    .header(
        "Kurier-Strict",
        "`sync`: refusals that are told by webhook are told in the answer instead.",
        words(&["sync"]),
    )
    .body(any_of(&[message(), read()]))
    .answers("Taken, rehearsed, or marked.", any_of(&[taken(), rehearsed(), named("Success")]))
    .refuses(&[
        368, 130_429, 131_008, 131_009, 131_026, 131_031, 131_042, 131_047, 131_049, 131_050, 131_051,
        131_053, 131_056, 132_000, 132_001, 132_005, 132_012, 132_015, 132_016, 132_018, 133_010,
    ])
}

fn send_marketing() -> Operation {
    Operation::post(
        "/{sender}/marketing_messages",
        "sendMarketingMessage",
        "Sends a message made from a marketing template.",
    )
    .of(Api::Business, AREA)
    .says("It is decided as any other. `product_policy` and `message_activity_sharing` are taken and change nothing.")
    .body(open(&[
        ("messaging_product", only("whatsapp")),
        ("to?", such_as(filled(64), &[json!("999000000000001")])),
        ("recipient?", such_as(filled(140), &[json!("ZZ.40817352096418273645")])),
        ("type", only("template")),
        ("template", template()),
        ("product_policy?", words(&["CLOUD_API_FALLBACK", "STRICT"])),
        ("message_activity_sharing?", truth()),
        ("biz_opaque_callback_data?", at_most(512)),
        ("dry_run?", truth()),
    ]))
    .answers("Taken, or rehearsed.", any_of(&[taken(), rehearsed()]))
    .refuses(&[
        368, 130_429, 131_008, 131_009, 131_026, 131_031, 131_042, 131_047, 131_049, 131_050, 131_053,
        131_056, 132_000, 132_001, 132_005, 132_012, 132_015, 132_016, 132_018, 133_010,
    ])
}

fn look() -> Operation {
    Operation::get("/{node}", "showObject", "An object by its id.")
        .of(Api::Business, AREA)
        .on(&["message", "sender", "business", "template", "media", "signup", "flow"])
        .says(
            "The id says what it is: a sender, a business, a template, a file, a flow, a sign-up link, or a message. A message answers its status, its price, and \
             the checks that decided it. `fields` chooses among the fields.",
        )
        .fields()
        .query("phone_number_id", "Of a file: the sender that it came through.", text())
        .answers(
            "The object.",
            any_of(&[
                message_record(),
                super::later::scheduled(),
                named("Sender"),
                super::senders::business(),
                named("Template"),
                super::media::file(),
                super::signups::signup(),
                super::flows::flow(),
            ]),
        )
        .refuses(&[131_053])
}

fn message() -> Value {
    let mut shape = open(&[
        ("messaging_product", only("whatsapp")),
        ("to?", such_as(filled(64), &[json!("999000000000001")])),
        ("recipient?", such_as(filled(140), &[json!("ZZ.40817352096418273645")])),
        ("recipient_type?", only("individual")),
        ("type?", words(&TYPES)),
        ("context?", open(&[("message_id", wamid())])),
        ("biz_opaque_callback_data?", at_most(512)),
        ("dry_run?", truth()),
        ("send_at?", any_of(&[whole(), text()])),
        ("text?", open(&[("body", filled(4_096)), ("preview_url?", truth())])),
        ("image?", file(true)),
        ("video?", file(true)),
        ("audio?", file(false)),
        ("document?", file(true)),
        ("sticker?", file(false)),
        ("location?", location()),
        ("contacts?", some(contact(), 1, 257)),
        ("reaction?", open(&[("message_id", wamid()), ("emoji", text())])),
        ("interactive?", interactive()),
        ("template?", template()),
    ]);
    shape["examples"] = json!([{
        "messaging_product": "whatsapp", "to": "999000000000001", "type": "text",
        "text": { "body": "Your parcel is here." },
    }]);
    shape
}

const TYPES: [&str; 11] = [
    "text",
    "template",
    "interactive",
    "reaction",
    "location",
    "contacts",
    "image",
    "video",
    "audio",
    "document",
    "sticker",
];

fn read() -> Value {
    open(&[
        ("messaging_product", only("whatsapp")),
        ("status", only("read")),
        ("message_id", wamid()),
        ("typing_indicator?", open(&[("type", only("text"))])),
    ])
}

fn file(captioned: bool) -> Value {
    let mut members = vec![
        ("id?", id()),
        ("link?", json!({ "type": "string", "format": "uri", "maxLength": 2000 })),
        ("voice?", truth()),
    ];
    if captioned {
        members.push(("caption?", at_most(1_024)));
        members.push(("filename?", at_most(240)));
    }
    open(&members)
}

fn location() -> Value {
    open(&[
        ("latitude", json!({ "type": "number", "minimum": -90, "maximum": 90 })),
        ("longitude", json!({ "type": "number", "minimum": -180, "maximum": 180 })),
        ("name?", text()),
        ("address?", text()),
    ])
}

fn contact() -> Value {
    open(&[
        ("name", open(&[("formatted_name", filled(256)), ("first_name?", at_most(256))])),
        ("phones?", some(open(&[("phone?", at_most(256)), ("type?", at_most(256))]), 0, 20)),
    ])
}

fn interactive() -> Value {
    open(&[
        (
            "type",
            words(&["button", "list", "cta_url", "carousel", "location_request_message", "flow"]),
        ),
        (
            "header?",
            open(&[
                ("type", words(&["text", "image", "video", "document"])),
                ("text?", at_most(60)),
            ]),
        ),
        ("body", open(&[("text", filled(4_096))])),
        ("footer?", open(&[("text", at_most(60))])),
        (
            "action",
            json!({ "type": "object", "description": "Buttons, sections, cards, or parameters, as the type asks." }),
        ),
    ])
}

pub(super) fn template() -> Value {
    open(&[
        ("name", filled(512)),
        ("language", open(&[("code", filled(16))])),
        (
            "components?",
            list(open(&[("type", text()), ("parameters?", list(json!({ "type": "object" })))])),
        ),
    ])
}

fn taken() -> Value {
    object(&[
        ("messaging_product", only("whatsapp")),
        (
            "contacts",
            some(object(&[("input", text()), ("wa_id?", text()), ("user_id?", text())]), 1, 1),
        ),
        (
            "messages",
            some(
                object(&[
                    ("id", wamid()),
                    (
                        "message_status?",
                        words(&["accepted", "held", "held_for_quality_assessment", "scheduled"]),
                    ),
                ]),
                1,
                1,
            ),
        ),
    ])
}

fn rehearsed() -> Value {
    object(&[
        ("messaging_product", only("whatsapp")),
        ("dry_run", always(true)),
        ("would_be_accepted", truth()),
        ("held", maybe(held())),
        (
            "price",
            object(&[
                ("category", maybe(text())),
                ("amount_micros", whole()),
                ("currency", text()),
                ("rate_card", whole()),
            ]),
        ),
        ("window", object(&[("open", truth()), ("until", maybe(whole()))])),
        ("limits", list(super::standing::limit())),
        ("error", maybe(open(&[("code", whole()), ("message", text())]))),
        ("checks", list(named("Check"))),
    ])
}

fn message_record() -> Value {
    object(&[
        ("id", wamid()),
        ("messaging_product?", only("whatsapp")),
        ("status?", words(&["accepted", "held", "sent", "delivered", "read", "failed", "deleted"])),
        ("timestamp?", text()),
        ("recipient_id?", text()),
        ("recipient_user_id?", text()),
        ("price?", named("Price")),
        ("permission_receipt?", maybe(text())),
        ("checks?", list(named("Check"))),
        ("error?", maybe(open(&[("code", whole()), ("message", text())]))),
        ("timeline?", list(object(&[("status", text()), ("timestamp", text())]))),
        ("transfers?", list(transfer())),
        ("webhooks?", list(webhook())),
    ])
}

fn transfer() -> Value {
    object(&[
        ("id", whole()),
        ("kind", text()),
        ("timestamp", text()),
        ("amount_micros", whole()),
        ("messages", whole()),
        ("for_status", text()),
    ])
}

fn webhook() -> Value {
    let attempt = object(&[
        ("number", whole()),
        ("timestamp", text()),
        ("http_status", maybe(whole())),
        ("error", maybe(text())),
        ("took_ms", whole()),
    ]);
    object(&[
        ("status", text()),
        ("state", maybe(words(&["PENDING", "DELIVERED", "FAILED", "RETRYING"]))),
        ("url", maybe(text())),
        ("attempts", list(attempt)),
    ])
}

/// Sizes that must be numbers stand beside the messages that carry them.
pub(super) fn size() -> Value {
    between(0, 104_857_600)
}

/// A place on earth, as people send it.
pub(super) fn place() -> Value {
    open(&[("latitude", number()), ("longitude", number())])
}
