//! Shapes of the people API, which the console and the sandbox share in part.

use super::shape::{
    any_of, id, list, maybe, named, object, only, open, something, text, time, truth, whole, words,
};
use serde_json::{Value, json};

pub(super) const CADENCES: [&str; 3] = ["each", "daily", "weekly"];
pub(super) const PURPOSES: [&str; 3] = ["utility", "authentication", "marketing"];

pub(super) fn shared() -> Vec<(&'static str, Value)> {
    vec![
        ("KnownBusiness", known_business()),
        ("Ask", ask()),
        ("SignedReceipt", signed_receipt()),
        ("InboxEntry", inbox_entry()),
    ]
}

fn known_business() -> Value {
    object(&[
        ("id", id()),
        ("name", text()),
        ("verified", truth()),
        ("since", time()),
        ("blocked", truth()),
        ("window_until", maybe(time())),
    ])
}

fn ask() -> Value {
    object(&[
        ("purpose", words(&PURPOSES)),
        ("topic", maybe(text())),
        ("wording", text()),
        ("cadence", words(&CADENCES)),
        ("lifetime_s", maybe(whole())),
    ])
}

fn signed_receipt() -> Value {
    let receipt = object(&[
        ("version", whole()),
        ("id", whole()),
        ("at", time()),
        ("business", whole()),
        ("business_name", text()),
        ("user_id", text()),
        ("decision", open(&[("action", words(&["grant", "withdraw"]))])),
        ("source", text()),
        ("language", text()),
        ("wording", list(text())),
    ]);
    object(&[("receipt", receipt), ("signature", text()), ("public_key", text())])
}

fn inbox_entry() -> Value {
    let kinds =
        ["from_business", "from_person", "receipt", "read_by_business", "gone", "gone_later"];
    open(&[("seq", whole()), ("at", time()), ("business", whole()), ("kind", words(&kinds))])
}

/// What a person sends.
pub(super) fn said() -> Value {
    let content = json!({
        "type": "object",
        "required": ["type"],
        "properties": { "type": words(&[
            "text", "location", "contacts", "media", "reaction", "button_reply", "list_reply", "quick_reply",
            "form_reply",
        ]) },
        "examples": [{ "type": "text", "body": "Thank you" }],
    });
    open(&[
        ("client_id", super::shape::filled(64)),
        ("business", id()),
        ("content", content),
        ("reply_to?", maybe(super::shape::between(0, 4_294_967_295))),
    ])
}

/// What a business shows of one sender.
pub(super) fn shown_sender() -> Value {
    object(&[
        ("id", id()),
        ("name", text()),
        ("number", text()),
        ("about", text()),
        ("address", text()),
        ("description", text()),
        ("email", text()),
        ("websites", list(text())),
        ("vertical", text()),
        ("picture_url", maybe(text())),
        ("prompts", list(text())),
        ("commands", list(object(&[("command_name", text()), ("command_description", text())]))),
    ])
}

pub(super) fn permission() -> Value {
    object(&[
        ("receipt", text()),
        ("receipt_seq", whole()),
        ("purpose", words(&PURPOSES)),
        ("topic", maybe(text())),
        ("cadence", words(&CADENCES)),
        ("granted_at", time()),
        ("expires_at", maybe(time())),
        ("lapses", truth()),
        ("live", truth()),
        ("source", text()),
        ("sent_30d", whole()),
        ("last_at", maybe(time())),
    ])
}

pub(super) fn why() -> Value {
    let price = object(&[
        ("category", text()),
        ("kind", text()),
        ("micros", whole()),
        ("currency", text()),
        ("charged", truth()),
    ]);
    object(&[
        ("seq", whole()),
        ("business", named("KnownBusiness")),
        ("status", text()),
        ("at", time()),
        ("checks", list(named("Check"))),
        ("price", price),
        ("receipt", maybe(named("SignedReceipt"))),
    ])
}

pub(super) fn preview() -> Value {
    object(&[("url", text()), ("title", text()), ("description", text()), ("picture", maybe(id()))])
}

/// A frame of the socket that the device sends.
pub(super) fn device_frame() -> Value {
    let mut send = said();
    send["properties"]["t"] = only("send");
    any_of(&[
        open(&[("t", only("hello")), ("after", whole())]),
        open(&[("t", only("ack")), ("seq", whole())]),
        open(&[("t", only("read")), ("business", id()), ("seq", whole())]),
        send,
        open(&[("t", only("ping"))]),
    ])
}

/// A frame of the socket that the server sends.
pub(super) fn server_frame() -> Value {
    let cursor = object(&[("business", id()), ("seq", whole())]);
    any_of(&[
        object(&[
            ("t", only("welcome")),
            ("head", whole()),
            ("delivered", whole()),
            ("read", list(cursor)),
        ]),
        object(&[("t", only("entry")), ("entry", named("InboxEntry"))]),
        object(&[("t", only("live"))]),
        object(&[("t", only("sent")), ("client_id", text()), ("seq", whole())]),
        object(&[
            ("t", only("refused")),
            ("client_id", text()),
            ("error", something("As in answers.")),
        ]),
        object(&[("t", only("typing")), ("business", id())]),
        object(&[("t", only("read")), ("business", id()), ("seq", whole())]),
        object(&[("t", only("pong"))]),
        object(&[("t", only("error")), ("error", something("As in answers; a close follows."))]),
    ])
}
