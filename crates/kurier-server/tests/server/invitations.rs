//! Imported lists make nobody reachable: whoever is here finds one silent card.

use crate::contract::conforms_to;
use crate::stage::{Someone, Stage, code};
use kurier_policy::permission::Purpose;
use kurier_policy::phone::PhoneNumber;
use kurier_policy::rate::Limits;
use kurier_policy::rules::invitation::InvitationRule;
use kurier_policy::rules::lapse::LapseRule;
use kurier_policy::time::DAY_S;
use serde_json::{Value, json};
use testkit::{Answer, Caller};

const IMPORTS: &str = "/kurier/v1/invitations";
const CARDS: &str = "/people/v1/cards";

async fn strict() -> Stage {
    let stage = Stage::start().await;
    let limits = Limits {
        invitations: Some(InvitationRule::DEFAULT),
        lapse: Some(LapseRule::DEFAULT),
        ..Limits::default()
    };
    stage.app.engine().store().set_limits(limits).await.unwrap();
    stage.template("promo", "MARKETING", json!([{ "type": "BODY", "text": "New shoes." }])).await;
    stage
}

/// Somebody with a verified number whom no business knows.
async fn owner(stage: &Stage, number: &str) -> Someone {
    let phone = Some(PhoneNumber::parse(number).unwrap());
    let (name, label) = ("Kim".to_owned(), "test".to_owned());
    let made = stage.app.engine().create_person(name, "en".to_owned(), phone, label).await.unwrap();
    let (wa_id, user_id) = (String::new(), String::new());
    Someone { id: made.person.id, session: made.session, wa_id, user_id }
}

fn list(people: &[&str]) -> Value {
    json!({ "purpose": "marketing", "evidence": "form in the shop, May 2026", "people": people })
}

async fn import(api: &Caller, people: &[&str]) -> Value {
    api.post(IMPORTS, &list(people)).await.unwrap().ok().unwrap()
}

async fn cards(stage: &Stage, of: &Someone) -> Vec<Value> {
    let page = stage.people(of).get(CARDS).await.unwrap().ok().unwrap();
    conforms_to("get", CARDS, 200, &page);
    let all = page["cards"].as_array().unwrap().clone();
    assert_eq!(page["count"], all.len());
    all
}

async fn peek(stage: &Stage, of: &Someone) -> u64 {
    let page = stage.people(of).get(&format!("{CARDS}?peek=true")).await.unwrap().ok().unwrap();
    assert_eq!(page["cards"], json!([]));
    page["count"].as_u64().unwrap()
}

async fn answer(stage: &Stage, of: &Someone, card: &Value, what: &str, body: Value) -> Answer {
    let path = format!("{CARDS}/{}/{what}", card["id"].as_str().unwrap());
    stage.people(of).post(&path, &body).await.unwrap()
}

async fn forward(stage: &Stage, days: i64) {
    let body = json!({ "advance_s": days * DAY_S });
    stage.operator.post("/sandbox/v1/clock", &body).await.unwrap().ok().unwrap();
}

async fn promo(stage: &Stage, to: &str) -> Answer {
    let template = json!({ "name": "promo", "language": { "code": "en_US" } });
    stage.send(json!({ "to": to, "type": "template", "template": template })).await
}

#[tokio::test]
async fn the_answer_to_an_import_is_the_same_whoever_is_here() {
    let stage = strict().await;
    let here = owner(&stage, "+4915100000001").await;
    let closed = owner(&stage, "+4915100000002").await;
    let (shop, now) = (stage.shop.business.id, stage.app.engine().clock().now());
    stage.app.engine().store().relate(shop, closed.id, now).await.unwrap();
    stage.app.engine().block(closed.id, shop, true).await.unwrap();
    let allows = owner(&stage, "+4915100000003").await;
    stage.app.allow(allows.id, shop, &[Purpose::Marketing]).await.unwrap();
    let mut answers = Vec::new();
    for number in ["+4915100000001", "+4915100000002", "+4915100000003", "+4915100000009"] {
        let mut made = import(&stage.api, &[number, "no number"]).await;
        conforms_to("post", IMPORTS, 200, &made);
        assert_eq!((&made["lines"], &made["malformed"]), (&json!(2), &json!(1)));
        made["number"] = json!(0);
        answers.push(made);
    }
    assert!(answers.iter().all(|one| *one == answers[0]), "{answers:?}");
    let before = stage.api.get(IMPORTS).await.unwrap().ok().unwrap();
    conforms_to("get", IMPORTS, 200, &before);
    assert_eq!(before["off_until"], Value::Null);
    assert_eq!(cards(&stage, &here).await.len(), 1);
    assert_eq!(cards(&stage, &closed).await, [] as [Value; 0]);
    assert_eq!(cards(&stage, &allows).await, [] as [Value; 0]);
    let shown = cards(&stage, &here).await;
    answer(&stage, &here, &shown[0], "decline", json!({})).await.ok().unwrap();
    let after = stage.api.get(IMPORTS).await.unwrap().ok().unwrap();
    assert_eq!(after["data"], before["data"], "of what was shown and declined nothing is told");
}

#[tokio::test]
async fn a_card_is_silent_and_a_yes_is_a_receipt_under_which_the_business_may_write() {
    let stage = strict().await;
    let kim = owner(&stage, "+4915100000001").await;
    let events = stage.app.engine().store().event_head(stage.shop.business.id).await.unwrap();
    import(&stage.api, &["+49 151 00000001"]).await;
    assert_eq!(stage.inbox(&kim).await, [] as [Value; 0], "nothing lies in her inbox");
    assert_eq!(peek(&stage, &kim).await, 1);
    let shown = cards(&stage, &kim).await;
    assert_eq!(shown[0]["kind"], "invitation");
    assert_eq!(shown[0]["business"]["name"], "Shop");
    let words = "Shop would like to send you offers and news.";
    assert_eq!(shown[0]["asks"][0]["wording"], words);
    let head = stage.app.engine().store().event_head(stage.shop.business.id).await.unwrap();
    assert_eq!(head, events, "the business is told of nothing");
    promo(&stage, "+4915100000001").await.ok().unwrap();
    assert_eq!(stage.inbox(&kim).await, [] as [Value; 0], "a card lets nothing through");
    let done = answer(&stage, &kim, &shown[0], "accept", json!({})).await.ok().unwrap();
    conforms_to("post", "/people/v1/cards/{card}/accept", 200, &done);
    let inbox = stage.inbox(&kim).await;
    let receipt = &inbox[0]["receipt"]["receipt"];
    assert_eq!(receipt["wording"], json!([words]), "{}", inbox[0]);
    assert!(receipt["source"].as_str().unwrap().starts_with("card:"));
    promo(&stage, "+4915100000001").await.ok().unwrap();
    assert_eq!(stage.inbox(&kim).await.len(), 2);
    assert_eq!(cards(&stage, &kim).await, [] as [Value; 0]);
    let page = stage.api.get(IMPORTS).await.unwrap().ok().unwrap();
    assert_eq!(page["data"][0]["accepted"], 1);
}

#[tokio::test]
async fn three_cards_a_week_are_shown_and_one_a_year_of_each_business() {
    let stage = strict().await;
    let kim = owner(&stage, "+4915100000001").await;
    for n in 0..5 {
        let (name, number) = (format!("Shop {n}"), format!("49305550200{n}"));
        let made = crate::stage::business(&stage.app, &name, &number).await;
        import(&stage.api.with_token(&made.token), &["+4915100000001"]).await;
    }
    assert_eq!(peek(&stage, &kim).await, 3);
    assert_eq!(peek(&stage, &kim).await, 3, "to peek is not to be shown");
    let first = cards(&stage, &kim).await;
    assert_eq!(first.len(), 3);
    assert_eq!(cards(&stage, &kim).await, first, "those that lie open stay");
    answer(&stage, &kim, &first[0], "decline", json!({})).await.ok().unwrap();
    let again = answer(&stage, &kim, &first[0], "decline", json!({})).await;
    assert_eq!((again.status, &again.json["error"]["code"]), (409, &json!("card_answered")));
    assert_eq!(cards(&stage, &kim).await.len(), 2, "an answer makes no room in the week");
    forward(&stage, 8).await;
    assert_eq!(cards(&stage, &kim).await.len(), 4);
}

#[tokio::test]
async fn a_no_holds_for_a_year_and_a_block_for_good() {
    let stage = strict().await;
    let kim = owner(&stage, "+4915100000001").await;
    import(&stage.api, &["+4915100000001"]).await;
    import(&stage.rival_api, &["+4915100000001"]).await;
    let shown = cards(&stage, &kim).await;
    let of = |name: &str| shown.iter().find(|one| one["business"]["name"] == name).unwrap();
    answer(&stage, &kim, of("Shop"), "decline", json!({})).await.ok().unwrap();
    answer(&stage, &kim, of("Rival"), "decline", json!({ "block": true })).await.ok().unwrap();
    for days in [100, 264] {
        forward(&stage, days).await;
        import(&stage.api, &["+4915100000001"]).await;
        import(&stage.rival_api, &["+4915100000001"]).await;
        assert_eq!(cards(&stage, &kim).await, [] as [Value; 0]);
    }
    forward(&stage, 1).await;
    import(&stage.api, &["+4915100000001"]).await;
    import(&stage.rival_api, &["+4915100000001"]).await;
    let later = cards(&stage, &kim).await;
    assert_eq!(later.len(), 1);
    assert_eq!(later[0]["business"]["name"], "Shop");
    let relation = stage.app.engine().relation(kim.id, stage.rival.business.id).await.unwrap();
    assert!(relation.blocked);
}

#[tokio::test]
async fn anothers_card_is_not_there() {
    let stage = strict().await;
    let (kim, ann) = (owner(&stage, "+4915100000001").await, owner(&stage, "+4915100000002").await);
    import(&stage.api, &["+4915100000001"]).await;
    let shown = cards(&stage, &kim).await;
    for what in ["accept", "decline"] {
        let theirs = answer(&stage, &ann, &shown[0], what, json!({})).await;
        assert_eq!(theirs.status, 404, "{}", theirs.text);
    }
    assert_eq!(stage.api.get(CARDS).await.unwrap().status, 401);
    assert_eq!(cards(&stage, &kim).await, shown);
}

#[tokio::test]
async fn invitations_that_nearly_nobody_accepts_are_off_for_a_month() {
    let stage = strict().await;
    let numbers: Vec<String> = (0..220).map(|n| format!("+4915200000{n:03}")).collect();
    let mut people = Vec::new();
    for number in &numbers {
        people.push(owner(&stage, number).await);
    }
    let all: Vec<&str> = numbers.iter().map(String::as_str).collect();
    import(&stage.api, &all).await;
    for someone in &people {
        let shown = stage.app.engine().look_at_cards(someone.id, false, 9).await.unwrap();
        assert_eq!(shown.len(), 1);
    }
    let off = async || stage.api.get(IMPORTS).await.unwrap().ok().unwrap()["off_until"].clone();
    assert_eq!(off().await, Value::Null, "they have time to answer");
    forward(&stage, 2).await;
    let until = off().await.as_i64().unwrap();
    assert_eq!(until, stage.app.clock_seconds() + 30 * DAY_S);
    let late = owner(&stage, "+4915100000001").await;
    import(&stage.api, &["+4915100000001"]).await;
    assert_eq!(cards(&stage, &late).await, [] as [Value; 0]);
    assert_eq!(cards(&stage, &people[0]).await, [] as [Value; 0]);
    import(&stage.rival_api, &["+4915100000001"]).await;
    assert_eq!(cards(&stage, &late).await.len(), 1, "those of others are shown");
    forward(&stage, 31).await;
    assert_eq!(off().await, Value::Null);
    assert_eq!(
        cards(&stage, &late).await.len(),
        1,
        "the shop's comes, the rival's lay open for its month"
    );
}

#[tokio::test]
async fn what_lapsed_is_asked_about_once_and_a_yes_renews_it() {
    let stage = strict().await;
    let kim = stage.reader("Kim").await;
    let ann = stage.reader("Ann").await;
    assert_eq!(peek(&stage, &kim).await, 0);
    forward(&stage, 181).await;
    let inbox = stage.inbox(&kim).await.len();
    let shown = cards(&stage, &kim).await;
    assert_eq!(stage.inbox(&kim).await.len(), inbox);
    assert_eq!((shown.len(), &shown[0]["kind"]), (1, &json!("renewal")));
    let words = "You have not looked at Shop for half a year. Keep its offers?";
    assert_eq!(shown[0]["asks"][0]["wording"], words);
    assert_ne!(promo_fate(&stage, &kim).await, "delivered");
    answer(&stage, &kim, &shown[0], "accept", json!({})).await.ok().unwrap();
    assert_eq!(cards(&stage, &kim).await, [] as [Value; 0]);
    let came = stage.inbox(&kim).await.len();
    promo(&stage, &kim.wa_id).await.ok().unwrap();
    assert_eq!(stage.inbox(&kim).await.len(), came + 1);
    // Nothing but silence: never asked again about the same lapse.
    assert_eq!(cards(&stage, &ann).await.len(), 1);
    forward(&stage, 31).await;
    assert_eq!(cards(&stage, &ann).await, [] as [Value; 0]);
    forward(&stage, 400).await;
    assert_eq!(cards(&stage, &ann).await, [] as [Value; 0]);
    // Kim did not look again: that is another lapse.
    assert_eq!(cards(&stage, &kim).await.len(), 1);
}

/// What became of an offer to her.
async fn promo_fate(stage: &Stage, to: &Someone) -> &'static str {
    let before = stage.inbox(to).await.len();
    promo(stage, &to.wa_id).await;
    if stage.inbox(to).await.len() > before { "delivered" } else { "refused" }
}

#[tokio::test]
async fn a_list_without_proof_or_with_an_address_as_topic_is_refused() {
    let stage = strict().await;
    let with = |name: &str, value: Value| {
        let mut body = list(&["+4915100000001"]);
        body[name] = value;
        body
    };
    for (body, expected) in [
        (with("evidence", json!("")), 131_009),
        (with("evidence", json!("x".repeat(501))), 131_009),
        (with("evidence", Value::Null), 131_008),
        (with("purpose", json!("fun")), 131_009),
        (with("topic", json!("see shop.example")), 131_009),
        (with("topic", json!("x".repeat(61))), 131_009),
        (with("people", json!([])), 131_009),
        (with("people", json!("Kim")), 131_009),
        (with("people", json!(vec!["+4915100000001"; 1_001])), 131_009),
    ] {
        let answer = stage.api.post(IMPORTS, &body).await.unwrap();
        assert_eq!(code(&answer).1, expected, "{body}: {}", answer.text);
    }
    let kept = stage.api.get(IMPORTS).await.unwrap().ok().unwrap();
    assert_eq!(kept["data"], json!([]));
}

#[tokio::test]
async fn a_repeated_import_with_its_key_is_one_import_and_pages_follow() {
    let stage = strict().await;
    let bearer = format!("Bearer {}", stage.shop.token);
    let headers = [
        ("Authorization", bearer.as_str()),
        ("Content-Type", "application/json"),
        ("Idempotency-Key", "spring-1"),
    ];
    let body = list(&["+4915100000001"]).to_string();
    let post = async |body: &str| {
        crate::raw::raw(&stage.app.base, "POST", IMPORTS, &headers, body.as_bytes()).await
    };
    let (first, again) = (post(&body).await, post(&body).await);
    assert_eq!((first.status, &first.body), (200, &again.body));
    let other = list(&["+4915100000002"]).to_string();
    assert_ne!(post(&other).await.status, 200);
    import(&stage.api, &["+4915100000003"]).await;
    let page = stage.api.get(&format!("{IMPORTS}?limit=1")).await.unwrap().ok().unwrap();
    assert_eq!(page["data"][0]["number"], 2);
    let after = page["paging"]["cursors"]["after"].as_str().unwrap();
    let next = stage.api.get(&format!("{IMPORTS}?limit=1&after={after}")).await.unwrap();
    assert_eq!(next.ok().unwrap()["data"][0]["number"], 1);
    let theirs = stage.rival_api.get(IMPORTS).await.unwrap().ok().unwrap();
    assert_eq!(theirs["data"], json!([]));
}
