//! Campaigns: rehearsed, gone in stages, stopped by those who got it.

use crate::stage::{Someone, Stage, code};
use kurier_engine::consent::Setting;
use kurier_policy::id::PersonId;
use kurier_policy::permission::{Ask, Cadence, Purpose, Withdrawal};
use kurier_policy::rate::{Limits, Rate};
use kurier_policy::rules::canary::CanaryRule;
use kurier_policy::rules::growth::GrowthRule;
use kurier_policy::rules::in_force::RulesInForce;
use kurier_policy::time::HOUR_S;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::Arc;
use testkit::Delivered;
use tokio::task::JoinSet;

const WATCHED_S: i64 = 2 * HOUR_S;

/// A shop that is two weeks young, with a marketing template; campaigns go in stages.
async fn stage() -> Stage {
    let stage = Stage::start().await;
    let limits = Limits { canary: Some(CanaryRule::DEFAULT), ..Limits::default() };
    stage.app.engine().store().set_limits(limits).await.unwrap();
    let components = json!([{ "type": "BODY", "text": "Shoes are cheap." }]);
    stage.template("promo", "MARKETING", components).await;
    stage
}

async fn advance(stage: &Stage, seconds: i64) {
    let by = json!({ "advance_s": seconds });
    stage.operator.post("/sandbox/v1/clock", &by).await.unwrap().ok().unwrap();
}

async fn made(stage: &Stage, more: Value) -> String {
    let mut body = json!({ "name": "Spring", "phone_number_id": stage.shop.sender.id.to_string(),
        "template": { "name": "promo", "language": { "code": "en_US" } } });
    for (name, value) in more.as_object().unwrap() {
        body[name] = value.clone();
    }
    let made = stage.api.post("/kurier/v1/campaigns", &body).await.unwrap().ok().unwrap();
    assert_eq!(made["status"], "draft");
    format!("/kurier/v1/campaigns/{}", made["id"].as_str().unwrap())
}

async fn go(stage: &Stage, campaign: &str, verb: &str) -> Value {
    let path = format!("{campaign}/{verb}");
    stage.api.post(&path, &json!({})).await.unwrap().ok().unwrap()
}

async fn shown(stage: &Stage, campaign: &str) -> Value {
    stage.api.get(campaign).await.unwrap().ok().unwrap()
}

/// Waits until the campaign stands so, and so many got it.
async fn until(stage: &Stage, campaign: &str, status: &str, went: u64) -> Value {
    let look = async {
        loop {
            let now = shown(stage, campaign).await;
            if now["status"] == status && now["progress"]["went"] == went {
                return now;
            }
            tokio::task::yield_now().await;
        }
    };
    match testkit::within(status, look).await {
        Ok(now) => now,
        Err(error) => panic!("{error}: {}", shown(stage, campaign).await),
    }
}

async fn people(stage: &Stage, campaign: &str, which: &str) -> Vec<Value> {
    let mut all = Vec::new();
    let mut after = String::new();
    loop {
        let path = format!("{campaign}/people?which={which}&limit=100&after={after}");
        let page = stage.api.get(&path).await.unwrap().ok().unwrap();
        all.extend(page["data"].as_array().unwrap().iter().cloned());
        if page["paging"]["next"].is_null() {
            return all;
        }
        page["paging"]["cursors"]["after"].as_str().unwrap().clone_into(&mut after);
    }
}

/// What somebody of a large audience allowed.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Allows {
    Marketing,
    Nothing,
    UtilityAlone,
    TookBack,
    Ended,
}

impl Allows {
    fn of(n: u32) -> Self {
        match n % 10 {
            0 => Self::Nothing,
            1 => Self::UtilityAlone,
            2 => Self::TookBack,
            3 => Self::Ended,
            _ => Self::Marketing,
        }
    }
}

/// Somebody who allows this; answers who she is and how the shop knows her.
async fn someone(stage: &Arc<Stage>, allows: Allows) -> (PersonId, String) {
    let (engine, business) = (stage.app.engine(), stage.shop.business.id);
    let made = engine.create_person(String::new(), "en".to_owned(), None, String::new()).await;
    let person = made.unwrap().person.id;
    let purpose = match allows {
        Allows::Nothing => {
            let now = engine.clock().now();
            let relation = engine.store().relate(business, person, now).await.unwrap();
            return (person, relation.ids.wa_id);
        }
        Allows::UtilityAlone => Purpose::Utility,
        _ => Purpose::Marketing,
    };
    let ask = Ask {
        purpose,
        topic: None,
        wording: "May write to me.".to_owned(),
        cadence: Cadence::Each,
        lifetime_s: (allows == Allows::Ended).then_some(60),
    };
    let granted = engine.grant(person, business, &[ask], setting(), None).await.unwrap();
    if allows == Allows::TookBack {
        withdraw(stage, person).await;
    }
    (person, granted.relation.ids.wa_id)
}

fn setting() -> Setting {
    Setting { source: "sandbox".to_owned(), language: "en".to_owned() }
}

async fn withdraw(stage: &Stage, person: PersonId) {
    let all = Withdrawal { purpose: Some(Purpose::Marketing), topic: None };
    stage.app.engine().withdraw(person, stage.shop.business.id, all, setting()).await.unwrap();
}

/// So many people, made many at a time; by the id that the shop has for each.
async fn crowd(stage: &Arc<Stage>, many: u32) -> HashMap<String, PersonId> {
    let mut all = HashMap::new();
    let mut making = JoinSet::new();
    for n in 0..many {
        if making.len() >= 128 {
            let (person, wa_id) = making.join_next().await.unwrap().unwrap();
            all.insert(wa_id, person);
        }
        let stage = Arc::clone(stage);
        making.spawn(async move { someone(&stage, Allows::of(n)).await });
    }
    while let Some(made) = making.join_next().await {
        let (person, wa_id) = made.unwrap();
        all.insert(wa_id, person);
    }
    all
}

fn split(of: &Value) -> HashMap<String, u64> {
    let one = |line: &Value| {
        (line["reason"].as_str().unwrap().to_owned(), line["people"].as_u64().unwrap())
    };
    of.as_array().unwrap().iter().map(one).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_comes_of_ten_thousand_people_is_what_was_foretold_and_each_difference_is_explained() {
    let stage = Arc::new(stage().await);
    let crowd = crowd(&stage, 10_000).await;
    advance(&stage, 60).await;
    let campaign = made(&stage, json!({})).await;
    let foretold = go(&stage, &campaign, "rehearse").await["rehearsal"].clone();
    assert_eq!((&foretold["people"], &foretold["goes"]), (&json!(10_000), &json!(6_000)));
    let thousand = |name: &str| (name.to_owned(), 1_000);
    let expected = HashMap::from([
        thousand("recipient_unavailable"),
        thousand("permission_missing"),
        thousand("permission_withdrawn"),
        thousand("permission_expired"),
    ]);
    assert_eq!(split(&foretold["refused"]), expected);
    assert_eq!(foretold["stages"], json!([20, 120, 6_000]));
    let price = &foretold["price"];
    assert_eq!(
        (&price["least_micros"], &price["most_micros"]),
        (&json!(300_000_000), &json!(300_000_000))
    );
    let takes = foretold["ends_at"].as_i64().unwrap() - foretold["begins_at"].as_i64().unwrap();
    assert_eq!(takes, 2 * WATCHED_S, "two stages are watched, and limits are lifted");
    go(&stage, &campaign, "start").await;
    until(&stage, &campaign, "watching", 20).await;
    advance(&stage, WATCHED_S - 1).await;
    until(&stage, &campaign, "watching", 20).await;
    advance(&stage, 1).await;
    until(&stage, &campaign, "watching", 120).await;
    // Between rehearsal and sending, seven who wait take their permission back.
    let waiting = people(&stage, &campaign, "waiting").await;
    let goes = waiting.iter().filter(|one| one["foretold"] == "goes");
    let changed: Vec<String> =
        goes.take(7).map(|one| one["wa_id"].as_str().unwrap().to_owned()).collect();
    for wa_id in &changed {
        withdraw(&stage, crowd[wa_id]).await;
    }
    advance(&stage, WATCHED_S).await;
    let done = until(&stage, &campaign, "finished", 5_993).await;
    let mut expected = expected;
    *expected.get_mut("permission_withdrawn").unwrap() += 7;
    assert_eq!(split(&done["progress"]["refused"]), expected);
    assert_eq!((&done["progress"]["drifted"], &done["progress"]["waits"]), (&json!(7), &json!(0)));
    let drifted = people(&stage, &campaign, "drifted").await;
    let mut who: Vec<&str> = drifted.iter().map(|one| one["wa_id"].as_str().unwrap()).collect();
    who.sort_unstable();
    let mut changed: Vec<&str> = changed.iter().map(String::as_str).collect();
    changed.sort_unstable();
    assert_eq!(who, changed);
    for one in &drifted {
        assert_eq!(
            (&one["foretold"], &one["reason"]),
            (&json!("goes"), &json!("permission_withdrawn"))
        );
        assert!(one["explanation"].as_str().unwrap().contains("took back"), "{one}");
    }
    let store = stage.app.engine().store();
    let balance = store.balance(stage.shop.business.id).await.unwrap();
    assert_eq!(balance.reserved.0, 5_993 * 50_000, "each was charged once");
    let mut got = 0;
    for person in crowd.values() {
        let page = store.follow_inbox(*person, kurier_policy::id::InboxSeq(0), 100).await.unwrap();
        let messages = page.entries.iter().filter(|entry| {
            matches!(entry.kind, kurier_policy::entry::EntryKind::FromBusiness { .. })
        });
        let count = messages.count();
        assert!(count <= 1, "{person} got it twice");
        got += count;
    }
    assert_eq!(got, 5_993);
}

/// So many readers of the shop, by the id it has for each, and a running campaign for them.
async fn running(stage: &Stage, many: usize) -> (HashMap<String, Someone>, String) {
    running_of(stage, many, json!({ "audience": { "purpose": "marketing" } })).await
}

async fn running_of(stage: &Stage, many: usize, more: Value) -> (HashMap<String, Someone>, String) {
    let mut readers = HashMap::new();
    for n in 0..many {
        let reader = stage.reader(&format!("Reader {n}")).await;
        readers.insert(reader.wa_id.clone(), reader);
    }
    let campaign = made(stage, more).await;
    go(stage, &campaign, "rehearse").await;
    go(stage, &campaign, "start").await;
    until(stage, &campaign, "watching", 20).await;
    (readers, campaign)
}

/// Tells whether she wanted what she got.
async fn says(stage: &Stage, reader: &Someone, wanted: bool) {
    let inbox = stage.inbox(reader).await;
    let seq = inbox.iter().find(|entry| entry["kind"] == "from_business").unwrap()["seq"].clone();
    let seq = kurier_policy::id::InboxSeq(u32::try_from(seq.as_u64().unwrap()).unwrap());
    let business = stage.shop.business.id;
    assert!(stage.app.engine().note_wanted(business, reader.id, seq, wanted).await.unwrap());
}

/// Who got it first.
async fn first<'r>(
    stage: &Stage,
    campaign: &str,
    readers: &'r HashMap<String, Someone>,
) -> Vec<&'r Someone> {
    let went = people(stage, campaign, "went").await;
    went.iter().map(|one| &readers[one["wa_id"].as_str().unwrap()]).collect()
}

#[tokio::test]
async fn a_campaign_that_the_first_report_stops_by_itself_and_the_others_get_nothing() {
    let stage = stage().await;
    let receiver = stage.receiver().await;
    let (readers, campaign) = running(&stage, 70).await;
    let first = first(&stage, &campaign, &readers).await;
    for reader in &first[..2] {
        stage
            .act(reader, "report", json!({ "reason": "I never asked for this." }))
            .await
            .ok()
            .unwrap();
    }
    advance(&stage, 60).await;
    let stopped = until(&stage, &campaign, "paused", 20).await;
    assert_eq!(stopped["reason"], "reports");
    assert!(stopped["description"].as_str().unwrap().contains("reported it"));
    let value = |one: &Delivered| one.json["entry"][0]["changes"][0]["value"].clone();
    let is_told =
        |one: &Delivered| value(one)["reason"] == "reports" && value(one)["status"] == "paused";
    receiver.wait_for("the pause", |all| all.iter().any(is_told)).await.unwrap();
    advance(&stage, 2 * WATCHED_S).await;
    go(&stage, &campaign, "resume").await;
    until(&stage, &campaign, "paused", 20).await;
    let mut others = 0;
    for reader in readers.values() {
        if first.iter().any(|one| one.id == reader.id) {
            continue;
        }
        let inbox = stage.inbox(reader).await;
        assert!(!inbox.iter().any(|entry| entry["kind"] == "from_business"), "{inbox:?}");
        others += 1;
    }
    assert_eq!(others, 50);
}

#[tokio::test]
async fn a_campaign_that_the_first_do_not_want_stops_once_eight_have_answered() {
    let stage = stage().await;
    let (readers, campaign) = running(&stage, 70).await;
    let first = first(&stage, &campaign, &readers).await;
    for reader in &first[..7] {
        says(&stage, reader, false).await;
    }
    advance(&stage, 60).await;
    until(&stage, &campaign, "watching", 20).await;
    says(&stage, first[7], true).await;
    advance(&stage, 60).await;
    let stopped = until(&stage, &campaign, "paused", 20).await;
    assert_eq!(stopped["reason"], "answers");
}

#[tokio::test]
async fn a_campaign_of_notices_stops_once_two_of_five_say_that_they_did_not_want_it() {
    let stage = stage().await;
    stage
        .template("notice", "UTILITY", json!([{ "type": "BODY", "text": "Your order was sent." }]))
        .await;
    let notice = json!({ "name": "notice", "language": { "code": "en_US" } });
    let notices = json!({ "audience": { "purpose": "utility" }, "template": notice });
    let (readers, campaign) = running_of(&stage, 30, notices).await;
    let first = first(&stage, &campaign, &readers).await;
    for (place, reader) in first[..5].iter().enumerate() {
        says(&stage, reader, place > 1).await;
    }
    advance(&stage, 60).await;
    let stopped = until(&stage, &campaign, "paused", 20).await;
    assert_eq!(stopped["reason"], "answers");
}

#[tokio::test]
async fn a_stage_that_most_have_read_is_watched_no_longer() {
    let stage = stage().await;
    let (readers, campaign) = running(&stage, 70).await;
    for reader in &first(&stage, &campaign, &readers).await[..12] {
        stage.act(reader, "read", json!({})).await.ok().unwrap();
    }
    advance(&stage, 60).await;
    let done = until(&stage, &campaign, "finished", 70).await;
    assert_eq!(done["progress"]["read"], 12);
}

#[tokio::test]
async fn a_campaign_is_paused_resumed_and_cancelled_and_starts_after_its_rehearsal_alone() {
    let stage = stage().await;
    let kim = stage.reader("Kim").await;
    let begins_at = stage.app.clock_seconds() + 600;
    let campaign = made(&stage, json!({ "begins_at": begins_at })).await;
    let early = stage.api.post(&format!("{campaign}/start"), &json!({})).await.unwrap();
    assert_eq!(code(&early).1, 131_009, "{}", early.text);
    go(&stage, &campaign, "rehearse").await;
    assert_eq!(go(&stage, &campaign, "start").await["status"], "scheduled");
    assert_eq!(go(&stage, &campaign, "pause").await["reason"], "business");
    advance(&stage, 601).await;
    assert_eq!(shown(&stage, &campaign).await["progress"]["went"], 0);
    go(&stage, &campaign, "resume").await;
    until(&stage, &campaign, "finished", 1).await;
    assert_eq!(
        code(&stage.api.post(&format!("{campaign}/cancel"), &json!({})).await.unwrap()).1,
        131_009
    );
    let other = made(&stage, json!({ "begins_at": begins_at + 6_000 })).await;
    go(&stage, &other, "rehearse").await;
    go(&stage, &other, "start").await;
    assert_eq!(go(&stage, &other, "cancel").await["status"], "cancelled");
    advance(&stage, 7_000).await;
    let inbox = stage.inbox(&kim).await;
    assert_eq!(inbox.iter().filter(|entry| entry["kind"] == "from_business").count(), 1);
    let listed = stage.api.get("/kurier/v1/campaigns").await.unwrap().ok().unwrap();
    assert_eq!(listed["data"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn everybody_gets_a_campaign_when_her_own_clock_shows_its_time() {
    let stage = stage().await;
    // Three zones, none with another time in summer; one named none.
    let homes = [Some("Pacific/Honolulu"), Some("Asia/Tokyo"), None, Some("Asia/Kolkata")];
    let mut readers = Vec::new();
    for (n, zone) in homes.iter().enumerate() {
        let reader = stage.reader(&format!("Reader {n}")).await;
        let budget = json!({ "zone": zone });
        stage.people(&reader).post("/people/v1/budget", &budget).await.unwrap().ok().unwrap();
        readers.push(reader);
    }
    let begins_at = (stage.app.clock_seconds() / 86_400 + 1) * 86_400;
    let local = json!({ "begins_at": begins_at, "local_time": "09:00", "zone": "America/Bogota" });
    let campaign = made(&stage, local).await;
    let foretold = go(&stage, &campaign, "rehearse").await["rehearsal"].clone();
    let minutes = |at: &Value| (at.as_i64().unwrap() - begins_at) / 60;
    let waves = foretold["waves"].as_array().unwrap().iter();
    let waves: Vec<i64> = waves.map(|wave| minutes(&wave["at"])).collect();
    assert_eq!(waves, [0, 210, 14 * 60, 19 * 60], "Tokyo, Kolkata, Bogota, Honolulu");
    assert_eq!(foretold["ends_at"], begins_at + 19 * 3_600);
    go(&stage, &campaign, "start").await;
    advance(&stage, begins_at - stage.app.clock_seconds()).await;
    for (went, minute) in (1_u64..).zip(&waves[1..]) {
        until(&stage, &campaign, "running", went).await;
        advance(&stage, begins_at + minute * 60 - stage.app.clock_seconds()).await;
    }
    until(&stage, &campaign, "finished", 4).await;
    let mut went = Vec::new();
    for reader in &readers {
        let inbox = stage.inbox(reader).await;
        let message = inbox.iter().find(|entry| entry["kind"] == "from_business").unwrap();
        went.push((message["at"].as_i64().unwrap() / 1_000_000 - begins_at) / 60);
    }
    assert_eq!(went, [19 * 60, 0, 14 * 60, 210]);
}

#[tokio::test]
async fn a_campaign_pauses_when_no_message_can_go_and_passes_nobody_over() {
    let stage = stage().await;
    stage.reader("Kim").await;
    let campaign = made(&stage, json!({})).await;
    go(&stage, &campaign, "rehearse").await;
    let named = format!("/v23.0/{}/message_templates?name=promo", stage.shop.business.id);
    let found = stage.api.get(&named).await.unwrap().ok().unwrap();
    let pause = format!("/sandbox/v1/templates/{}/pause", found["data"][0]["id"].as_str().unwrap());
    stage.operator.post(&pause, &json!({})).await.unwrap().ok().unwrap();
    go(&stage, &campaign, "start").await;
    let paused = until(&stage, &campaign, "paused", 0).await;
    assert_eq!(
        (&paused["reason"], &paused["progress"]["waits"]),
        (&json!("template_paused"), &json!(1))
    );
    stage
        .operator
        .post(&pause.replace("/pause", "/approve"), &json!({}))
        .await
        .unwrap()
        .ok()
        .unwrap();
    go(&stage, &campaign, "resume").await;
    until(&stage, &campaign, "finished", 1).await;
    let path = format!("{campaign}/people");
    let page = stage.api.get(&path).await.unwrap().ok().unwrap();
    let told = page["data"][0]["message_id"].as_str().unwrap();
    assert!(told.starts_with("wamid."), "{page}");
}

#[tokio::test]
async fn who_is_beyond_the_people_of_a_day_gets_a_campaign_when_there_is_room() {
    let stage = stage().await;
    let growth = GrowthRule { first: 3, ..GrowthRule::DEFAULT };
    let rules = Some(RulesInForce { growth, ..RulesInForce::DEFAULT });
    stage.app.engine().store().set_limits(Limits { rules, ..Limits::default() }).await.unwrap();
    for n in 0..5 {
        stage.reader(&format!("Reader {n}")).await;
    }
    let campaign = made(&stage, json!({})).await;
    let foretold = go(&stage, &campaign, "rehearse").await["rehearsal"].clone();
    assert_eq!(foretold["goes"], 3);
    let beyond = json!([{ "reason": "portfolio_limit_reached", "people": 2 }]);
    assert_eq!(foretold["refused"], beyond);
    let takes = foretold["ends_at"].as_i64().unwrap() - foretold["begins_at"].as_i64().unwrap();
    assert_eq!(takes, 24 * HOUR_S);
    go(&stage, &campaign, "start").await;
    let waits = async {
        loop {
            let now = until(&stage, &campaign, "running", 3).await;
            if now["waits_for"] == "people_per_day" {
                return now;
            }
        }
    };
    let waits = testkit::within("it to wait for room", waits).await.unwrap();
    assert_eq!(
        (&waits["progress"]["waits"], &waits["progress"]["refused"]),
        (&json!(2), &json!([]))
    );
    advance(&stage, 26 * HOUR_S).await;
    let done = until(&stage, &campaign, "finished", 5).await;
    assert_eq!((&done["waits_for"], &done["progress"]["drifted"]), (&Value::Null, &json!(2)));
}

#[tokio::test]
async fn a_campaign_takes_half_of_what_its_sender_may_send() {
    let stage = stage().await;
    let rate = Rate { period_us: 100_000, burst: 10 };
    let limits = Limits { throughput: Some(rate), ..Limits::default() };
    stage.app.engine().store().set_limits(limits).await.unwrap();
    for n in 0..12 {
        stage.reader(&format!("Reader {n}")).await;
    }
    let campaign = made(&stage, json!({})).await;
    let foretold = go(&stage, &campaign, "rehearse").await["rehearsal"].clone();
    let takes = foretold["ends_at"].as_i64().unwrap() - foretold["begins_at"].as_i64().unwrap();
    assert_eq!(takes, 3, "twelve at five a second");
    go(&stage, &campaign, "start").await;
    for went in [5, 10] {
        until(&stage, &campaign, "running", went).await;
        let kim = stage.friend("Kim").await;
        stage.text(&kim, "In between").await;
        advance(&stage, 1).await;
    }
    until(&stage, &campaign, "running", 12).await;
    advance(&stage, 1).await;
    until(&stage, &campaign, "finished", 12).await;
}

#[tokio::test]
async fn labels_pick_the_audience_and_another_business_sees_neither() {
    let stage = stage().await;
    let (kim, lee) = (stage.reader("Kim").await, stage.reader("Lee").await);
    let stranger = stage.stranger("Sam").await;
    let label = json!({ "label": "vip", "people": [kim.wa_id, lee.user_id, stranger.wa_id] });
    let done = stage.api.post("/kurier/v1/labels", &label).await.unwrap().ok().unwrap();
    assert_eq!(done["people"], 3);
    let foreign = stage.rival_api.post("/kurier/v1/labels", &label).await.unwrap().ok().unwrap();
    assert_eq!(foreign["people"], 0, "ids made for the shop name nobody to a rival");
    let none = stage.rival_api.get("/kurier/v1/labels").await.unwrap().ok().unwrap();
    assert_eq!(none["data"], json!([]));
    let off = json!({ "label": "vip", "people": [lee.wa_id] });
    stage.api.post("/kurier/v1/labels/remove", &off).await.unwrap().ok().unwrap();
    let all = stage.api.get("/kurier/v1/labels").await.unwrap().ok().unwrap();
    assert_eq!(all["data"], json!([{ "label": "vip", "people": 2 }]));
    let campaign = made(&stage, json!({ "audience": { "labels": ["vip"] } })).await;
    let foretold = go(&stage, &campaign, "rehearse").await["rehearsal"].clone();
    assert_eq!((&foretold["people"], &foretold["goes"]), (&json!(2), &json!(1)));
    let never = "/kurier/v1/campaigns/123456789012345";
    for (method, edge) in [
        ("GET", ""),
        ("GET", "/people"),
        ("POST", "/rehearse"),
        ("POST", "/start"),
        ("POST", "/pause"),
        ("POST", "/resume"),
        ("POST", "/cancel"),
    ] {
        let call = async |campaign: &str| {
            let path = format!("{campaign}{edge}");
            let answer = stage
                .rival_api
                .call(method.parse().unwrap(), &path, "{}".to_owned())
                .await
                .unwrap();
            let id = campaign.rsplit('/').next().unwrap();
            let trace = answer.json["error"]["fbtrace_id"].as_str().unwrap_or("-").to_owned();
            (answer.status, answer.text.replace(id, "ID").replace(&trace, "TRACE"))
        };
        assert_eq!(call(&campaign).await, call(never).await, "{method} {edge}");
        assert_eq!(call(never).await.0, 400, "{method} {edge}");
    }
    let sender = json!({ "name": "x", "phone_number_id": stage.shop.sender.id.to_string(),
        "template": { "name": "promo", "language": "en_US" } });
    let foreign = stage.rival_api.post("/kurier/v1/campaigns", &sender).await.unwrap();
    assert_eq!(code(&foreign), (400, 100, 33));
}
