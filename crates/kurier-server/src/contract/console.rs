//! What the operator's command line speaks.

use super::answers::rows;
use super::operation::{Api, Operation};
use super::people_bodies::{CADENCES, PURPOSES};
use super::shape::{
    at_most, between, filled, id, list, maybe, named, object, open, some, something, text, time,
    truth, whole, words,
};
use super::template_bodies::STATUSES;
use serde_json::{Value, json};

#[path = "console_senders.rs"]
mod senders;

const AREA: &str = "Console";

pub(super) fn operations() -> Vec<Operation> {
    let all = [businesses(), senders::operations(), money(), templates(), invites(), events()];
    let all = all.concat();
    all.into_iter().map(|one| one.of(Api::Console, AREA)).collect()
}

fn business() -> Value {
    object(&[
        ("id", id()),
        ("name", text()),
        ("app_id", id()),
        ("currency", text()),
        ("verified", truth()),
        ("suspended", truth()),
        ("created_at", time()),
    ])
}

fn sender() -> Value {
    object(&sender_members())
}

/// What every view of a sender tells.
fn sender_members() -> Vec<(&'static str, Value)> {
    vec![
        ("id", id()),
        ("business", id()),
        ("display_number", text()),
        ("name", text()),
        ("registered", truth()),
        ("created_at", time()),
    ]
}

fn balance() -> Value {
    object(&[("prepaid_micros", whole()), ("reserved_micros", whole()), ("owed_micros", whole())])
}

fn limit(operation: Operation) -> Operation {
    operation.query("limit", "Rows on a page, at most 200 or 500.", between(0, 1_000))
}

fn after(operation: Operation) -> Operation {
    operation.query("after", "`next` of the page before.", id())
}

fn businesses() -> Vec<Operation> {
    let made = object(&[
        ("business", business()),
        ("sender", sender()),
        ("app_secret", text()),
        ("token", text()),
    ]);
    let shown =
        object(&[("business", business()), ("senders", list(sender())), ("balance", balance())]);
    let secret = object(&[("app_id", id()), ("app_secret", text()), ("app_token", text())]);
    let token =
        object(&[("label?", at_most(75)), ("lifetime_s?", maybe(between(1, 1_000_000_000)))]);
    let new = object(&[
        ("name", filled(60)),
        (
            "display_number",
            json!({ "type": "string", "pattern": "^49[0-9]{9}$", "examples": ["493055501009"] }),
        ),
        ("verified?", truth()),
        ("credit_micros?", between(0, 1_000_000_000)),
    ]);
    vec![
        after(limit(Operation::get("/console/v1/businesses", "listBusinesses", "All businesses.")))
            .answers("A page of businesses.", rows(business()))
            .faults(&[400, 401, 503]),
        Operation::post(
            "/console/v1/businesses",
            "createBusiness",
            "A business with its first sender.",
        )
        .body(new)
        .answers("Made; token and secret are shown once.", made)
        .faults(&[400, 401, 409, 422, 503]),
        Operation::get("/console/v1/businesses/{business}", "inspectBusiness", "One business.")
            .answers("The business.", shown)
            .faults(&[401, 404, 503]),
        Operation::get(
            "/console/v1/businesses/{business}/secret",
            "showSecret",
            "What checks its webhooks.",
        )
        .answers("The secret.", secret)
        .faults(&[401, 404, 503]),
        Operation::get(
            "/console/v1/businesses/{business}/senders",
            "inspectSenders",
            "Its senders.",
        )
        .answers("All of them.", rows(sender()))
        .faults(&[401, 404, 503]),
        Operation::post(
            "/console/v1/businesses/{business}/codes",
            "createCode",
            "A code that its app exchanges for a token, once within ten minutes.",
        )
        .answers("The code.", object(&[("code", text()), ("expires_at", time())]))
        .faults(&[401, 404, 503]),
        Operation::post(
            "/console/v1/businesses/{business}/tokens",
            "createToken",
            "One more access token.",
        )
        .body(token)
        .answers("The token, shown once.", object(&[("token", text())]))
        .faults(&[400, 401, 404, 422, 503]),
    ]
}

fn money() -> Vec<Operation> {
    let transfer =
        || open(&[("id", whole()), ("at", time()), ("kind", text()), ("amount", whole())]);
    let top_up =
        object(&[("amount_micros", between(1, 1_000_000_000_000_000)), ("reference", filled(140))]);
    let report = object(&[
        ("transfers", whole()),
        ("messages", whole()),
        ("imbalance", whole()),
        ("findings", list(text())),
        (
            "invariants",
            list(object(&[("invariant", text()), ("checked", whole()), ("broken", whole())])),
        ),
        ("head", text()),
        ("uncleared", whole()),
    ]);
    let category = || words(&["service", "utility", "authentication", "marketing"]);
    let prices = || {
        let tier = object(&[
            ("category", category()),
            ("market", text()),
            ("from", whole()),
            ("micros", whole()),
        ]);
        let quota = object(&[("category", category()), ("messages", whole())]);
        let rate = object(&[("category", category()), ("market", text()), ("micros", whole())]);
        [("rates", list(rate)), ("quotas", list(quota)), ("tiers", list(tier))]
    };
    let card = |more: &[(&str, Value)]| object(&[more, &prices()[..]].concat());
    let shown = || card(&[("version", whole()), ("valid_from", time()), ("currency", text())]);
    vec![
        Operation::post("/console/v1/businesses/{business}/top-ups", "topUp", "A payment arrived.")
            .body(top_up)
            .answers(
                "Booked, once for a reference.",
                object(&[("transfer", transfer()), ("balance", balance())]),
            )
            .faults(&[400, 401, 404, 409, 422, 503]),
        limit(Operation::get(
            "/console/v1/businesses/{business}/transfers",
            "listTransfers",
            "Its ledger lines.",
        ))
        .query("after", "`next` of the page before.", between(0, 1_000_000))
        .answers("A page of lines.", rows(transfer()))
        .faults(&[400, 401, 404, 503]),
        Operation::post(
            "/console/v1/ledger/verify",
            "verifyLedger",
            "Computes everything again and compares.",
        )
        .answers("What was found.", report)
        .faults(&[401, 503]),
        Operation::get("/console/v1/rate-card", "showRateCard", "The prices in force.")
            .answers("The card.", shown())
            .faults(&[401, 404, 503]),
        Operation::post(
            "/console/v1/rate-card",
            "setRateCard",
            "New prices from a moment on, which lies not before now.",
        )
        .body(card(&[("valid_from", maybe(time()))]))
        .answers("The card with its version.", shown())
        .faults(&[400, 401, 409, 422, 503]),
    ]
}

fn templates() -> Vec<Operation> {
    let template =
        || open(&[("id", id()), ("business", id()), ("name", text()), ("language", text())]);
    let review = object(&[
        ("status", words(&["APPROVED", "REJECTED", "PAUSED", "DISABLED"])),
        ("reason?", maybe(text())),
        ("note?", at_most(500)),
    ]);
    vec![
        after(limit(Operation::get(
            "/console/v1/businesses/{business}/templates",
            "inspectTemplates",
            "Its templates.",
        )))
        .query("status", "With this status.", words(&STATUSES))
        .answers("A page of templates.", rows(template()))
        .faults(&[400, 401, 404, 503]),
        Operation::get("/console/v1/templates/{template}", "inspectTemplate", "One template.")
            .answers("The template.", template())
            .faults(&[401, 404, 503]),
        Operation::post(
            "/console/v1/templates/{template}/review",
            "reviewTemplate",
            "Decides about a template.",
        )
        .body(review)
        .answers("The template.", template())
        .faults(&[400, 401, 404, 409, 422, 503]),
        Operation::post(
            "/console/v1/templates/{template}/category",
            "recategorise",
            "Moves it into another category.",
        )
        .body(object(&[("category", words(&["UTILITY", "MARKETING"]))]))
        .answers("The template.", template())
        .faults(&[400, 401, 404, 409, 422, 503]),
    ]
}

fn invites() -> Vec<Operation> {
    let path = "/console/v1/businesses/{business}/invites";
    let invite = || {
        object(&[
            ("code", text()),
            ("link", text()),
            ("business", id()),
            ("sender", id()),
            ("asks", list(named("Ask"))),
            ("welcome", text()),
            ("uses_left", maybe(whole())),
            ("expires_at", maybe(time())),
            ("created_at", time()),
        ])
    };
    let line = object(&[
        ("purpose", words(&PURPOSES)),
        ("topic?", maybe(at_most(60))),
        ("wording", filled(160)),
        ("cadence?", words(&CADENCES)),
        ("lifetime_s?", maybe(between(1, 1_000_000_000))),
    ]);
    let new = object(&[
        ("sender?", maybe(id())),
        ("asks", some(line, 1, 5)),
        ("welcome?", at_most(200)),
        ("uses?", maybe(between(1, 1_000))),
        ("lifetime_s?", maybe(between(1, 1_000_000_000))),
    ]);
    vec![
        limit(Operation::get(path, "listInvites", "Its invitations."))
            .answers("The newest.", rows(invite()))
            .faults(&[400, 401, 404, 503]),
        Operation::post(path, "createInvite", "One more invitation.")
            .body(new)
            .answers("The invitation.", invite())
            .faults(&[400, 401, 404, 422, 503]),
    ]
}

fn events() -> Vec<Operation> {
    let event = object(&[
        ("seq", whole()),
        ("at", time()),
        ("id", text()),
        ("body", text()),
        ("signature", text()),
    ]);
    let subscription = object(&[
        ("id", id()),
        ("callback_url", text()),
        ("cursor", whole()),
        ("disabled", truth()),
        ("failing_since", maybe(time())),
        ("next_retry_at", maybe(time())),
        ("waiting", whole()),
    ]);
    vec![
        Operation::get("/console/v1/logs", "followLogs", "What this node does, as server-sent events.")
            .says("Calls of the business API, decisions and webhook attempts, as they happen; nothing is kept.")
            .query("business", "Only of this business.", id())
            .query("bodies", "With what requests, answers and webhooks say.", truth())
            .answers(
                "One line for each.",
                json!({ "type": "string", "contentMediaType": "text/event-stream" }),
            )
            .faults(&[400, 401, 404, 503]),
        limit(Operation::get(
            "/console/v1/businesses/{business}/events",
            "listEvents",
            "Its events with their webhooks.",
        ))
        .query(
            "after",
            "Events after this one; by default after the newest.",
            between(-1, 1_000_000),
        )
        .query("wait_s", "Holds the answer back so long, at most 25 s.", between(0, 0))
        .answers("The events.", object(&[("events", list(event)), ("next", whole())]))
        .faults(&[400, 401, 404, 503]),
        Operation::get(
            "/console/v1/businesses/{business}/subscriptions",
            "inspectSubscriptions",
            "Its webhook subscriptions.",
        )
        .answers("All of them.", rows(subscription))
        .faults(&[401, 404, 503]),
        Operation::post(
            "/console/v1/businesses/{business}/subscriptions/{subscription}/replay",
            "replay",
            "Moves a cursor back.",
        )
        .body(object(&[("after", between(0, 1_000_000))]))
        .answers("So many events come again.", object(&[("success", truth()), ("events", whole())]))
        .faults(&[400, 401, 404, 422, 503]),
        limit(Operation::get(
            "/console/v1/subscriptions/{subscription}/attempts",
            "listAttempts",
            "The last deliveries.",
        ))
        .answers("Newest first.", rows(something("One attempt.")))
        .faults(&[400, 401, 404, 503]),
    ]
}
