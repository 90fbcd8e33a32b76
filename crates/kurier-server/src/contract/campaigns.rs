//! Kurier's own calls about labels and campaigns.

use super::operation::{Api, Operation};
use super::shape::{
    always, any_of, between, filled, id, list, maybe, object, open, page, some, text, truth, wamid,
    whole, words,
};
use kurier_policy::campaign::CampaignState;
use serde_json::{Value, json};

const AREA: &str = "Campaigns";

pub(super) fn operations() -> Vec<Operation> {
    let all = [labels(), campaigns(), moves()].concat();
    let whose = "Whose; only the operator gives it. A business's token says it already.";
    all.into_iter()
        .map(|one| one.query("business", whose, id()).refuses(&[131_008]).of(Api::Kurier, AREA))
        .collect()
}

/// Where a campaign stands.
pub(super) fn state() -> Value {
    words(&CampaignState::ALL.map(CampaignState::name))
}

fn labels() -> Vec<Operation> {
    let body = || {
        let person = any_of(&[text(), whole()]);
        object(&[("label", filled(40)), ("people", some(person, 1, 1_000))])
    };
    let done = || object(&[("success", always(true)), ("label", text()), ("people", whole())]);
    vec![
        Operation::get("/kurier/v1/labels", "listLabels", "The labels of a business, and how many people carry each.")
            .answers("The labels.", object(&[("data", list(object(&[("label", text()), ("people", whole())])))])),
        Operation::post("/kurier/v1/labels", "labelPeople", "Puts a label on people of the business.")
            .says("People are named by `wa_id` or `user_id`; whom the business does not know is passed over.")
            .body(open_of(body()))
            .answers("So many of them the business knows.", done())
            .refuses(&[131_009]),
        Operation::post("/kurier/v1/labels/remove", "unlabelPeople", "Takes a label off people of the business.")
            .body(open_of(body()))
            .answers("So many of them the business knows.", done())
            .refuses(&[131_009]),
    ]
}

/// Parameters may also come in the query, and others are ignored.
fn open_of(mut shape: Value) -> Value {
    if let Some(members) = shape.as_object_mut() {
        members.remove("additionalProperties");
    }
    shape
}

fn campaigns() -> Vec<Operation> {
    let label = || filled(40);
    let audience = open(&[
        ("labels?", some(label(), 0, 20)),
        ("without_labels?", some(label(), 0, 20)),
        ("purpose?", words(&["utility", "authentication", "marketing"])),
        ("topic?", filled(60)),
    ]);
    let new = open(&[
        ("name", filled(100)),
        ("phone_number_id", id()),
        ("template", super::messages::template()),
        ("audience?", audience),
        ("begins_at?", between(1, 9_007_199_254)),
        ("local_time?", clock_time()),
        ("zone?", filled(64)),
        ("per_second?", between(1, 1_000)),
        ("biz_opaque_callback_data?", filled(512)),
    ]);
    let kinds = ["all", "waiting", "went", "refused", "drifted"];
    vec![
        Operation::get("/kurier/v1/campaigns", "listCampaigns", "The campaigns of a business.")
            .paged()
            .answers("A page of campaigns.", page(object(&campaign()))),
        Operation::post("/kurier/v1/campaigns", "createCampaign", "Makes a campaign: one template to an audience. Nothing goes yet.")
            .says("The audience: who carries one of `labels` and none of `without_labels`, and allows `purpose` (with `topic`) now; \
                what is left out asks for nothing. With `local_time` everybody gets it when her own clock shows that time, from \
                `begins_at` on; `zone` is where the clock hangs of people who named none (UTC if left out).")
            .body(new)
            .answers("The campaign.", object(&campaign()))
            .refuses(&[131_009, 131_053]),
        Operation::get("/kurier/v1/campaigns/{campaign}", "showCampaign", "A campaign, its rehearsal, and how far it is.")
            .answers("The campaign.", object(&shown())),
        Operation::get("/kurier/v1/campaigns/{campaign}/people", "listCampaignPeople", "What was foretold of each person, and what came.")
            .query("which", "Which people; `drifted`: of whom something else was foretold.", words(&kinds))
            .paged()
            .answers("A page of people.", page(person()))
            .refuses(&[131_009]),
    ]
}

fn moves() -> Vec<Operation> {
    let one = |path, name, told| {
        Operation::post(path, name, told)
            .answers("The campaign as it stands now.", object(&campaign()))
            .refuses(&[131_009])
    };
    let rehearse = one(
        "/kurier/v1/campaigns/{campaign}/rehearse",
        "rehearseCampaign",
        "Decides for the whole audience who would get it and who not, why, at what price and until when, without sending.",
    );
    vec![
        rehearse
            .says("The same decision that sends. Sealed and kept: what comes is compared with it, person by person.")
            .refuses(&[132_001, 132_000, 132_012, 132_005, 132_015, 132_016, 131_031, 133_010, 131_051]),
        one(
            "/kurier/v1/campaigns/{campaign}/start",
            "startCampaign",
            "Lets it go as it was rehearsed, at most a day before.",
        ),
        one(
            "/kurier/v1/campaigns/{campaign}/pause",
            "pauseCampaign",
            "Stops it for now.",
        ),
        one(
            "/kurier/v1/campaigns/{campaign}/resume",
            "resumeCampaign",
            "Lets it go on. One that people disliked is judged again first.",
        ),
        one(
            "/kurier/v1/campaigns/{campaign}/cancel",
            "cancelCampaign",
            "Ends it; who did not get it will not.",
        ),
    ]
}

fn clock_time() -> Value {
    json!({ "type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$" })
}

fn refused() -> Value {
    list(object(&[("reason", text()), ("people", whole())]))
}

fn campaign() -> Vec<(&'static str, Value)> {
    let audience = object(&[
        ("labels", list(text())),
        ("without_labels", list(text())),
        ("purpose", maybe(text())),
        ("topic", maybe(text())),
    ]);
    vec![
        ("id", id()),
        ("name", text()),
        ("phone_number_id", id()),
        ("template", object(&[("name", text()), ("language", text())])),
        ("audience", audience),
        ("begins_at", maybe(whole())),
        ("local_time", maybe(text())),
        ("zone", maybe(text())),
        ("per_second", maybe(whole())),
        ("biz_opaque_callback_data", text()),
        ("status", state()),
        ("reason", maybe(text())),
        ("description", maybe(text())),
        ("stage", maybe(whole())),
        ("waits_for", maybe(text())),
        ("begun_at", maybe(whole())),
        ("ended_at", maybe(whole())),
        ("next_at", maybe(whole())),
        ("created_at", whole()),
        ("rehearsal", maybe(object(&rehearsal()))),
    ]
}

fn rehearsal() -> Vec<(&'static str, Value)> {
    let price =
        object(&[("least_micros", whole()), ("most_micros", whole()), ("currency", text())]);
    vec![
        ("timestamp", whole()),
        ("begins_at", whole()),
        ("ends_at", whole()),
        ("people", whole()),
        ("goes", whole()),
        ("held", whole()),
        ("refused", refused()),
        ("stages", list(whole())),
        ("waves", list(object(&[("at", whole()), ("last_place", whole())]))),
        ("price", price),
        ("roll", text()),
        ("signature", text()),
        ("public_key?", text()),
    ]
}

fn shown() -> Vec<(&'static str, Value)> {
    let progress = object(&[
        ("waits", whole()),
        ("went", whole()),
        ("held", whole()),
        ("delivered", whole()),
        ("read", whole()),
        ("refused", refused()),
        ("drifted", whole()),
    ]);
    let mut all = campaign();
    all.push(("progress", progress));
    all
}

fn person() -> Value {
    object(&[
        ("place", whole()),
        ("wa_id", text()),
        ("foretold", text()),
        ("status", words(&["waits", "went", "held", "refused"])),
        ("reason", maybe(text())),
        ("error", maybe(super::shape::something("The error, as in webhooks."))),
        ("drifted", truth()),
        ("explanation", maybe(text())),
        ("timestamp", maybe(whole())),
        ("message_id", maybe(wamid())),
    ])
}
