//! How the marketing of a business is liked, and what the operator may do about it.

use super::operation::{Api, Operation};
use super::shape::{
    any_of, between, id, list, maybe, number, object, only, open, text, truth, whole, words,
};
use super::standing::quality;
use kurier_policy::rules::reason::Reason;
use serde_json::Value;

pub(super) fn operations() -> Vec<Operation> {
    let whose = "Whose; only the operator gives it. A business's token says it already.";
    let path = "/console/v1/businesses/{business}/quality";
    let acts = any_of(&[
        object(&[("action", only("forgive"))]),
        object(&[("action", only("pause")), ("days", between(1, 365))]),
        object(&[("action", only("close"))]),
    ]);
    let with_name = || shown(&[("name", text())]);
    vec![
        Operation::get("/kurier/v1/quality", "showQuality", "How the marketing of the business is liked, and where that leaves it.")
            .says("Judged every ten minutes over the marketing of 7 days. What people said is told as counts from 20 on; below, it is null.")
            .query("business", whose, id())
            .answers("How it is liked.", shown(&[]))
            .refuses(&[])
            .of(Api::Kurier, "Quality"),
        Operation::get("/kurier/v1/assessments", "listAssessments", "Which marketing templates go to a few people first, and what waits for their judgement.")
            .says("A stage is judged once it is complete and two hours old, or read by 60 of a hundred; looked at every ten minutes.")
            .query("business", whose, id())
            .answers("By template; none of those that go to everybody because they are green.", object(&[("data", list(assessment()))]))
            .refuses(&[])
            .of(Api::Kurier, "Quality"),
        Operation::get("/console/v1/quality", "listQuality", "How the marketing of every business is liked, 50 on a page.")
            .query("after", "`next` of the page before.", id())
            .answers("A page of them.", object(&[("businesses", list(with_name())), ("next", maybe(id()))]))
            .faults(&[400, 401, 503])
            .of(Api::Console, "Console"),
        Operation::get(path, "inspectQuality", "How the marketing of one business is liked.")
            .answers("How it is liked.", with_name())
            .faults(&[401, 404, 503])
            .of(Api::Console, "Console"),
        Operation::post(path, "actOnQuality", "Forgives the last strike, pauses marketing, or closes the business.")
            .says("`forgive` ends the pause, and opens a business that the strike had closed. `pause` is no strike and never shortens one.")
            .body(acts)
            .answers("How it stands now.", with_name())
            .faults(&[400, 401, 404, 422, 503])
            .of(Api::Console, "Console"),
    ]
}

fn assessment() -> Value {
    object(&[
        ("template", id()),
        ("name", text()),
        ("language", text()),
        ("stage", maybe(whole())),
        ("people", whole()),
        ("stage_ends_at", whole()),
        ("waiting", whole()),
        ("judged_at", maybe(whole())),
        ("released_until", maybe(whole())),
    ])
}

fn shown(more: &[(&str, Value)]) -> Value {
    let second = || maybe(whole());
    let reasons: Vec<(&str, Value)> =
        Reason::ALL.iter().map(|reason| (reason.name(), whole())).collect();
    let shares = object(&[
        ("reports_percent", maybe(number())),
        ("reports_red_percent", number()),
        ("no_percent", maybe(number())),
        ("no_red_percent", number()),
    ]);
    let members = [
        ("business", id()),
        ("quality", quality()),
        ("falling", truth()),
        ("state", words(&["OPEN", "PAUSED", "CLOSED"])),
        ("paused_until", second()),
        ("closed_at", second()),
        ("strikes", whole()),
        ("strikes_close_at", whole()),
        ("strike_expires_at", second()),
        ("counted_since", whole()),
        ("delivered", whole()),
        ("reports", second()),
        ("answers", maybe(object(&[("yes", whole()), ("no", whole())]))),
        ("reasons", maybe(open(&reasons))),
        ("sure_of", shares),
        ("people_per_day", second()),
        ("judged", truth()),
        ("guard", maybe(super::guard::guard())),
    ];
    object(&[&members[..], more].concat())
}
