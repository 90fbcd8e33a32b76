//! Shapes that many answers share.

use super::shape::{
    address, always, any_of, cursor, list, maybe, object, only, open, text, truth, whole, words,
};
use serde_json::{Value, json};

/// The named schemas of all areas.
pub(super) fn shared() -> Vec<(&'static str, Value)> {
    vec![
        ("Success", object(&[("success", always(true))])),
        (
            "Paging",
            object(&[
                ("cursors", object(&[("before", cursor()), ("after", cursor())])),
                ("next?", address()),
            ]),
        ),
        ("GraphError", object(&[("error", graph_error())])),
        ("Fault", object(&[("error", fault())])),
        ("Check", check()),
        ("Price", price()),
    ]
}

fn graph_error() -> Value {
    let data = object(&[
        ("messaging_product", only("whatsapp")),
        ("details", text()),
        ("hint", text()),
        ("charged", any_of(&[always(false), json!({ "type": "null" })])),
        ("docs", text()),
        ("retry_after_s?", whole()),
        ("feature?", text()),
    ]);
    object(&[
        ("message", text()),
        ("type", words(&["OAuthException", "GraphMethodException"])),
        ("code", whole()),
        ("error_subcode?", whole()),
        ("error_data", data),
        ("error_user_title", text()),
        ("error_user_msg", text()),
        ("is_transient", truth()),
        ("fbtrace_id", text()),
    ])
}

fn fault() -> Value {
    object(&[("code", text()), ("message", text()), ("hint", text())])
}

fn check() -> Value {
    let pair = json!({ "type": "array", "items": text(), "minItems": 2, "maxItems": 2 });
    object(&[
        ("rule", text()),
        ("result", words(&["passed", "refused", "held", "skipped"])),
        ("inputs", list(pair)),
    ])
}

fn price() -> Value {
    object(&[
        ("category", words(&["service", "utility", "authentication", "marketing"])),
        ("type", text()),
        ("amount_micros", whole()),
        ("currency", text()),
    ])
}

/// Until when a message waits.
pub(super) fn held() -> Value {
    object(&[
        ("waits_for", words(&["budget", "quiet_hours", "quality_assessment", "takeover_guard"])),
        ("next_possible_at", whole()),
        ("gives_up_at", whole()),
    ])
}

/// An error inside an answer that is a success as a whole.
pub(super) fn inner_error() -> Value {
    open(&[("message", text()), ("code", whole()), ("error_data", open(&[("details", text())]))])
}

/// A page of the console's lists.
pub(super) fn rows(of: Value) -> Value {
    object(&[("data", list(of)), ("next", maybe(text()))])
}
