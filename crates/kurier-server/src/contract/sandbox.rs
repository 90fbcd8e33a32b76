//! Scripted people, a movable clock and deliberate faults.

use super::operation::{Api, Operation};
use super::people_bodies::{CADENCES, PURPOSES};
use super::shape::{
    any_of, between, filled, id, list, maybe, named, object, open, some, text, time, truth, wamid,
    whole, words,
};
use super::template_bodies::STATUSES;
use serde_json::{Value, json};

const AREA: &str = "Sandbox";

pub(super) fn operations() -> Vec<Operation> {
    let all = [world(), permissions(), messages(), reviews()].concat();
    all.into_iter().map(|one| one.of(Api::Sandbox, AREA)).collect()
}

/// The business meant; by default the first one.
fn meant() -> (&'static str, Value) {
    ("waba_id?", maybe(id()))
}

fn world() -> Vec<Operation> {
    let now = || object(&[("now", time())]);
    let person = object(&[
        ("name?", text()),
        ("language?", words(&["de", "en"])),
        ("phone?", maybe(json!({ "type": "string", "pattern": "^4917[0-9]{8}$" }))),
    ]);
    let plan = object(&[
        meant(),
        ("clear?", truth()),
        ("fail_next?", between(0, 10)),
        ("status?", between(100, 599)),
        ("lose_next?", between(0, 10)),
        ("duplicate_next?", between(0, 10)),
        ("slow_next?", between(0, 10)),
        ("slow_s?", between(0, 3_600)),
        ("out_of_order_next?", between(0, 10)),
        ("always?", maybe(standing("?"))),
    ]);
    vec![
        Operation::get("/sandbox/v1/clock", "showClock", "The time.")
            .answers("Now.", now())
            .faults(&[401]),
        Operation::post("/sandbox/v1/clock", "moveClock", "Moves the clock forward.")
            .body(object(&[("advance_s", between(0, 316_224_000))]))
            .answers("Now.", now())
            .faults(&[400, 401, 422]),
        Operation::post(
            "/sandbox/v1/dns",
            "setRecords",
            "Puts TXT records at a domain, as this sandbox sees it.",
        )
        .says("So a business proves a domain here. No records take away those that are there.")
        .body(object(&[("domain", text()), ("txt", list(text()))]))
        .answers("So many are kept.", object(&[("records", whole())]))
        .faults(&[400, 401, 422]),
        Operation::post("/sandbox/v1/people", "createPerson", "One more scripted person.")
            .body(person)
            .answers("She.", object(&[("person_id", text()), ("session", text())]))
            .faults(&[400, 401, 409, 422, 503]),
        Operation::post(
            "/sandbox/v1/webhook-faults",
            "planFaults",
            "Plans faults of the next webhooks.",
        )
        .body(plan)
        .answers("So many are planned.", object(&[("planned", whole()), ("always", standing(""))]))
        .faults(&[400, 401, 404, 422]),
        Operation::get("/sandbox/v1/numbers", "listNumbers", "Numbers with a fixed behaviour.")
            .answers(
                "All of them.",
                object(&[(
                    "data",
                    list(object(&[("number", text()), ("name", text()), ("seen", text())])),
                )]),
            )
            .faults(&[401]),
        Operation::get("/sandbox/v1/stream", "watch", "The live view, as server-sent events.")
            .answers(
                "One line for each.",
                json!({ "type": "string", "contentMediaType": "text/event-stream" }),
            )
            .faults(&[401]),
        Operation::get(
            "/sandbox/v1/enter",
            "enter",
            "Makes a scripted person's session the browser's.",
        )
        .need("session", "Her session.", text())
        .answers_with("303", "To the messenger.", Value::Null)
        .faults(&[400, 401]),
    ]
}

/// Faults that hold; in a call each may be left out.
fn standing(optional: &str) -> Value {
    let members = [
        ("duplicate", truth()),
        ("out_of_order", truth()),
        ("slow_s", between(0, 3_600)),
        ("fail_every", between(0, 100)),
        ("fail_status", between(if optional.is_empty() { 0 } else { 100 }, 599)),
    ];
    let named: Vec<(String, Value)> =
        members.into_iter().map(|(name, of)| (format!("{name}{optional}"), of)).collect();
    let named: Vec<(&str, Value)> =
        named.iter().map(|(name, of)| (name.as_str(), of.clone())).collect();
    object(&named)
}

fn permissions() -> Vec<Operation> {
    let allow = object(&[
        meant(),
        ("purposes", some(words(&PURPOSES), 1, 3)),
        ("topic?", maybe(filled(60))),
        ("cadence?", words(&CADENCES)),
        ("lifetime_s?", maybe(between(1, 1_000_000_000))),
    ]);
    let allowed = object(&[
        ("waba_id", id()),
        ("wa_id", text()),
        ("user_id", text()),
        ("receipt", maybe(named("SignedReceipt"))),
    ]);
    let withdraw =
        object(&[meant(), ("purpose?", maybe(words(&PURPOSES))), ("topic?", maybe(text()))]);
    let blocked = || vec![("success", truth()), ("blocked", truth())];
    let reported = [blocked(), vec![("reason", text())]].concat();
    let ways: [(_, _, _, _, Value); 4] = [
        (
            "/sandbox/v1/people/{person}/allow",
            "allow",
            "She allows a business to write.",
            allow,
            allowed,
        ),
        (
            "/sandbox/v1/people/{person}/withdraw",
            "withdrawAs",
            "She takes permissions back.",
            withdraw,
            object(&[("success", truth()), ("gone", list(whole()))]),
        ),
        (
            "/sandbox/v1/people/{person}/block",
            "blockAs",
            "She blocks a business, or ends that.",
            object(&[meant(), ("blocked?", truth())]),
            object(&blocked()),
        ),
        (
            "/sandbox/v1/people/{person}/report",
            "reportAs",
            "She reports a business, which blocks it.",
            object(&[meant(), ("reason", filled(200))]),
            object(&reported),
        ),
    ];
    ways.into_iter().map(act).collect()
}

/// Something that a scripted person does.
fn act(
    (path, id, what, body, answer): (&'static str, &'static str, &'static str, Value, Value),
) -> Operation {
    Operation::post(path, id, what)
        .body(body)
        .answers("Done.", answer)
        .faults(&[400, 401, 403, 404, 410, 413, 422, 503])
}

fn messages() -> Vec<Operation> {
    let said = || object(&[("wamid", wamid()), ("seq", whole())]);
    let say = object(&[
        meant(),
        ("text?", maybe(filled(4_096))),
        ("location?", maybe(super::messages::place())),
        ("contacts?", maybe(list(json!({ "type": "object" })))),
        ("media?", maybe(json!({ "type": "object" }))),
        ("form?", maybe(open(&[("answer", json!({ "type": "object" }))]))),
        ("reply_to?", maybe(text())),
    ]);
    let tap = object(&[
        meant(),
        ("message?", maybe(text())),
        ("index?", maybe(between(0, 99))),
        ("id?", maybe(text())),
        ("title?", maybe(text())),
    ]);
    let react = object(&[meant(), ("message?", maybe(text())), ("emoji", text())]);
    let play = object(&[meant(), ("message?", maybe(text()))]);
    let place = any_of(&[between(0, 4_294_967_295), text()]);
    let read = object(&[meant(), ("up_to?", maybe(place))]);
    let read_answer = object(&[("success", truth()), ("up_to", whole())]);
    let ways = [
        ("/sandbox/v1/people/{person}/say", "sayAs", "She writes.", say, said()),
        (
            "/sandbox/v1/people/{person}/tap",
            "tapAs",
            "She taps a button, or chooses a row.",
            tap,
            said(),
        ),
        ("/sandbox/v1/people/{person}/react", "reactAs", "She reacts to a message.", react, said()),
        ("/sandbox/v1/people/{person}/read", "readAs", "She reads.", read, read_answer),
        (
            "/sandbox/v1/people/{person}/play",
            "playAs",
            "She listens to a voice note.",
            play,
            object(&[("success", truth())]),
        ),
    ];
    let seen = open(&[("seq", whole()), ("at", time()), ("kind", text())]);
    let look = Operation::get("/sandbox/v1/people/{person}/messages", "seenBy", "What she sees.")
        .says("Looking is receiving, unless `peek` is true.")
        .query("after", "Entries after this place.", between(0, 1_000_000))
        .query("limit", "At most 500.", between(0, 1_000))
        .query("peek", "Only looks.", truth())
        .answers("Her inbox.", object(&[("entries", list(seen)), ("head", whole())]))
        .faults(&[400, 401, 404, 503]);
    ways.into_iter().map(act).chain([look]).collect()
}

fn reviews() -> Vec<Operation> {
    let ways = [
        ("/sandbox/v1/templates/{template}/approve", "approve", "Approves a template."),
        ("/sandbox/v1/templates/{template}/reject", "reject", "Rejects a template."),
        ("/sandbox/v1/templates/{template}/pause", "pause", "Pauses a template."),
    ];
    let reviewed = |(path, name, what)| {
        Operation::post(path, name, what)
            .body(object(&[("reason?", maybe(text()))]))
            .answers("Done.", object(&[("id", id()), ("status", words(&STATUSES))]))
            .faults(&[400, 401, 404, 409, 422, 503])
    };
    ways.into_iter().map(reviewed).collect()
}
