//! Changing an app's secret while receivers go on checking.

use crate::message_way::statuses;
use crate::stage::{Stage, code};
use kurier_wire::signature;
use serde_json::{Value, json};

#[tokio::test]
async fn old_and_new_sign_side_by_side_until_the_old_one_ends() {
    let stage = Stage::start().await;
    let receiver = stage.receiver().await;
    let kim = stage.friend("Kim").await;
    let old = stage.shop.business.app_secret.clone();
    let shown = stage.api.get("/kurier/v1/secret").await.unwrap().ok().unwrap();
    assert_eq!(shown["app_secret"], old.as_str());
    assert_eq!((&shown["next"], &shown["former"]), (&Value::Null, &Value::Null));
    let early = stage.api.post("/kurier/v1/secret/switch", &json!({})).await.unwrap();
    assert_eq!(code(&early).1, 100, "{}", early.text);

    let begun = stage.api.post("/kurier/v1/secret/next", &json!({})).await.unwrap().ok().unwrap();
    let next = begun["next"]["app_secret"].as_str().unwrap().to_owned();
    assert_ne!(next, old);
    let again = stage.api.post("/kurier/v1/secret/next", &json!({})).await.unwrap().ok().unwrap();
    assert_eq!(again["next"]["app_secret"], next.as_str(), "made once");
    let one = delivered(&stage, &receiver, &kim).await;
    assert!(signature::verify(&old, &one.raw, &one.signature));
    assert_eq!(signatures(&one), [standard(&one, &old), standard(&one, &next)]);

    let switched = stage.api.post("/kurier/v1/secret/switch", &json!({})).await.unwrap();
    let switched = switched.ok().unwrap();
    assert_eq!(switched["app_secret"], next.as_str());
    assert_eq!(switched["former"]["app_secret"], old.as_str());
    let one = delivered(&stage, &receiver, &kim).await;
    assert!(signature::verify(&next, &one.raw, &one.signature));
    assert_eq!(signatures(&one), [standard(&one, &next), standard(&one, &old)]);

    // A day later only the new one signs; a new window is needed for a text by then.
    stage.app.clock.advance_s(25 * 3_600);
    stage.act(&kim, "say", json!({ "text": "Still here" })).await.ok().unwrap();
    let one = delivered(&stage, &receiver, &kim).await;
    assert_eq!(signatures(&one), [standard(&one, &next)]);
    let shown = stage.api.get("/kurier/v1/secret").await.unwrap().ok().unwrap();
    assert_eq!(shown["former"], Value::Null);
    // The app's own token follows its secret.
    let token = |secret: &str| format!("{}|{secret}", stage.shop.business.app);
    let by = |secret: &str| stage.api.with_token(&token(secret));
    assert_eq!(by(&next).get("/kurier/v1/secret").await.unwrap().status, 200);
    assert_eq!(by(&old).get("/kurier/v1/secret").await.unwrap().status, 401);
}

async fn delivered(
    stage: &Stage,
    receiver: &testkit::FakeReceiver,
    kim: &crate::stage::Someone,
) -> testkit::Delivered {
    let id = stage.text(kim, "Signed").await;
    let all = receiver.wait_for("it", |all| !statuses(all, &id).is_empty()).await.unwrap();
    let is_it = |one: &&testkit::Delivered| one.status().is_some_and(|(of, _)| of == id);
    all.iter().find(is_it).unwrap().clone()
}

fn header<'a>(one: &'a testkit::Delivered, name: &str) -> &'a str {
    one.headers[name].to_str().unwrap()
}

fn signatures(one: &testkit::Delivered) -> Vec<String> {
    header(one, "webhook-signature").split(' ').map(str::to_owned).collect()
}

fn standard(one: &testkit::Delivered, secret: &str) -> String {
    let at = header(one, "webhook-timestamp").parse().unwrap();
    testkit::egress::webhook::standard_signature(&one.raw, secret, &one.id, at)
}
