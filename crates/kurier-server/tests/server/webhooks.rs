//! Webhooks: handshake, retries, replay, addresses.

use crate::message_way::statuses;
use crate::stage::{Stage, code};
use serde_json::json;
use testkit::FakeReceiver;

#[tokio::test]
async fn an_event_that_met_a_500_comes_again_with_the_same_id_when_its_time_has_come() {
    let stage = Stage::start().await;
    let receiver = stage.receiver().await;
    let kim = stage.friend("Kim").await;
    receiver
        .wait_for("her word", |all| all.iter().any(|one| one.message().is_some()))
        .await
        .unwrap();
    let lose = json!({ "lose_next": 1 });
    stage.operator.post("/sandbox/v1/webhook-faults", &lose).await.unwrap().ok().unwrap();
    let id = stage.text(&kim, "Once more").await;
    receiver.wait_for("the first try", |all| statuses(all, &id).len() == 1).await.unwrap();
    let path = format!("/console/v1/businesses/{}/subscriptions", stage.shop.business.id);
    let planned = async {
        loop {
            let found = stage.operator.get(&path).await.unwrap().ok().unwrap();
            if found["data"][0]["waiting"] == 1 {
                return found;
            }
        }
    };
    testkit::within("the planned retry", planned).await.unwrap();
    assert_eq!(statuses(&receiver.delivered(), &id).len(), 1);
    // The first retry comes after five seconds, a fifth more or less.
    stage.app.clock.advance_s(6);
    receiver.wait_for("the retry", |all| statuses(all, &id).len() == 2).await.unwrap();
    let all = receiver.delivered();
    let tries: Vec<_> = all.iter().filter(|one| one.status() == Some((&id, "sent"))).collect();
    assert_eq!(tries[0].id, tries[1].id);
    assert_eq!(tries[0].raw, tries[1].raw);
    assert!(tries[1].is_genuine);
}

#[tokio::test]
async fn a_replay_sends_the_same_events_again_with_the_same_ids() {
    let stage = Stage::start().await;
    let receiver = stage.receiver().await;
    let kim = stage.friend("Kim").await;
    let id = stage.text(&kim, "First").await;
    receiver.wait_for("the status", |all| !statuses(all, &id).is_empty()).await.unwrap();
    let before = receiver.delivered();
    let business = stage.shop.business.id;
    let path = format!("/console/v1/businesses/{business}/subscriptions");
    // The cursor is written after the delivery; a replay may only go back from it.
    let caught_up = async {
        loop {
            let found = stage.operator.get(&path).await.unwrap().ok().unwrap();
            let one = &found["data"][0];
            if one["cursor"].as_i64().unwrap() >= 3 {
                return one["id"].as_str().unwrap().to_owned();
            }
        }
    };
    let subscription = testkit::within("the cursor", caught_up).await.unwrap();
    let path = format!("{path}/{subscription}/replay");
    stage.operator.post(&path, &json!({ "after": 0 })).await.unwrap().ok().unwrap();
    let all = receiver.wait_for("the replay", |all| statuses(all, &id).len() == 2).await.unwrap();
    for one in &before {
        let times = all.iter().filter(|again| again.id == one.id && again.raw == one.raw).count();
        assert_eq!(times, 2, "{}", one.id);
    }
}

#[tokio::test]
async fn a_refused_handshake_keeps_nothing() {
    let stage = Stage::start().await;
    let receiver = FakeReceiver::start(&stage.shop.business.app_secret).await.unwrap();
    let path = format!("/v23.0/{}/subscribed_apps", stage.shop.business.id);
    let wrong = json!({ "override_callback_uri": receiver.url, "verify_token": "wrong" });
    let answer = stage.api.post(&path, &wrong).await.unwrap();
    assert_eq!(code(&answer), (400, 2200, 0));
    let listed = stage.api.get(&path).await.unwrap().ok().unwrap();
    assert_eq!(listed, json!({ "data": [] }));
    stage.friend("Kim").await;
    assert!(receiver.delivered().is_empty());
}

#[tokio::test]
async fn a_subscription_is_listed_and_ends_when_it_is_deleted() {
    let stage = Stage::start().await;
    let receiver = stage.receiver().await;
    let path = format!("/v23.0/{}/subscribed_apps", stage.shop.business.id);
    let listed = stage.api.get(&path).await.unwrap().ok().unwrap();
    assert_eq!(listed["data"][0]["override_callback_uri"], receiver.url.as_str());
    let again = stage.api.post(&path, &json!({})).await.unwrap();
    assert_eq!(again.json, json!({ "success": true }), "programs call this after every start");
    let gone = stage.raw("DELETE", &path, b"").await;
    assert_eq!(gone.json(), json!({ "success": true }));
    let listed = stage.api.get(&path).await.unwrap().ok().unwrap();
    assert_eq!(listed, json!({ "data": [] }));
}

#[tokio::test]
async fn another_address_replaces_the_former_and_gets_all_that_comes() {
    let stage = Stage::start().await;
    let former = stage.receiver().await;
    let kim = stage.friend("Kim").await;
    former.wait_for("her word", |all| all.iter().any(|one| one.message().is_some())).await.unwrap();
    let new = stage.receiver().await;
    let path = format!("/v23.0/{}/subscribed_apps", stage.shop.business.id);
    let listed = stage.api.get(&path).await.unwrap().ok().unwrap();
    assert_eq!(listed["data"].as_array().unwrap().len(), 1);
    assert_eq!(listed["data"][0]["override_callback_uri"], new.url.as_str());
    let id = stage.text(&kim, "To the new address").await;
    new.wait_for("the status", |all| !statuses(all, &id).is_empty()).await.unwrap();
    assert!(statuses(&former.delivered(), &id).is_empty(), "the former address is told no more");
}

#[tokio::test]
async fn addresses_inside_a_network_or_of_another_scheme_are_refused_when_saved() {
    let stage = Stage::start().await;
    let path = format!("/v23.0/{}/subscribed_apps", stage.shop.business.id);
    let bad = [
        "http://169.254.169.254/latest/meta-data",
        "http://10.0.0.1/hook",
        "http://[fd00:ec2::254]/",
        "http://100.64.0.1/",
        "http://192.168.1.1/",
        "http://0.0.0.0/",
        "http://[::ffff:10.0.0.1]/",
        "http://[64:ff9b::a00:1]/",
        "file:///etc/passwd",
        "gopher://127.0.0.1/",
        "ftp://127.0.0.1/",
        "data:text/plain,hi",
        "javascript:alert(1)",
        "http://user:secret@127.0.0.1/",
        "not an address",
        "",
    ];
    for url in bad {
        let body = json!({ "override_callback_uri": url, "verify_token": "x" });
        let answer = stage.api.post(&path, &body).await.unwrap();
        assert_eq!(code(&answer), (400, 2200, 0), "{url}: {}", answer.text);
    }
    let long = format!("http://127.0.0.1/{}", "x".repeat(3_000));
    let body = json!({ "override_callback_uri": long, "verify_token": "x" });
    assert_eq!(code(&stage.api.post(&path, &body).await.unwrap()).1, 131_009);
    let listed = stage.api.get(&path).await.unwrap().ok().unwrap();
    assert_eq!(listed, json!({ "data": [] }));
}

#[tokio::test]
async fn the_apps_subscription_is_set_with_the_apps_own_token_in_the_query() {
    let stage = Stage::start().await;
    let receiver = FakeReceiver::start(&stage.shop.business.app_secret).await.unwrap();
    let business = &stage.shop.business;
    let target = format!(
        "/v23.0/{}/subscriptions?object=whatsapp_business_account&callback_url={}&verify_token={}\
         &fields=messages&access_token={}%7C{}",
        business.app, receiver.url, receiver.verify_token, business.app, business.app_secret
    );
    let answer = crate::raw::raw(&stage.app.base, "POST", &target, &[], b"").await;
    assert_eq!((answer.status, answer.json()), (200, json!({ "success": true })));
    stage.friend("Kim").await;
    receiver.wait_for("her word", |all| !all.is_empty()).await.unwrap();
    let other = target.replace(&business.app.to_string(), &stage.rival.business.app.to_string());
    let answer = crate::raw::raw(&stage.app.base, "POST", &other, &[], b"").await;
    assert_eq!((answer.status, answer.code()), (401, 190));
}
