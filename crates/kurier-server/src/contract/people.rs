//! What the messenger speaks.

use super::operation::{Api, Operation};
use super::people_bodies::{CADENCES, PURPOSES, permission, preview, said, shown_sender, why};
use super::shape::{
    between, bytes, id, list, maybe, named, object, open, something, success, text, time, truth,
    whole, words,
};
use kurier_policy::rules::reason::Reason;
use serde_json::{Value, json};

const AREA: &str = "People";
const WANTED: [&str; 2] = ["yes", "no"];

pub(super) fn operations() -> Vec<Operation> {
    let cards = super::invitations::cards();
    let all =
        [entrances(), herself(), attention(), cards, permissions(), messages(), files()].concat();
    all.into_iter().map(|one| one.of(Api::People, AREA)).collect()
}

fn entrances() -> Vec<Operation> {
    let offer = object(&[
        ("code", text()),
        ("business", named("KnownBusiness")),
        ("asks", list(named("Ask"))),
        ("expires_at", maybe(time())),
        ("already_allowed", truth()),
    ]);
    let choice = open(&[("index", between(0, 99)), ("cadence?", words(&CADENCES))]);
    let accepted = object(&[
        ("person", object(&[("name", text()), ("language", words(&["en", "de"]))])),
        ("business", id()),
        ("receipt_seq", whole()),
    ]);
    let link = object(&[
        ("code", text()),
        ("business", named("KnownBusiness")),
        ("text", text()),
        ("known", truth()),
    ]);
    vec![
        Operation::get("/people/v1/invites/{code}", "showInvite", "What an invitation offers.")
            .answers("The offer.", offer)
            .faults(&[400, 404, 410, 503]),
        Operation::post(
            "/people/v1/invites/{code}/accept",
            "acceptInvite",
            "Allows lines of an invitation.",
        )
        .says("Makes the person and sets the cookie if there is no session.")
        .body(open(&[
            ("choices", list(choice)),
            ("name?", text()),
            ("language?", words(&["en", "de"])),
        ]))
        .answers("Allowed.", accepted)
        .faults(&[400, 403, 404, 410, 422, 503]),
        Operation::get(
            "/people/v1/links/{code}",
            "showLink",
            "Where an address into a chat leads.",
        )
        .answers("There.", link)
        .faults(&[400, 404, 503]),
        Operation::post(
            "/people/v1/links/{code}/enter",
            "enterChat",
            "Makes the chat; allows nothing.",
        )
        .body(open(&[("name?", text()), ("language?", words(&["en", "de"]))]))
        .answers("Made.", object(&[("business", id()), ("text", text())]))
        .faults(&[400, 403, 404, 422, 503]),
    ]
}

fn herself() -> Vec<Operation> {
    let me = object(&[
        ("name", text()),
        ("language", text()),
        ("head", whole()),
        ("delivered", whole()),
        ("read", list(object(&[("business", id()), ("seq", whole())]))),
        ("businesses", list(named("KnownBusiness"))),
    ]);
    vec![
        Operation::get(
            "/people/v1/me",
            "showMe",
            "The person, her cursors, the businesses she knows.",
        )
        .answers("She.", me)
        .faults(&[401, 503]),
        Operation::post("/people/v1/me", "renameMe", "Another name.")
            .body(open(&[("name", text())]))
            .answers("Done.", success())
            .faults(&[400, 401, 403, 422, 503]),
        Operation::post("/people/v1/sign-out", "signOut", "Ends this device's session.")
            .answers("Ended.", success())
            .faults(&[401, 403, 503]),
        Operation::get(
            "/people/v1/businesses/{business}",
            "showBusiness",
            "What a business shows of itself.",
        )
        .answers(
            "Its senders, and the domains it has proven to own.",
            object(&[("senders", list(shown_sender())), ("domains", maybe(list(text())))]),
        )
        .faults(&[401, 404, 503]),
    ]
}

/// How much she takes, and when it is quiet.
fn attention() -> Vec<Operation> {
    let quiet = || list(maybe(object(&[("from", text()), ("until", text())])));
    let urgent = || list(object(&[("business", id()), ("topic", maybe(text()))]));
    let chosen = object(&[
        ("zone", maybe(text())),
        ("week", maybe(whole())),
        ("each", maybe(whole())),
        ("quiet", maybe(quiet())),
        ("urgent", urgent()),
    ]);
    let default = object(&[("week", whole()), ("each", whole()), ("quiet", quiet())]);
    let of =
        |name: &str, shape: Value| object(&[("business", named("KnownBusiness")), (name, shape)]);
    let budget = object(&[
        ("chosen", chosen),
        ("default", maybe(default)),
        ("most", whole()),
        ("used", whole()),
        ("used_of", list(of("used", whole()))),
        ("waiting", whole()),
        ("topics", list(of("topic", maybe(text())))),
    ]);
    let asked = open(&[
        ("zone?", maybe(text())),
        ("week?", maybe(between(0, 14))),
        ("each?", maybe(between(0, 14))),
        ("quiet?", maybe(quiet())),
        ("urgent?", list(open(&[("business", id()), ("topic?", maybe(text()))]))),
    ]);
    vec![
        Operation::get("/people/v1/budget", "showBudget", "How much she takes, and what is used.")
            .answers("Her budget.", budget.clone())
            .faults(&[401, 503]),
        Operation::post("/people/v1/budget", "chooseBudget", "She chooses how much she takes.")
            .says(
                "What is left out or `null` is as the default says. `quiet` has a span for each day of the week, Monday \
                 first, by her own clock in `zone`; one that ends before it begins goes on past midnight. What waits for \
                 her is decided again at once.",
            )
            .body(asked)
            .answers("Her budget.", budget)
            .faults(&[400, 401, 403, 503]),
    ]
}

fn permissions() -> Vec<Operation> {
    let relation =
        object(&[("business", named("KnownBusiness")), ("permissions", list(permission()))]);
    let gone = object(&[("receipt_seq", whole()), ("gone", list(whole()))]);
    vec![
        Operation::get(
            "/people/v1/permissions",
            "listPermissions",
            "Who may write, about what, how often.",
        )
        .answers("All of them.", object(&[("relations", list(relation))]))
        .faults(&[401, 503]),
        Operation::post(
            "/people/v1/permissions/{business}/withdraw",
            "withdraw",
            "Takes a permission back.",
        )
        .body(open(&[("purpose?", maybe(words(&PURPOSES))), ("topic?", maybe(text()))]))
        .answers("Taken back.", gone)
        .faults(&[400, 401, 403, 404, 422, 503]),
        Operation::post(
            "/people/v1/permissions/{business}/block",
            "blockBusiness",
            "Blocks a business, or ends that.",
        )
        .body(open(&[("blocked", truth()), ("report?", truth())]))
        .answers("Done.", success())
        .faults(&[400, 401, 403, 404, 422, 503]),
        Operation::post(
            "/people/v1/permissions/{business}/report",
            "reportBusiness",
            "Reports a business to the operator; it is told no more than numbers of many.",
        )
        .body(open(&[
            ("reason", words(&Reason::ALL.map(Reason::name))),
            ("block?", truth()),
            ("show?", list(whole())),
        ]))
        .answers("Reported.", object(&[("report", id()), ("undo_s", whole())]))
        .faults(&[400, 401, 403, 404, 422, 503]),
        Operation::post(
            "/people/v1/reports/{report}/undo",
            "undoReport",
            "Takes a report back, and the block with it, within ten seconds.",
        )
        .answers("Taken back.", success())
        .faults(&[401, 403, 404, 409, 503]),
        Operation::get("/people/v1/receipts/{receipt}", "downloadReceipt", "A receipt as a file.")
            .answers("The receipt.", named("SignedReceipt"))
            .faults(&[401, 404, 503]),
        Operation::post(
            "/people/v1/receipts/{receipt}/undo",
            "undoReceipt",
            "Allows again what a receipt took away within the last 30 days, or some of it.",
        )
        .body(open(&[("without?", maybe(text())), ("at_most?", maybe(words(&CADENCES)))]))
        .answers("Allowed again.", object(&[("receipt_seq", whole())]))
        .faults(&[400, 401, 403, 404, 409, 503]),
    ]
}

fn messages() -> Vec<Operation> {
    vec![
        Operation::post("/people/v1/messages", "sayMessage", "One message of a person.")
            .body(said())
            .answers("Its place.", object(&[("seq", whole())]))
            .faults(&[400, 401, 403, 404, 410, 422, 503]),
        Operation::get(
            "/people/v1/messages/{seq}/why",
            "whyMessage",
            "Why a message came, and who paid what.",
        )
        .answers("Why.", why())
        .faults(&[401, 404, 503]),
        Operation::get(
            "/people/v1/messages/{seq}/wanted",
            "askedWanted",
            "Whether a message asks if it was wanted, and what she said.",
        )
        .answers("Whether it asks.", object(&[("asks", truth()), ("answer", maybe(words(&WANTED)))]))
        .faults(&[401, 404, 503]),
        Operation::post(
            "/people/v1/messages/{seq}/wanted",
            "answerWanted",
            "Says whether a message was wanted. No ends the marketing of its business, with a receipt.",
        )
        .body(object(&[("wanted", words(&WANTED))]))
        .answers(
            "Kept.",
            object(&[("answer", words(&WANTED)), ("receipt_seq", maybe(whole()))]),
        )
        .faults(&[400, 401, 403, 404, 409, 503]),
        Operation::post(
            "/people/v1/messages/{seq}/played",
            "playMessage",
            "She listened to a voice note; its business is told the first time.",
        )
        .answers("Told.", success())
        .faults(&[401, 403, 404, 503]),
        Operation::get(
            "/people/v1/messages/{seq}/preview",
            "previewMessage",
            "What the link of a message shows, as the server saw it.",
        )
        .answers("The preview; null while there is none.", object(&[("preview", maybe(preview()))]))
        .faults(&[401, 404, 503]),
        Operation::get(
            "/people/v1/messages/{seq}/form",
            "showForm",
            "The form that a message opens.",
        )
        .answers("The form, and where it begins.", form())
        .faults(&[401, 404, 410, 503]),
        Operation::post(
            "/people/v1/messages/{seq}/form",
            "askForm",
            "Asks the business what comes next in a form.",
        )
        .body(object(&[
            ("action", words(&["INIT", "BACK", "data_exchange"])),
            ("screen?", super::shape::at_most(80)),
            ("data?", something("What goes along.")),
        ]))
        .answers("Another screen, or the end.", super::shape::any_of(&[next(), done()]))
        .faults(&[400, 401, 403, 404, 409, 410, 422, 502, 503]),
        Operation::get(
            "/people/v1/socket",
            "openSocket",
            "The WebSocket; see the AsyncAPI document.",
        )
        .answers_with("101", "Open.", Value::Null)
        .faults(&[400, 401, 403, 503]),
    ]
}

fn files() -> Vec<Operation> {
    let uploaded = object(&[
        ("id", id()),
        ("kind", words(&["image", "video", "audio", "document", "sticker"])),
        ("mime_type", text()),
        ("bytes", whole()),
        ("thumbnail", truth()),
    ]);
    let mut all = vec![
        Operation::post("/people/v1/media", "uploadFile", "A file for her messages.")
            .query(
                "name",
                "What she calls it.",
                json!({ "type": "string", "minLength": 1, "maxLength": 240 }),
            )
            .content("image/png", json!({ "type": "string" }))
            .answers("Kept for seven days.", uploaded)
            .faults(&[400, 401, 403, 413, 422, 503]),
    ];
    let given = |one: Operation| {
        one.answers("All of it.", bytes())
            .answers_with("206", "A part of it.", bytes())
            .answers_with("416", "No such part.", Value::Null)
    };
    let file =
        Operation::get("/people/v1/media/{media}", "downloadFile", "A file that she may see.")
            .query("name", "What to save it as; without it as it was uploaded.", text())
            .faults(&[400, 401, 404, 503]);
    let picture = Operation::get(
        "/people/v1/media/{media}/thumbnail",
        "downloadThumbnail",
        "A small picture of it.",
    )
    .faults(&[401, 404, 503]);
    all.extend([given(file), given(picture)]);
    all
}

fn next() -> Value {
    object(&[
        ("screen", text()),
        ("data", something("What the screen is given.")),
        ("error", maybe(text())),
    ])
}

fn done() -> Value {
    object(&[("done", something("What is to be sent as the answer."))])
}

fn form() -> Value {
    object(&[
        ("trial", truth()),
        ("asks_first", truth()),
        ("screen", text()),
        ("data", something("What the first screen is given.")),
        ("definition", something("Flow JSON without faults.")),
    ])
}
