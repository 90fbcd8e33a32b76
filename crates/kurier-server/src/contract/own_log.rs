//! Kurier's own calls about webhooks: the event log, replay, callbacks, secrets.

use super::operation::{Api, Operation};
use super::shape::{
    address, any_of, between, id, list, maybe, named, object, open, success, text, truth, whole,
    words,
};
use serde_json::Value;

const AREA: &str = "Event log";
const STATES: [&str; 4] = ["PENDING", "DELIVERED", "FAILED", "RETRYING"];

pub(super) fn operations() -> Vec<Operation> {
    let all = [log(), callbacks(), secrets()].concat();
    let whose = "Whose; only the operator gives it. A business's token says it already.";
    all.into_iter().map(|one| one.query("business", whose, id()).of(Api::Kurier, AREA)).collect()
}

fn log() -> Vec<Operation> {
    let attempt = object(&[
        ("number", whole()),
        ("timestamp", whole()),
        ("url", maybe(text())),
        ("status", maybe(whole())),
        ("error", maybe(text())),
        ("took_ms", whole()),
    ]);
    let event = object(&[
        ("event", whole()),
        ("id", text()),
        ("timestamp", whole()),
        ("field", text()),
        ("phone_number_id", maybe(id())),
        ("body", maybe(named("Webhook"))),
        ("state", maybe(words(&STATES))),
        ("url", maybe(text())),
        ("attempts", list(attempt)),
    ]);
    let paging = object(&[("cursors", object(&[("after", text())])), ("next?", address())]);
    let events = Operation::get(
        "/kurier/v1/events",
        "readEventLog",
        "What happened, for 30 days: each event with its webhook body and every attempt to deliver it.",
    )
    .says("A range by number (`from`, `to`), by time (`since`, `until`), one `event`, or all. Follow `paging.next`: with \
        `field`, a page may be empty while more follow.");
    let range = |one: Operation| {
        one.query("event", "One event: its number, or the `webhook-id` of its delivery.", text())
            .query("from", "From this event on.", number())
            .query("to", "Up to this event.", number())
            .query("since", "From this second on.", number())
            .query("until", "Before this second.", number())
    };
    let events = range(events)
        .query("field", "Events of this field alone.", text())
        .query("wait_s", "Seconds, at most 25, that an empty answer is held back.", number())
        .query("limit", "Elements on a page; brought inside 1 to 100.", between(0, 1_000_000))
        .query("after", "`paging.cursors.after` of the page before.", super::shape::cursor())
        .answers("A page of events.", object(&[("data", list(event)), ("paging", paging)]))
        .refuses(&[131_008, 131_009, 131_059]);
    let wanted = || any_of(&[number(), text()]);
    let replay = Operation::post(
        "/kurier/v1/events/replay",
        "replayEvents",
        "Posts events again, with the ids they had.",
    )
    .says("A range that reaches to the newest event, or at most 1,000 events.")
    .body(open(&[
        ("event?", wanted()),
        ("from?", wanted()),
        ("to?", wanted()),
        ("since?", wanted()),
        ("until?", wanted()),
    ]))
    .answers("So many deliveries come again.", object(&[("success", truth()), ("events", whole())]))
    .refuses(&[131_008, 131_009]);
    vec![events, replay]
}

fn number() -> Value {
    between(0, 9_007_199_254_740_991)
}

fn callbacks() -> Vec<Operation> {
    let callback = object(&[
        ("id", id()),
        ("scope", words(&["app", "business", "phone_number"])),
        ("phone_number_id", maybe(id())),
        ("url", text()),
        ("fields", maybe(list(text()))),
        ("batching", maybe(object(&[("max", whole()), ("wait_ms", whole())]))),
        ("last_event", whole()),
        ("behind", whole()),
        ("waiting", whole()),
        ("next_retry_timestamp", maybe(whole())),
        ("failing_since", maybe(whole())),
        ("disabled", truth()),
        ("disabled_reason", maybe(text())),
    ]);
    let tried = object(&[
        ("delivered", truth()),
        ("id", text()),
        ("status", maybe(whole())),
        ("error", maybe(text())),
        ("took_ms", whole()),
    ]);
    vec![
        Operation::get(
            "/kurier/v1/callbacks",
            "listCallbacks",
            "Where webhooks go, how far each is, and which is switched off, why.",
        )
        .answers("The callbacks.", object(&[("data", list(callback))]))
        .refuses(&[131_008]),
        Operation::post(
            "/kurier/v1/callbacks/{callback}/enable",
            "enableCallback",
            "Switches a callback on again; it goes on where it stopped.",
        )
        .answers("It is on.", success())
        .refuses(&[131_008]),
        Operation::post(
            "/kurier/v1/callbacks/{callback}/test",
            "testCallback",
            "Posts one signed sample to a callback now, and tells how it was answered.",
        )
        .says("It is no event: it stands in no log, is not tried again, and switches nothing off.")
        .body(open(&[("kind?", text())]))
        .answers("How it was answered.", tried)
        .refuses(&[131_008, 131_009]),
    ]
}

fn secrets() -> Vec<Operation> {
    let plain = || vec![("app_secret", text()), ("webhook_secret", text())];
    let mut former = plain();
    former.push(("until", whole()));
    let mut all = plain();
    all.push(("next", maybe(object(&plain()))));
    all.push(("former", maybe(object(&former))));
    let shape = object(&all);
    let all = vec![
        Operation::get(
            "/kurier/v1/secret",
            "showSecrets",
            "The app's secret, as it is and as libraries of Standard Webhooks take it.",
        ),
        Operation::post(
            "/kurier/v1/secret/next",
            "makeNextSecret",
            "Makes the next secret: from now on both sign in `webhook-signature`.",
        ),
        Operation::post(
            "/kurier/v1/secret/switch",
            "switchSecret",
            "Puts the next secret in force; the former one signs beside it for a day.",
        )
        .refuses(&[100]),
    ];
    let told = |one: Operation| one.answers("The secrets.", shape.clone()).refuses(&[131_008]);
    all.into_iter().map(told).collect()
}
