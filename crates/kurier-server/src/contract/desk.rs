//! The operator's desk, what businesses may say against it, and what everybody may know of it.

use super::operation::{Api, Operation};
use super::shape::{
    any_of, at_most, between, filled, id, list, maybe, object, open, something, success, text,
    time, truth, whole, words,
};
use kurier_policy::desk::Outcome;
use kurier_policy::rules::reason::Reason;
use serde_json::{Value, json};

const KINDS: [&str; 2] = ["suspend", "close"];

pub(super) fn operations() -> Vec<Operation> {
    let console = [sessions(), reports(), measures(), appeals()].concat();
    let console = console.into_iter().map(|one| one.of(Api::Console, "Desk"));
    let whose = "Whose; only the operator gives it. A business's token says it already.";
    let own = own().into_iter();
    let own = own.map(|one| one.query("business", whose, id()).of(Api::Kurier, "Desk"));
    let everybody = public().into_iter().map(|one| one.of(Api::Open, "Service"));
    console.chain(own).chain(everybody).collect()
}

fn sessions() -> Vec<Operation> {
    let who = || object(&[("operator", text()), ("single", truth())]);
    vec![
        Operation::get("/console/v1/session", "showOperator", "Which operator this is.")
            .answers("That one.", who())
            .faults(&[401]),
        Operation::post("/console/v1/session", "beginOperatorSession", "Signs a browser in.")
            .says("Sets a cookie for the operator's page; only from that page.")
            .body(object(&[("token", filled(200))]))
            .answers("Signed in.", who())
            .faults(&[400, 401, 403, 422]),
        Operation::post("/console/v1/session/end", "endOperatorSession", "Signs a browser out.")
            .answers("Signed out.", success())
            .faults(&[401, 403]),
    ]
}

fn business() -> Value {
    object(&[("id", id()), ("name", text()), ("suspended", truth())])
}

fn report() -> Value {
    let shown =
        object(&[("at", time()), ("own", truth()), ("category", maybe(text())), ("text", text())]);
    let handled = object(&[
        ("at", time()),
        ("by", text()),
        ("outcome", words(&Outcome::ALL.map(Outcome::name))),
        ("note", text()),
        ("handling_s", whole()),
    ]);
    object(&[
        ("id", id()),
        ("business", business()),
        ("at", time()),
        ("reason", words(&Reason::ALL.map(Reason::name))),
        ("blocked", truth()),
        ("template", maybe(id())),
        ("shown", list(shown)),
        ("state", words(&["open", "handled"])),
        ("handled", maybe(handled)),
        ("after", text()),
    ])
}

fn reports() -> Vec<Operation> {
    let template =
        open(&[("id", id()), ("business", id()), ("name", text()), ("language", text())]);
    let page = object(&[("data", list(report())), ("next", maybe(text()))]);
    vec![
        Operation::get("/console/v1/desk/reports", "listReports", "Reports, oldest first.")
            .query("business", "About this business.", id())
            .query("reason", "For this reason.", words(&Reason::ALL.map(Reason::name)))
            .query("state", "Those that wait, or those that do not.", words(&["open", "handled"]))
            .query("after", "`next` of the page before.", text())
            .query("limit", "Rows on a page, at most 100.", between(0, 1_000))
            .answers("A page.", page)
            .faults(&[400, 401, 503]),
        Operation::get("/console/v1/desk/reports/{report}", "showReport", "One report.")
            .answers("It.", report())
            .faults(&[401, 404, 503]),
        Operation::post(
            "/console/v1/desk/reports/{report}/close",
            "closeReport",
            "What was done about a report.",
        )
        .body(object(&[
            ("outcome", words(&Outcome::ALL.map(Outcome::name))),
            ("note?", at_most(2_000)),
        ]))
        .answers("It, handled.", report())
        .faults(&[400, 401, 403, 404, 409, 422, 503]),
        Operation::get(
            "/console/v1/desk/templates",
            "listWaitingTemplates",
            "Templates of all businesses that wait for review, the longest waiting first.",
        )
        .answers(
            "Them.",
            object(&[
                ("data", list(object(&[("business", text()), ("template", template)]))),
                ("more", truth()),
            ]),
        )
        .faults(&[401, 503]),
    ]
}

fn measure() -> Value {
    let signed = || object(&[("by", text()), ("at", time())]);
    object(&[
        ("id", id()),
        ("business", business()),
        ("kind", words(&KINDS)),
        ("reason", text()),
        ("at", time()),
        ("proposed_by", text()),
        ("state", words(&["proposed", "in_force", "dropped", "lifted"])),
        ("settled", maybe(signed())),
        ("lifted", maybe(signed())),
    ])
}

fn measures() -> Vec<Operation> {
    let path = "/console/v1/desk/measures";
    let moves = [
        (
            "/console/v1/desk/measures/{measure}/confirm",
            "confirmMeasure",
            "A second operator confirms it: it is in force.",
        ),
        ("/console/v1/desk/measures/{measure}/drop", "dropMeasure", "It is not done after all."),
        (
            "/console/v1/desk/measures/{measure}/lift",
            "liftMeasure",
            "It ends: the business may send again.",
        ),
    ];
    let mut all = vec![
        Operation::get(path, "listMeasures", "What is done to businesses, newest first.")
            .query("business", "To this business.", id())
            .query("limit", "Rows, at most 100.", between(0, 1_000))
            .answers("Them.", object(&[("data", list(measure()))]))
            .faults(&[400, 401, 503]),
        Operation::post(path, "proposeMeasure", "Proposes to suspend or close a business.")
            .body(object(&[
                ("business", filled(16)),
                ("kind", words(&KINDS)),
                ("reason", filled(2_000)),
            ]))
            .answers("Proposed.", measure())
            .faults(&[400, 401, 403, 404, 409, 422, 503]),
    ];
    all.extend(moves.map(|(path, id, what)| {
        Operation::post(path, id, what)
            .answers("As it stands now.", measure())
            .faults(&[401, 403, 404, 409, 503])
    }));
    all
}

fn appeals() -> Vec<Operation> {
    let answer = object(&[("at", time()), ("by", text()), ("granted", truth()), ("text", text())]);
    let appeal = object(&[
        ("id", id()),
        ("business", business()),
        ("measure", measure()),
        ("at", time()),
        ("text", text()),
        ("answer", maybe(answer)),
    ]);
    vec![
        Operation::get("/console/v1/desk/appeals", "listAppeals", "Appeals, newest first.")
            .query("limit", "Rows, at most 100.", between(0, 1_000))
            .answers("Them.", object(&[("data", list(appeal.clone()))]))
            .faults(&[400, 401, 503]),
        Operation::post(
            "/console/v1/desk/appeals/{appeal}/answer",
            "answerAppeal",
            "Answers an appeal; one that is granted ends the measure.",
        )
        .body(object(&[("granted", truth()), ("text", filled(2_000))]))
        .answers("Answered.", appeal)
        .faults(&[400, 401, 403, 404, 409, 422, 503]),
    ]
}

fn own() -> Vec<Operation> {
    let under = object(&[("kind", words(&KINDS)), ("reason", text()), ("since", maybe(whole()))]);
    let answer = object(&[("timestamp", whole()), ("granted", truth()), ("text", text())]);
    let appeal = object(&[
        ("id", id()),
        ("timestamp", whole()),
        ("text", text()),
        ("answer", maybe(answer)),
    ]);
    let span = object(&[
        ("days", whole()),
        ("reports", maybe(whole())),
        ("reasons", something("How many for each reason that at least twenty people gave.")),
    ]);
    vec![
        Operation::get(
            "/kurier/v1/appeals",
            "readAppeals",
            "What the business is under, and its appeals.",
        )
        .answers("Both.", object(&[("under", maybe(under)), ("data", list(appeal.clone()))]))
        .refuses(&[131_008]),
        Operation::post(
            "/kurier/v1/appeals",
            "fileAppeal",
            "Asks the operator to look again; answered within two working days.",
        )
        .body(open(&[("text", filled(2_000))]))
        .answers("Filed.", appeal)
        .refuses(&[131_008, 131_009]),
        Operation::get(
            "/kurier/v1/reports",
            "readReports",
            "How many people reported the business in the last 7 and 28 days; null below twenty.",
        )
        .answers("Numbers.", object(&[("data", list(span)), ("none_below", whole())]))
        .refuses(&[131_008]),
    ]
}

fn public() -> Vec<Operation> {
    let month = object(&[
        ("month", text()),
        ("from", whole()),
        ("to", whole()),
        ("reports", whole()),
        ("handled", whole()),
        ("median_handling_s", maybe(whole())),
        ("suspensions", whole()),
        ("closures", whole()),
        ("appeals", whole()),
        ("appeals_granted", whole()),
    ]);
    let numbers = something("Its numbers.");
    let is_on =
        json!({ "type": "boolean", "description": "Of a rule without numbers: whether it holds." });
    let rule = object(&[
        ("rule", text()),
        ("here", maybe(any_of(&[numbers.clone(), is_on.clone()]))),
        ("default", any_of(&[numbers, is_on])),
    ]);
    vec![
        Operation::get(
            "/transparency.json",
            "readTransparency",
            "Reports, handling times, measures and appeals of the last twelve months.",
        )
        .answers("Them.", object(&[("months", list(month)), ("loose_rules", list(rule))]))
        .faults(&[503]),
        Operation::get("/transparency", "showTransparency", "The same as a page.")
            .answers("The page.", json!({ "type": "string", "contentMediaType": "text/html" }))
            .faults(&[503]),
    ]
}
