//! How the marketing of a business is liked, from green to closed, and who is asked.

use crate::quality::{ROUND_S, advance, judged_so, told};
use crate::stage::{Someone, Stage, code};
use kurier_policy::id::InboxSeq;
use kurier_policy::ledger::Account;
use kurier_policy::money::Micros;
use kurier_policy::rate::Limits;
use kurier_policy::rules::bond::BondRule;
use kurier_policy::rules::in_force::RulesInForce;
use kurier_policy::time::{DAY_S, HOUR_S};
use kurier_store::record::Ack;
use serde_json::{Value, json};

const QUALITY: &str = "/kurier/v1/quality";

/// Every limit is lifted but for the rules about what people like.
async fn stage() -> Stage {
    let stage = Stage::start().await;
    let rules = Some(RulesInForce::DEFAULT);
    stage.app.engine().store().set_limits(Limits { rules, ..Limits::default() }).await.unwrap();
    let body = |text: &str| json!([{ "type": "BODY", "text": text }]);
    for name in ["promo", "later_promo", "news"] {
        stage.template(name, "MARKETING", body("Buy more of it.")).await;
    }
    stage.template("notice", "UTILITY", body("Your order was sent.")).await;
    stage
}

fn of(name: &str, to: &Someone) -> Value {
    json!({ "to": to.wa_id, "type": "template",
        "template": { "name": name, "language": { "code": "en_US" } } })
}

async fn read(stage: &Stage, name: &str, person: &Someone, count: u32) {
    for _ in 0..count {
        stage.send(of(name, person)).await.ok().unwrap();
    }
    let (business, up_to) = (stage.shop.business.id, InboxSeq(u32::MAX));
    let ack = Ack::Read { person: person.id, business, up_to };
    let engine = stage.app.engine();
    engine.store().acknowledge_batch(vec![ack], engine.clock().now()).await.unwrap();
}

async fn shown(stage: &Stage) -> Value {
    stage.api.get(QUALITY).await.unwrap().ok().unwrap()
}

async fn judged(stage: &Stage, member: &str, value: &str) -> Value {
    judged_so(stage, async || shown(stage).await, (member, json!(value))).await
}

/// Three new persons get one each beside the many that Kim gets.
async fn readers(stage: &Stage, name: &str) -> [Someone; 3] {
    let kim = stage.reader("Kim").await;
    read(stage, name, &kim, 147).await;
    let three = [stage.reader("Lee").await, stage.reader("Max").await, stage.reader("Zoe").await];
    for person in &three {
        read(stage, name, person, 1).await;
    }
    three
}

async fn report(stage: &Stage, person: &Someone) {
    stage.act(person, "report", json!({ "reason": "too_often" })).await.ok().unwrap();
}

#[tokio::test]
async fn marketing_that_people_report_goes_from_green_to_a_pause_and_comes_back() {
    let stage = stage().await;
    let kim = stage.reader("Kim").await;
    let receiver = stage.receiver().await;
    let [lee, max, zoe] = readers(&stage, "promo").await;
    let green = judged(&stage, "quality", "GREEN").await;
    assert_eq!((&green["delivered"], &green["strikes"]), (&json!(150), &json!(0)));
    report(&stage, &lee).await;
    report(&stage, &max).await;
    let yellow = judged(&stage, "quality", "YELLOW").await;
    assert_eq!(yellow["falling"], true);
    assert_eq!((&yellow["reports"], &yellow["reasons"]), (&Value::Null, &Value::Null), "of two");
    report(&stage, &zoe).await;
    let red = judged(&stage, "state", "PAUSED").await;
    assert_eq!((&red["quality"], &red["strikes"]), (&json!("RED"), &json!(1)));
    let now = stage.app.engine().clock().now().seconds();
    let until = red["paused_until"].as_i64().unwrap();
    assert!(until > now + 47 * HOUR_S && until <= now + 48 * HOUR_S, "{until} {now}");
    told(&receiver, "phone_number_quality_update", "FLAGGED").await;
    let restricted = told(&receiver, "account_update", "ACCOUNT_RESTRICTION").await;
    assert_eq!(restricted["restriction_info"][0]["expiration"], until);

    assert_eq!(code(&stage.send(of("news", &kim)).await), (400, 131_048, 0));
    stage.send(of("notice", &kim)).await.ok().unwrap();
    advance(&stage, 2 * DAY_S).await;
    let open = judged(&stage, "quality", "UNKNOWN").await;
    assert_eq!((&open["state"], &open["strikes"]), (&json!("OPEN"), &json!(1)));
    told(&receiver, "phone_number_quality_update", "UNFLAGGED").await;
    stage.send(of("news", &kim)).await.ok().unwrap();
    assert_eq!(judged(&stage, "state", "OPEN").await["strikes"], 1, "what was said counts once");
}

/// People report two templates, the second as soon as the pause for the first is over: that closes it.
async fn is_struck_twice(stage: &Stage) {
    for (name, state) in [("promo", "PAUSED"), ("later_promo", "CLOSED")] {
        for person in &readers(stage, name).await {
            report(stage, person).await;
        }
        judged(stage, "state", state).await;
        if state == "PAUSED" {
            advance(stage, 2 * DAY_S).await;
            judged(stage, "state", "OPEN").await;
        }
    }
}

#[tokio::test]
async fn the_second_strike_closes_a_young_business_and_the_operator_may_forgive() {
    let stage = stage().await;
    let receiver = stage.receiver().await;
    let kim = stage.friend("Kim").await;
    is_struck_twice(&stage).await;
    told(&receiver, "account_update", "DISABLED_UPDATE").await;
    told(&receiver, "account_update", "SPAM").await;
    assert_eq!(code(&stage.send(of("notice", &kim)).await), (403, 368, 0));
    let path = format!("/console/v1/businesses/{}/quality", stage.shop.business.id);
    let act = |body: Value| {
        let (operator, path) = (&stage.operator, &path);
        async move { operator.post(path, &body).await.unwrap() }
    };
    let says = json!({ "text": "Somebody else sent these." });
    let filed = stage.api.post("/kurier/v1/appeals", &says).await.unwrap().ok().unwrap();
    let answer = format!("/console/v1/desk/appeals/{}/answer", filed["id"].as_str().unwrap());
    let granted = json!({ "granted": true, "text": "So it was." });
    stage.operator.post(&answer, &granted).await.unwrap().ok().unwrap();
    let open = shown(&stage).await;
    assert_eq!((&open["state"], &open["strikes"]), (&json!("OPEN"), &json!(1)));
    told(&receiver, "account_update", "REINSTATE").await;
    stage.send(of("notice", &kim)).await.ok().unwrap();
    assert_eq!(judged(&stage, "state", "OPEN").await["strikes"], 1);
    let paused = act(json!({ "action": "pause", "days": 3 })).await.ok().unwrap();
    assert_eq!((&paused["state"], &paused["strikes"]), (&json!("PAUSED"), &json!(1)));
    assert_eq!(act(json!({ "action": "pause", "days": 0 })).await.status, 400);
    act(json!({ "action": "close" })).await.ok().unwrap();
    let all = stage.operator.get("/console/v1/quality").await.unwrap().ok().unwrap();
    let closed = |one: &&Value| one["state"] == "CLOSED";
    let closed: Vec<_> = all["businesses"].as_array().unwrap().iter().filter(closed).collect();
    assert_eq!((closed.len(), &closed[0]["name"]), (1, &json!("Shop")));
}

#[tokio::test]
async fn a_second_strike_soon_after_a_pause_closes_an_older_business_too() {
    let stage = stage().await;
    advance(&stage, 30 * DAY_S).await;
    is_struck_twice(&stage).await;
    assert_eq!(shown(&stage).await["strikes"], 2);
}

#[tokio::test]
async fn who_is_asked_and_says_no_gets_no_more_marketing_and_a_receipt() {
    let stage = stage().await;
    let kim = stage.reader("Kim").await;
    read(&stage, "news", &kim, 1).await;
    stage.send(of("notice", &kim)).await.ok().unwrap();
    let inbox = stage.inbox(&kim).await;
    let templates = inbox.iter().filter(|entry| entry["content"]["type"] == "template");
    let seqs: Vec<u64> = templates.map(|entry| entry["seq"].as_u64().unwrap()).collect();
    let path = |seq: u64| format!("/people/v1/messages/{seq}/wanted");
    let people = stage.people(&kim);
    let asked = people.get(&path(seqs[0])).await.unwrap().ok().unwrap();
    assert_eq!(asked, json!({ "asks": true, "answer": null }));
    let about_notice = people.get(&path(seqs[1])).await.unwrap().ok().unwrap();
    assert_eq!(about_notice["asks"], false);
    let no = json!({ "wanted": "no" });
    let refused = people.post(&path(seqs[1]), &no).await.unwrap();
    assert_eq!((refused.status, refused.code()), (409, "not_asked"));
    assert_eq!(people.post(&path(9_999), &no).await.unwrap().status, 404);

    people.post(&path(seqs[0]), &json!({ "wanted": "yes" })).await.unwrap().ok().unwrap();
    stage.send(of("news", &kim)).await.ok().unwrap();
    let done = people.post(&path(seqs[0]), &no).await.unwrap().ok().unwrap();
    let receipt = done["receipt_seq"].as_u64().unwrap();
    let inbox = stage.inbox(&kim).await;
    let entry = inbox.iter().find(|entry| entry["seq"] == receipt).unwrap();
    assert_eq!(entry["kind"], "receipt");
    let asked = people.get(&path(seqs[0])).await.unwrap().ok().unwrap();
    assert_eq!(asked["answer"], "no");
    let receiver = stage.receiver().await;
    stage.send(of("news", &kim)).await.ok().unwrap();
    told(&receiver, "messages", "131050").await;
    assert_eq!(shown(&stage).await["answers"], Value::Null, "one answer is shown to nobody");
}

#[tokio::test]
async fn a_notice_that_people_call_advertising_becomes_marketing_and_is_billed() {
    let stage = stage().await;
    let receiver = stage.receiver().await;
    let prepaid = || async {
        let store = stage.app.engine().store();
        store.balance(stage.shop.business.id).await.unwrap().prepaid.0
    };
    let kim = stage.reader("Kim").await;
    read(&stage, "notice", &kim, 92).await;
    let before = prepaid().await;
    for number in 0..8 {
        let person = stage.reader(&format!("Person {number}")).await;
        read(&stage, "notice", &person, 1).await;
        let reason = json!({ "reason": "advertising_as_notice" });
        stage.act(&person, "report", reason).await.ok().unwrap();
    }
    advance(&stage, ROUND_S).await;
    let told = told(&receiver, "template_category_update", "MARKETING").await;
    assert_eq!(told["previous_category"], "UTILITY");
    // 100 messages for 0.01 each were worth 0.05 each.
    assert_eq!(before - prepaid().await, 8 * 10_000 + 100 * 40_000);
    let id = told["message_template_id"].to_string();
    let again = json!({ "category": "UTILITY" });
    let refused = stage.api.post(&format!("/v23.0/{id}"), &again).await.unwrap();
    assert_eq!(refused.status, 400, "{}", refused.text);
    let report = stage.app.engine().store().verify_ledger().await.unwrap();
    assert_eq!(report.findings, Vec::<String>::new());
}

#[tokio::test]
async fn reports_and_a_bond_cost_money_that_nobody_earns() {
    let stage = stage().await;
    let rules =
        RulesInForce { bond: BondRule { amount: Micros(100_000_000) }, ..RulesInForce::DEFAULT };
    let limits = Limits { rules: Some(rules), ..Limits::default() };
    let engine = stage.app.engine();
    engine.store().set_limits(limits).await.unwrap();
    let kim = stage.reader("Kim").await;
    assert_eq!(code(&stage.send(of("news", &kim)).await).1, 131_042, "no bond yet");
    stage.send(of("notice", &kim)).await.ok().unwrap();
    judged(&stage, "state", "OPEN").await;
    let balances = || async {
        let all = engine.store().transfers(stage.shop.business.id, 0, 1_000).await.unwrap();
        kurier_policy::ledger::balances(&all).unwrap()
    };
    let held = async {
        let usage = || engine.store().usage(stage.shop.business.id, None);
        while usage().await.unwrap().standing.bond.held == Micros::ZERO {
            tokio::task::yield_now().await;
        }
    };
    testkit::within("the bond", held).await.unwrap();
    for person in &readers(&stage, "promo").await {
        report(&stage, person).await;
    }
    judged(&stage, "state", "PAUSED").await;
    assert_eq!(balances().await[&Account::Commons], Micros(3 * 50_000), "each report once more");
    let path = format!("/console/v1/businesses/{}/quality", stage.shop.business.id);
    stage.operator.post(&path, &json!({ "action": "close" })).await.unwrap().ok().unwrap();
    advance(&stage, ROUND_S).await;
    let forfeited = async {
        while balances().await[&Account::Commons] < Micros(100_000_000) {
            tokio::task::yield_now().await;
        }
    };
    testkit::within("the forfeit", forfeited).await.unwrap();
    let after = balances().await;
    assert_eq!(after[&Account::Commons], Micros(100_150_000));
    assert_eq!(after[&Account::Bond(stage.shop.business.id)], Micros::ZERO);
    let report = engine.store().verify_ledger().await.unwrap();
    assert_eq!((report.findings, report.imbalance), (Vec::<String>::new(), Micros::ZERO));
}

#[tokio::test]
async fn anothers_quality_is_not_shown() {
    let stage = stage().await;
    let path = format!("{QUALITY}?business={}", stage.shop.business.id);
    assert_eq!(code(&stage.rival_api.get(&path).await.unwrap()), (400, 100, 33));
    let own = stage.rival_api.get(QUALITY).await.unwrap().ok().unwrap();
    assert_eq!(own["business"], stage.rival.business.id.to_string());
    assert_eq!(stage.api.with_token("").get(QUALITY).await.unwrap().status, 401);
}
