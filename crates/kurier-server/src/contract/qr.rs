//! Addresses into chats.

use super::operation::{Api, Operation};
use super::shape::{address, filled, list, object, open, page, success, text, words};
use serde_json::Value;

const AREA: &str = "QR codes";
const ALL: &str = "/{sender}/message_qrdls";
const ONE: &str = "/{sender}/message_qrdls/{code}";

pub(super) fn operations() -> Vec<Operation> {
    let all = vec![
        Operation::get(ALL, "listQrCodes", "The addresses into a sender's chats.")
            .paged()
            .fields()
            .answers("A page of addresses.", page(link())),
        Operation::post(
            ALL,
            "putQrCode",
            "Makes an address, or changes the one that `code` names.",
        )
        .body(text_of_it(true))
        .answers("The address.", link())
        .refuses(&[131_008, 131_009]),
        Operation::get(ONE, "showQrCode", "One address.")
            .fields()
            .answers("The address.", object(&[("data", list(link()))])),
        Operation::post(ONE, "changeQrCode", "Changes the text of an address.")
            .body(text_of_it(false))
            .answers("The address.", link())
            .refuses(&[131_008, 131_009]),
        Operation::delete(ONE, "deleteQrCode", "Ends an address.").answers("Ended.", success()),
    ];
    all.into_iter().map(|one| one.of(Api::Business, AREA)).collect()
}

fn text_of_it(named: bool) -> Value {
    let mut members =
        vec![("prefilled_message", filled(140)), ("generate_qr_image?", words(&["PNG", "SVG"]))];
    if named {
        members.push(("code?", text()));
    }
    open(&members)
}

fn link() -> Value {
    object(&[
        ("code?", text()),
        ("prefilled_message?", text()),
        ("deep_link_url?", address()),
        ("qr_image_url?", address()),
    ])
}
