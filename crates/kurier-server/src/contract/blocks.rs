//! Whose messages are not taken.

use super::answers::inner_error;
use super::operation::{Api, Operation};
use super::shape::{filled, list, object, only, open, page, some, text};
use serde_json::{Value, json};

const AREA: &str = "Blocking";

pub(super) fn operations() -> Vec<Operation> {
    let path = "/{sender}/block_users";
    let all = vec![
        Operation::get(path, "listBlocked", "Whom the business blocks.").paged().answers(
            "A page of people.",
            page(object(&[
                ("messaging_product?", only("whatsapp")),
                ("wa_id?", text()),
                ("input?", text()),
            ])),
        ),
        Operation::post(path, "block", "Takes no messages of these people any more.")
            .body(named())
            .answers("What became of each.", outcome("added_users"))
            .refuses(&[131_008, 131_009, 139_100, 139_101]),
        Operation::delete(path, "unblock", "Takes messages of these people again.")
            .body(named())
            .answers("What became of each.", outcome("removed_users"))
            .refuses(&[131_008, 131_009, 139_100, 139_101]),
    ];
    all.into_iter().map(|one| one.of(Api::Business, AREA)).collect()
}

fn named() -> Value {
    let one = open(&[("user?", filled(64)), ("user_id?", filled(140))]);
    let mut shape =
        open(&[("messaging_product", only("whatsapp")), ("block_users", some(one, 1, 1_000))]);
    shape["examples"] = json!([{ "messaging_product": "whatsapp", "block_users": [{ "user": "999000000000001" }] }]);
    shape
}

fn outcome(done: &str) -> Value {
    let well = list(object(&[("input", text()), ("wa_id", text())]));
    let failed =
        list(object(&[("input", text()), ("wa_id", text()), ("errors", list(inner_error()))]));
    object(&[
        ("messaging_product", only("whatsapp")),
        ("block_users", object(&[(done, well), ("failed_users?", failed)])),
        ("error?", inner_error()),
    ])
}
