//! Usernames: taken, followed into a chat, moved, given up.

use crate::stage::{Stage, code};
use serde_json::{Value, json};
use testkit::Answer;

async fn call(stage: &Stage, method: &str, sender: &str, edge: &str, body: Value) -> Answer {
    let path = format!("/v23.0/{sender}/{edge}");
    stage.api.call(method.parse().unwrap(), &path, body.to_string()).await.unwrap()
}

async fn take(stage: &Stage, sender: &str, name: &str) -> Answer {
    call(stage, "POST", sender, "username", json!({ "username": name })).await
}

#[tokio::test]
async fn people_reach_a_business_by_its_username() {
    let stage = Stage::start().await;
    let sender = stage.shop.sender.id.to_string();
    let none = call(&stage, "GET", &sender, "username", json!({})).await;
    assert_eq!(code(&none), (400, 100, 0));
    let taken = take(&stage, &sender, "Blue.Shop").await.ok().unwrap();
    assert_eq!(taken, json!({ "status": "approved" }));
    let shown = call(&stage, "GET", &sender, "username", json!({})).await.ok().unwrap();
    assert_eq!(shown, json!({ "username": "blue.shop", "status": "approved" }));
    let field = stage.api.get(&format!("/v23.0/{sender}?fields=username")).await.unwrap();
    assert_eq!(field.json["username"], "blue.shop");
    let nobody = stage.api.with_token("");
    let link = nobody.get("/people/v1/links/@Blue.Shop").await.unwrap().ok().unwrap();
    assert_eq!(link["business"]["name"], "Shop");
    assert_eq!(nobody.get("/m/@blue.shop/qr.svg").await.unwrap().status, 200);
    call(&stage, "DELETE", &sender, "username", json!({})).await.ok().unwrap();
    assert_eq!(nobody.get("/people/v1/links/@blue.shop").await.unwrap().status, 404);
    let again = call(&stage, "DELETE", &sender, "username", json!({})).await;
    assert_eq!(code(&again), (400, 100, 0));
}

#[tokio::test]
async fn a_username_is_refused_with_the_reason() {
    let stage = Stage::start().await;
    let sender = stage.shop.sender.id.to_string();
    for bad in ["ab", "www.shop", "shop.com", "1234", "blue air"] {
        let answer = take(&stage, &sender, bad).await;
        assert_eq!(code(&answer), (400, 100, 0), "{bad}");
        assert!(answer.text.contains("a username"), "{}", answer.text);
    }
    assert_eq!(code(&call(&stage, "POST", &sender, "username", json!({})).await).1, 131_008);
    take(&stage, &sender, "blue").await.ok().unwrap();
    let theirs = format!("/v23.0/{}/username", stage.rival.sender.id);
    let rival = stage.rival_api.post(&theirs, &json!({ "username": "BLUE" })).await.unwrap();
    assert_eq!(code(&rival).1, 147_001);
    let second = crate::sender_steps::added(&stage).await;
    assert_eq!(code(&take(&stage, &second, "green").await).1, 147_002, "not looked at yet");
    crate::sender_steps::settled(&stage, &second).await;
    assert_eq!(code(&take(&stage, &second, "blue").await).1, 147_005);
    let force = json!({ "username": "blue", "transfer_action": "force_transfer" });
    call(&stage, "POST", &second, "username", force).await.ok().unwrap();
    let none = call(&stage, "GET", &sender, "username", json!({})).await;
    assert_eq!(code(&none), (400, 100, 0));
}

#[tokio::test]
async fn suggestions_are_free() {
    let stage = Stage::start().await;
    let sender = stage.shop.sender.id.to_string();
    let suggest = async || {
        let shown = call(&stage, "GET", &sender, "username_suggestions", json!({})).await;
        shown.ok().unwrap()["data"][0]["username_suggestions"].as_array().unwrap().clone()
    };
    assert_eq!(suggest().await[0], "shop");
    let theirs = format!("/v23.0/{}/username", stage.rival.sender.id);
    let taken = stage.rival_api.post(&theirs, &json!({ "username": "shop" })).await.unwrap();
    taken.ok().unwrap();
    let free = suggest().await;
    assert!(!free.is_empty() && !free.contains(&json!("shop")), "{free:?}");
    take(&stage, &sender, free[0].as_str().unwrap()).await.ok().unwrap();
}

#[tokio::test]
async fn what_becomes_of_a_username_is_told_by_webhook() {
    let stage = Stage::start().await;
    let receiver = stage.receiver().await;
    let (first, second) =
        (stage.shop.sender.id.to_string(), crate::sender_steps::added(&stage).await);
    crate::sender_steps::settled(&stage, &second).await;
    take(&stage, &first, "blue").await.ok().unwrap();
    // Once more changes nothing and tells nothing.
    take(&stage, &first, "blue").await.ok().unwrap();
    let force = json!({ "username": "blue", "transfer_action": "force_transfer" });
    call(&stage, "POST", &second, "username", force).await.ok().unwrap();
    call(&stage, "DELETE", &second, "username", json!({})).await.ok().unwrap();
    let told = |all: &[testkit::Delivered]| -> Vec<Value> {
        let changes = all.iter().map(|one| one.json["entry"][0]["changes"][0].clone());
        let about = changes.filter(|one| one["field"] == "business_username_update");
        about.map(|one| one["value"].clone()).collect()
    };
    let came = receiver.wait_for("four", |all| told(all).len() >= 4).await.unwrap();
    let number = |sender: &str| {
        let path = format!("/v23.0/{sender}?fields=display_phone_number");
        let api = &stage.api;
        async move {
            let shown = api.get(&path).await.unwrap().ok().unwrap();
            let shown = shown["display_phone_number"].as_str().unwrap().to_owned();
            shown.chars().filter(char::is_ascii_digit).collect::<String>()
        }
    };
    let (one, two) = (number(&first).await, number(&second).await);
    let got = |number: &str| json!({ "display_phone_number": number, "username": "blue", "status": "approved" });
    let lost = |number: &str| json!({ "display_phone_number": number, "status": "deleted" });
    let mut came = told(&came);
    let mut wanted = vec![got(&one), got(&two), lost(&one), lost(&two)];
    let by_text = |one: &Value| one.to_string();
    came.sort_by_key(by_text);
    wanted.sort_by_key(by_text);
    assert_eq!(came, wanted);
}
