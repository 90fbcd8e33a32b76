//! Tokens.

use super::operation::{Api, Operation};
use super::shape::{always, any_of, id, list, object, only, text, truth, whole, words};
use serde_json::{Value, json};

const AREA: &str = "Tokens";

pub(super) fn operations() -> Vec<Operation> {
    let all = vec![
        grant(Operation::get("/oauth/access_token", "issueToken", "A token for an app's secret."))
            .says(GRANTS),
        grant(Operation::post("/oauth/access_token", "exchangeToken", "The same, with a form."))
            .says(GRANTS),
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

const GRANTS: &str = "`client_credentials` is answered with the app's own token; `authorization_code`, or no type, exchanges \
    `code`; `fb_exchange_token` exchanges a token for one of sixty days.";

fn grant(operation: Operation) -> Operation {
    let types = words(&["client_credentials", "authorization_code", "fb_exchange_token"]);
    operation
        .query("grant_type", "What is asked for.", types)
        .need("client_id", "Id of the app.", text())
        .need("client_secret", "Secret of the app.", text())
        .query("code", "A code from the operator.", text())
        .query("fb_exchange_token", "The token to be exchanged.", text())
        .answers(
            "The token.",
            object(&[
                ("access_token", text()),
                ("token_type", only("bearer")),
                ("expires_in?", whole()),
            ]),
        )
        .refuses(&[101])
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
