//! Sign-up links: made by a business, opened by people, switched off.

use crate::stage::{Stage, code};
use serde_json::{Value, json};
use testkit::{Answer, Delivered};

fn new() -> Value {
    json!({ "signup_message": "Offers once a week?", "confirmation_message": "Thanks! {{promo_code}}",
        "privacy_policy_url": "https://shop.example/privacy", "promo_code": "SAVE10",
        "website_url": "https://shop.example", "display_name": "Till" })
}

async fn make(stage: &Stage, body: &Value) -> Answer {
    let path = format!("/v23.0/{}/signups", stage.shop.business.id);
    stage.api.post(&path, body).await.unwrap()
}

pub(crate) async fn made(stage: &Stage) -> String {
    make(stage, &new()).await.ok().unwrap()["id"].as_str().unwrap().to_owned()
}

/// The invitation that the address of a link leads to.
async fn invite_of(stage: &Stage, signup: &str) -> String {
    let path = format!("/{}/signup/{signup}", stage.shop.sender.display_number.digits());
    let led = stage.api.with_token("").get(&path).await.unwrap();
    assert_eq!(led.status, 303, "{}", led.text);
    led.headers["location"].to_str().unwrap().strip_prefix("/i/").unwrap().to_owned()
}

#[tokio::test]
async fn who_says_yes_may_be_sent_marketing_and_is_thanked() {
    let stage = Stage::start().await;
    let receiver = stage.receiver().await;
    let signup = made(&stage).await;
    let kim = stage.stranger("Kim").await;
    let people = stage.people(&kim);
    let invite = invite_of(&stage, &signup).await;
    let offer = people.get(&format!("/people/v1/invites/{invite}")).await.unwrap().ok().unwrap();
    assert_eq!(offer["asks"][0]["purpose"], "marketing");
    let wording = "Offers once a week?\nhttps://shop.example/privacy";
    assert_eq!(offer["asks"][0]["wording"], wording);
    let yes = json!({ "choices": [{ "index": 0 }] });
    let path = format!("/people/v1/invites/{invite}/accept");
    people.post(&path, &yes).await.unwrap().ok().unwrap();
    let seen = stage.inbox(&kim).await;
    assert!(seen.iter().any(|entry| entry["content"]["body"] == "Thanks! SAVE10"), "{seen:?}");
    let is_told =
        |one: &Delivered| one.json["entry"][0]["changes"][0]["field"] == "user_preferences";
    let all = receiver.wait_for("the webhook", |all| all.iter().any(is_told)).await.unwrap();
    let told = all.iter().find(|one| is_told(one)).unwrap();
    let preference = &told.json["entry"][0]["changes"][0]["value"]["user_preferences"][0];
    assert_eq!(
        (&preference["value"], &preference["signup_id"]),
        (&json!("signup"), &json!(signup))
    );
}

#[tokio::test]
async fn a_link_is_changed_listed_and_switched_off_and_on() {
    let stage = Stage::start().await;
    let ids = [made(&stage).await, made(&stage).await];
    let one = format!("/v23.0/signups/{}", ids[0]);
    let shown = stage.api.get(&one).await.unwrap().ok().unwrap();
    assert_eq!((&shown["status"], &shown["display_name"]), (&json!("ACTIVE"), &json!("Till")));
    let change = json!({ "signup_message": "Offers?", "status": "DISABLED" });
    stage.api.post(&one, &change).await.unwrap().ok().unwrap();
    let invite = invite_of(&stage, &ids[0]).await;
    let path = format!("/people/v1/invites/{invite}");
    let closed = stage.api.with_token("").get(&path).await.unwrap();
    assert_eq!(closed.status, 410, "{}", closed.text);
    stage.api.post(&one, &json!({ "status": "ACTIVE" })).await.unwrap().ok().unwrap();
    let open = stage.api.with_token("").get(&path).await.unwrap().ok().unwrap();
    assert!(open["asks"][0]["wording"].as_str().unwrap().starts_with("Offers?\n"), "{open}");
    let list = format!("/v23.0/{}/signups?limit=1&fields=id", stage.shop.business.id);
    let page = stage.api.get(&list).await.unwrap().ok().unwrap();
    let after = page["paging"]["cursors"]["after"].as_str().unwrap();
    let rest = stage.api.get(&format!("{list}&after={after}")).await.unwrap().ok().unwrap();
    let mut seen = [&page, &rest].map(|page| page["data"][0]["id"].as_str().unwrap().to_owned());
    seen.sort();
    let mut wanted = ids;
    wanted.sort();
    assert_eq!(seen, wanted);
}

#[tokio::test]
async fn what_does_not_fit_is_refused_with_its_code() {
    let stage = Stage::start().await;
    let with = |name: &str, value: &str| {
        let mut body = new();
        body[name] = json!(value);
        body
    };
    for (body, wanted) in [
        (with("website_url", "http://shop.example"), 2_494_179),
        (with("confirmation_message", "Hi {{name}}"), 2_494_166),
        (with("promo_code", "a b"), 100),
        (with("signup_message", &"x".repeat(301)), 100),
        (with("privacy_policy_url", "shop.example"), 100),
    ] {
        assert_eq!(code(&make(&stage, &body).await).1, wanted, "{body}");
    }
    let mut bare = new();
    bare["promo_code"] = Value::Null;
    assert_eq!(code(&make(&stage, &bare).await).1, 2_494_167);
    let theirs = format!("/v23.0/signups/{}", made(&stage).await);
    assert_eq!(code(&stage.rival_api.get(&theirs).await.unwrap()), (400, 100, 33));
}
