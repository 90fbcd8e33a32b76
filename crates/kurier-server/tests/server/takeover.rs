//! An account that seems to have been taken over (rule A14).

use crate::message_way::statuses;
use crate::quality::{advance, told};
use crate::stage::{Someone, Stage, code, wamid};
use kurier_policy::rate::Limits;
use kurier_policy::rules::quality::Conduct;
use kurier_policy::rules::takeover::TakeoverRule;
use kurier_policy::standing::Standing;
use kurier_policy::time::DAY_S;
use serde_json::{Value, json};
use testkit::{Answer, Caller, Delivered, FakeReceiver, SECOND_OPERATOR_TOKEN};

const HOME: &str = "192.0.2.10";
const ABROAD: &str = "198.51.100.77";
const CONFIRM: &str = "/kurier/v1/guard/confirm";

/// A shop of 15 days that always called from home, and its template.
async fn stage() -> Stage {
    let stage = Stage::start().await;
    let takeover = Some(TakeoverRule::DEFAULT);
    let limits = Limits { takeover, ..Limits::default() };
    stage.app.engine().store().set_limits(limits).await.unwrap();
    template(&stage, &home(&stage), "usual", "UTILITY").await;
    advance(&stage, 15 * DAY_S).await;
    stage
}

fn home(stage: &Stage) -> Caller {
    stage.api.calling_from(HOME)
}

async fn template(stage: &Stage, api: &Caller, name: &str, category: &str) {
    let components = json!([{ "type": "BODY", "text": "There is something new." }]);
    let body = json!({ "name": name, "language": "en_US", "category": category,
        "components": components });
    let path = format!("/v23.0/{}/message_templates", stage.shop.business.id);
    let made = api.post(&path, &body).await.unwrap().ok().unwrap();
    let path = format!("/sandbox/v1/templates/{}/approve", made["id"].as_str().unwrap());
    stage.operator.post(&path, &json!({})).await.unwrap().ok().unwrap();
}

fn call(name: &str, to: &Someone) -> Value {
    json!({ "messaging_product": "whatsapp", "to": to.wa_id, "type": "template",
        "template": { "name": name, "language": { "code": "en_US" } } })
}

async fn send(stage: &Stage, api: &Caller, name: &str, to: &Someone) -> Answer {
    api.post(&stage.messages(), &call(name, to)).await.unwrap()
}

fn status(answer: &Answer) -> &str {
    answer.json["messages"][0]["message_status"].as_str().unwrap_or(&answer.text)
}

/// Somebody with a token of the shop sends a template of his own from abroad, to 21 people; the last one's message waits.
async fn hijacked(stage: &Stage, api: &Caller) -> (Someone, String) {
    template(stage, api, "fraud", "UTILITY").await;
    for n in 0..20 {
        let reader = stage.reader(&format!("Reader {n}")).await;
        assert_eq!(status(&send(stage, api, "fraud", &reader).await), "accepted");
    }
    let last = stage.reader("Last").await;
    let answer = send(stage, api, "fraud", &last).await;
    assert_eq!(status(&answer), "held_for_quality_assessment");
    (last, wamid(&answer.json))
}

async fn guard(stage: &Stage) -> Value {
    let found = stage.api.get("/kurier/v1/quality").await.unwrap().ok().unwrap();
    found["guard"].clone()
}

fn console(stage: &Stage, what: &str) -> String {
    format!("/console/v1/businesses/{}/guard/{what}", stage.shop.business.id)
}

fn second(stage: &Stage) -> Caller {
    stage.operator.with_token(SECOND_OPERATOR_TOKEN)
}

async fn has_it(stage: &Stage, reader: &Someone) -> bool {
    stage.inbox(reader).await.iter().any(|entry| entry["kind"] == "from_business")
}

/// Lets what is due go, until she has it.
async fn gets_it(stage: &Stage, reader: &Someone) {
    let found = async {
        while !has_it(stage, reader).await {
            advance(stage, 1).await;
        }
    };
    testkit::within("she gets it", found).await.unwrap();
}

async fn fails(receiver: &FakeReceiver, id: &str) {
    let has_failed = |all: &[Delivered]| statuses(all, id).iter().any(|one| one == "failed");
    receiver.wait_for("failed", has_failed).await.unwrap();
}

#[tokio::test]
async fn whatever_is_sent_from_a_known_network_passes() {
    let stage = stage().await;
    template(&stage, &home(&stage), "new", "UTILITY").await;
    let kim = stage.reader("Kim").await;
    for _ in 0..60 {
        assert_eq!(status(&send(&stage, &home(&stage), "new", &kim).await), "accepted");
    }
    // Neighbours at home, and the computer itself, which is no network.
    let neighbour = stage.api.calling_from("192.0.2.200");
    assert_eq!(status(&send(&stage, &neighbour, "new", &kim).await), "accepted");
    assert_eq!(status(&send(&stage, &stage.api, "new", &kim).await), "accepted");
    assert_eq!(guard(&stage).await, Value::Null);
}

#[tokio::test]
async fn an_old_template_from_a_new_network_passes_as_long_as_it_is_not_too_many() {
    let stage = stage().await;
    let (kim, abroad) = (stage.reader("Kim").await, stage.api.calling_from(ABROAD));
    for _ in 0..49 {
        assert_eq!(status(&send(&stage, &abroad, "usual", &kim).await), "accepted");
    }
    assert_eq!(guard(&stage).await, Value::Null);
    assert_eq!(status(&send(&stage, &abroad, "usual", &kim).await), "accepted");
    let up = guard(&stage).await;
    assert_eq!((&up["why"], &up["people"]), (&json!("volume"), &json!(1)));
}

#[tokio::test]
async fn a_new_template_from_a_new_network_reaches_twenty_people_until_two_confirm() {
    let stage = stage().await;
    let receiver = stage.receiver().await;
    let (last, _) = hijacked(&stage, &stage.api.calling_from(ABROAD)).await;
    told(&receiver, "account_update", "TAKEOVER_GUARD").await;
    let up = guard(&stage).await;
    assert_eq!(
        (&up["why"], &up["people"], &up["waiting"]),
        (&json!("new_template"), &json!(20), &json!(1))
    );
    let known: Vec<&Value> =
        up["networks"].as_array().unwrap().iter().map(|of| &of["known"]).collect();
    assert_eq!(known, [&json!(false), &json!(true)]);
    // It holds what is sent from home as well, and the dry run says so; answers go.
    let friend = stage.friend("Friend").await;
    assert_eq!(status(&send(&stage, &home(&stage), "usual", &friend).await), "accepted");
    let mut rehearsed = call("usual", &last);
    rehearsed["dry_run"] = json!(true);
    let rehearsed = stage.api.post(&stage.messages(), &rehearsed).await.unwrap().ok().unwrap();
    assert_eq!(rehearsed["held"]["waits_for"], "takeover_guard");
    let checks = rehearsed["checks"].as_array().unwrap();
    let check = checks.iter().find(|check| check["rule"] == "takeover").unwrap();
    assert_eq!(check["result"], "held");
    let listed = stage.operator.get("/console/v1/guards").await.unwrap().ok().unwrap();
    assert_eq!(listed["data"][0]["business"], stage.shop.business.id.to_string());
    // The business from home, and an operator.
    let first = home(&stage).post(CONFIRM, &json!({})).await.unwrap().ok().unwrap();
    assert_eq!(first["ended"], false);
    assert_eq!(guard(&stage).await["confirmed_by"], "business");
    let again = home(&stage).post(CONFIRM, &json!({})).await.unwrap();
    assert_eq!(code(&again), (400, 100, 0));
    let ended = stage.operator.post(&console(&stage, "confirm"), &json!({})).await.unwrap();
    assert_eq!(ended.ok().unwrap()["ended"], true);
    assert_eq!(guard(&stage).await, Value::Null);
    gets_it(&stage, &last).await;
    // What two people said of the network holds.
    let kim = stage.reader("Kim").await;
    let abroad = stage.api.calling_from(ABROAD);
    assert_eq!(status(&send(&stage, &abroad, "fraud", &kim).await), "accepted");
    assert_eq!(guard(&stage).await, Value::Null);
}

#[tokio::test]
async fn a_stolen_token_alone_is_never_enough() {
    let stage = stage().await;
    let abroad = stage.api.calling_from(ABROAD);
    hijacked(&stage, &abroad).await;
    // Neither from there, nor from a third place, nor from where nobody knows; not with any header of his own either.
    let through = format!("{HOME}, {ABROAD}");
    for from in [ABROAD, "203.0.113.5", through.as_str()] {
        let refused = stage.api.calling_from(from).post(CONFIRM, &json!({})).await.unwrap();
        assert_eq!(code(&refused), (400, 100, 0), "{from}");
    }
    let nowhere = stage.api.post(CONFIRM, &json!({})).await.unwrap();
    assert_eq!(code(&nowhere), (400, 100, 0));
    let batch = json!([{ "method": "POST", "relative_url": "kurier/v1/guard/confirm",
        "headers": [{ "name": "X-Forwarded-For", "value": HOME }] }]);
    let answer = abroad.post("/", &json!({ "batch": batch.to_string() })).await.unwrap();
    assert!(!answer.text.contains("ended"), "{}", answer.text);
    let up = guard(&stage).await;
    assert_eq!((&up["confirmed_by"], &up["people"]), (&Value::Null, &json!(20)));
}

#[tokio::test]
async fn two_operators_end_a_guard_and_one_does_not() {
    let stage = stage().await;
    let (last, _) = hijacked(&stage, &stage.api.calling_from(ABROAD)).await;
    let path = console(&stage, "confirm");
    let confirm = async |by: &Caller| by.post(&path, &json!({})).await.unwrap();
    assert_eq!(confirm(&stage.operator).await.json["ended"], false);
    let again = confirm(&stage.operator).await;
    assert_eq!((again.status, again.code()), (403, "four_eyes"));
    assert!(!has_it(&stage, &last).await);
    assert_eq!(confirm(&second(&stage)).await.json["ended"], true);
    gets_it(&stage, &last).await;
    let none = confirm(&stage.operator).await;
    assert_eq!((none.status, none.code()), (409, "no_guard"));
}

/// A token of its own, that only the hijacker has.
async fn stolen(stage: &Stage) -> String {
    let path = format!("/console/v1/businesses/{}/tokens", stage.shop.business.id);
    let made =
        stage.operator.post(&path, &json!({ "label": "stolen" })).await.unwrap().ok().unwrap();
    made["token"].as_str().unwrap().to_owned()
}

async fn strike(stage: &Stage) {
    let (store, id) = (stage.app.engine().store(), stage.shop.business.id);
    let was = store.usage(id, None).await.unwrap().standing;
    let now = stage.app.engine().clock().now();
    let paused_until = Some(now.plus_s(2 * DAY_S));
    let conduct = Conduct { strikes: was.conduct.strikes + 1, paused_until, ..was.conduct };
    store.set_standing(id, was, Standing { conduct, ..was }).await.unwrap();
}

#[tokio::test]
async fn a_hijack_is_undone_by_two_operators() {
    let stage = stage().await;
    let receiver = stage.receiver().await;
    strike(&stage).await;
    advance(&stage, 3 * DAY_S).await;
    let token = stolen(&stage).await;
    let abroad = stage.api.with_token(&token).calling_from(ABROAD);
    let (last, waiting) = hijacked(&stage, &abroad).await;
    strike(&stage).await;
    let mut later = call("fraud", &last);
    later["send_at"] = json!(stage.app.clock_seconds() + 3_600);
    assert_eq!(status(&abroad.post(&stage.messages(), &later).await.unwrap()), "scheduled");
    let path = console(&stage, "hijack");
    let first = stage.operator.post(&path, &json!({})).await.unwrap().ok().unwrap();
    assert_eq!(first["ended"], false);
    assert_eq!(stage.operator.post(&path, &json!({})).await.unwrap().json["ended"], false);
    assert_eq!(guard(&stage).await["hijack_said"], true);
    let done = second(&stage).post(&path, &json!({})).await.unwrap().ok().unwrap();
    assert_eq!((&done["tokens_ended"], &done["cancelled"]), (&json!(1), &json!(1)));
    let shown = stage.api.get("/kurier/v1/quality").await.unwrap().ok().unwrap();
    assert_eq!((&shown["strikes"], &shown["state"]), (&json!(1), &json!("OPEN")));
    assert_eq!(shown["guard"], Value::Null);
    assert_eq!(abroad.get("/kurier/v1/quality").await.unwrap().status, 401);
    advance(&stage, 1).await;
    fails(&receiver, &waiting).await;
    assert!(!has_it(&stage, &last).await);
    // Its owner is back at once; whoever sends from there again is held at once.
    assert_eq!(status(&send(&stage, &home(&stage), "usual", &last).await), "accepted");
    let shared = stage.api.calling_from(ABROAD);
    send(&stage, &shared, "usual", &last).await;
    assert_eq!(guard(&stage).await["why"], "known_hijacker");
}

#[tokio::test]
async fn a_token_that_the_business_uses_ends_only_when_that_is_asked_for() {
    let stage = stage().await;
    hijacked(&stage, &stage.api.calling_from(ABROAD)).await;
    let path = console(&stage, "hijack");
    stage.operator.post(&path, &json!({})).await.unwrap().ok().unwrap();
    let done = second(&stage).post(&path, &json!({})).await.unwrap().ok().unwrap();
    assert_eq!(done["tokens_ended"], 0);
    assert_eq!(done["tokens_shared"].as_array().unwrap().len(), 1);
    assert_eq!(home(&stage).get("/kurier/v1/quality").await.unwrap().status, 200);
    let kim = stage.reader("Kim").await;
    send(&stage, &stage.api.calling_from(ABROAD), "usual", &kim).await;
    let all = json!({ "with_shared": true });
    stage.operator.post(&path, &all).await.unwrap().ok().unwrap();
    let done = second(&stage).post(&path, &all).await.unwrap().ok().unwrap();
    assert_eq!(done["tokens_ended"], 1);
    assert_eq!(home(&stage).get("/kurier/v1/quality").await.unwrap().status, 401);
}

#[tokio::test]
async fn a_guard_that_nobody_decides_stays_and_what_waits_fails_after_two_days() {
    let stage = stage().await;
    let receiver = stage.receiver().await;
    let (last, waiting) = hijacked(&stage, &stage.api.calling_from(ABROAD)).await;
    advance(&stage, 2 * DAY_S + 1).await;
    fails(&receiver, &waiting).await;
    advance(&stage, 40 * DAY_S).await;
    let answer = send(&stage, &home(&stage), "usual", &last).await;
    assert_eq!(status(&answer), "held_for_quality_assessment");
    assert_eq!(guard(&stage).await["people"], 20);
}

#[tokio::test]
async fn a_young_business_and_one_without_limits_have_no_guard() {
    let stage = Stage::start().await;
    let kim = stage.reader("Kim").await;
    let abroad = stage.api.calling_from(ABROAD);
    template(&stage, &home(&stage), "usual", "UTILITY").await;
    template(&stage, &abroad, "young", "UTILITY").await;
    send(&stage, &abroad, "young", &kim).await;
    let takeover = Some(TakeoverRule::DEFAULT);
    let limits = Limits { takeover, ..Limits::default() };
    stage.app.engine().store().set_limits(limits).await.unwrap();
    advance(&stage, 700).await;
    send(&stage, &abroad, "young", &kim).await;
    assert_eq!(guard(&stage).await, Value::Null);
}

#[tokio::test]
async fn a_campaign_that_is_started_from_a_new_network_pauses_until_two_confirm() {
    let stage = stage().await;
    let abroad = stage.api.calling_from(ABROAD);
    template(&stage, &abroad, "promo", "MARKETING").await;
    for n in 0..25 {
        stage.reader(&format!("Reader {n}")).await;
    }
    let body = json!({ "name": "Spring", "phone_number_id": stage.shop.sender.id.to_string(),
        "template": { "name": "promo", "language": { "code": "en_US" } } });
    let made = abroad.post("/kurier/v1/campaigns", &body).await.unwrap().ok().unwrap();
    let path = format!("/kurier/v1/campaigns/{}", made["id"].as_str().unwrap());
    let go = async |verb: &str| {
        let path = format!("{path}/{verb}");
        abroad.post(&path, &json!({})).await.unwrap().ok().unwrap()
    };
    go("rehearse").await;
    go("start").await;
    let stands = async |status: &str| {
        let look = async {
            loop {
                let now = stage.api.get(&path).await.unwrap().ok().unwrap();
                if now["status"] == status {
                    return now;
                }
                advance(&stage, 1).await;
            }
        };
        testkit::within(status, look).await.unwrap()
    };
    let paused = stands("paused").await;
    assert_eq!(paused["progress"]["went"], 20, "{paused}");
    assert!(paused["reason"].to_string().contains("takeover_suspected"), "{paused}");
    home(&stage).post(CONFIRM, &json!({})).await.unwrap().ok().unwrap();
    stage.operator.post(&console(&stage, "confirm"), &json!({})).await.unwrap().ok().unwrap();
    go("resume").await;
    assert_eq!(stands("finished").await["progress"]["went"], 25);
}
