//! Files.

use super::later;
use super::messages::size;
use super::operation::{Api, Operation};
use super::shape::{address, any_of, between, bytes, filled, id, object, only, success, text};
use serde_json::{Value, json};

const AREA: &str = "Files";

pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::post("/{sender}/media", "uploadMedia", "Takes a file in.")
            .of(Api::Business, AREA)
            .says("The content decides what it is; `type` must fit.")
            .content("multipart/form-data", form())
            .answers("Its id.", object(&[("id", id())]))
            .refuses(&[131_009, 131_053]),
        Operation::delete("/{node}", "deleteObject", "Forgets a file or the draft of a flow, takes a message back, or removes a sender.")
            .of(Api::Business, AREA)
            .on(&["media", "message", "sender", "flow"])
            .says("A message goes as with `POST /{node}/recall`; a scheduled one is cancelled. A sender goes for good, but for what it sent.")
            .query("phone_number_id", "Of a file: the sender that it came through.", text())
            .answers("Forgotten, taken back, or removed.", any_of(&[success(), later::recalled(), later::cancelled()]))
            .refuses(&[33, 131_053, 139_001, 139_004]),
        Operation::post("/{app}/uploads", "beginUpload", "Begins an upload in pieces.")
            .of(Api::Business, AREA)
            .need("file_length", "Bytes of the whole file.", between(1, 104_857_600))
            .need("file_type", "Its media type.", json!({ "type": "string", "examples": ["image/png"] }))
            .query("file_name", "Its name.", filled(1_024))
            .answers("What pieces are sent to.", object(&[("id", upload())]))
            .refuses(&[131_053]),
        Operation::post("/upload:{upload}", "continueUpload", "Brings a piece of a file.")
            .of(Api::Business, AREA)
            .says("The handle comes once all bytes are there.")
            .header("file_offset", "The byte at which the body begins.", between(0, 104_857_600))
            .content("application/octet-stream", json!({ "type": "string" }))
            .answers("The handle, or how far it is.", any_of(&[object(&[("h", text())]), state()]))
            .refuses(&[131_053]),
        Operation::get("/upload:{upload}", "showUpload", "How far an upload is.")
            .of(Api::Business, AREA)
            .answers("How far it is.", state())
            .refuses(&[131_053]),
        Operation::get("/media/{address}", "downloadMedia", "The bytes of a file.")
            .of(Api::Open, AREA)
            .says("The address proves itself for five minutes; `GET /{node}` of a file gives it. `Range` works.")
            .answers("All of it.", bytes())
            .answers_with("206", "A part of it.", bytes())
            .answers_with("416", "No such part.", Value::Null)
            .faults(&[404, 503]),
    ]
}

fn form() -> Value {
    json!({
        "type": "object",
        "required": ["messaging_product", "file"],
        "properties": {
            "messaging_product": only("whatsapp"),
            "type": { "type": "string", "examples": ["image/png"] },
            "ttl_minutes": between(1, 43_200),
            "file": { "type": "string", "format": "binary" },
        },
    })
}

fn upload() -> Value {
    json!({ "type": "string", "pattern": "^upload:[0-9]+$" })
}

fn state() -> Value {
    object(&[("id", upload()), ("file_offset", size())])
}

/// What a file is.
pub(super) fn file() -> Value {
    object(&[
        ("messaging_product?", only("whatsapp")),
        ("url?", address()),
        ("mime_type?", text()),
        ("sha256?", json!({ "type": "string", "pattern": "^[0-9a-f]{64}$" })),
        ("file_size?", size()),
        ("id", id()),
    ])
}
