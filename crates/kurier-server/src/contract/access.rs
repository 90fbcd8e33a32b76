//! Tokens.

use super::operation::{Api, Operation};
use super::shape::{always, any_of, id, list, object, only, text, truth, whole, words};
use serde_json::{Value, json};

const AREA: &str = "Tokens";

pub(super) fn operations() -> Vec<Operation> {
    let all = vec![
        Operation::get("/oauth/access_token", "issueAppToken", "The app's own token.")
            .need("grant_type", "Always this.", words(&["client_credentials"]))
            .need("client_id", "Id of the app.", text())
            .need("client_secret", "Secret of the app.", text())
            .answers(
                "The token.",
                object(&[("access_token", text()), ("token_type", only("bearer"))]),
            ),
        Operation::get(
            "/debug_token",
            "debugToken",
            "What a token of the business's own is worth.",
        )
        .need("input_token", "The token.", text())
        .answers("What it is worth.", object(&[("data", any_of(&[known(), unknown()]))])),
    ];
    all.into_iter().map(|one| one.of(Api::Business, AREA)).collect()
}

fn known() -> Value {
    let granular = object(&[("scope", text()), ("target_ids", list(id()))]);
    object(&[
        ("app_id", id()),
        ("type", words(&["SYSTEM_USER", "APP"])),
        ("application", text()),
        ("is_valid", truth()),
        ("issued_at?", whole()),
        ("expires_at", whole()),
        ("data_access_expires_at", whole()),
        ("scopes", list(text())),
        ("granular_scopes", list(granular)),
    ])
}

fn unknown() -> Value {
    object(&[
        ("error", object(&[("code", json!({ "const": 190 })), ("message", text())])),
        ("is_valid", always(false)),
        ("scopes", list(text())),
    ])
}
