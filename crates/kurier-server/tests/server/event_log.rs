//! `/kurier/v1`: the event log with its attempts, replay, callbacks that were switched off.

use crate::message_way::statuses;
use crate::stage::{Stage, code};
use serde_json::{Value, json};
use testkit::FakeReceiver;

async fn got(stage: &Stage, path: &str) -> Value {
    stage.api.get(path).await.unwrap().ok().unwrap()
}

fn data(page: &Value) -> &Vec<Value> {
    page["data"].as_array().unwrap()
}

/// Asks until the answer is as wanted.
async fn until(stage: &Stage, path: &str, is_so: impl Fn(&Value) -> bool) -> Value {
    let asked = async {
        loop {
            let page = got(stage, path).await;
            if is_so(&page) {
                return page;
            }
        }
    };
    testkit::within(path, asked).await.unwrap()
}

#[tokio::test]
async fn every_event_is_listed_with_its_body_and_its_attempts() {
    let stage = Stage::start().await;
    let receiver = stage.receiver().await;
    let kim = stage.friend("Kim").await;
    let lose = json!({ "fail_next": 1, "status": 503 });
    until(&stage, "/kurier/v1/callbacks", |page| page["data"][0]["behind"] == 0).await;
    stage.operator.post("/sandbox/v1/webhook-faults", &lose).await.unwrap().ok().unwrap();
    let id = stage.text(&kim, "Twice").await;
    let is_retrying = |page: &Value| data(page).iter().any(|one| one["state"] == "RETRYING");
    until(&stage, "/kurier/v1/events", is_retrying).await;
    stage.app.clock.advance_s(6);
    receiver.wait_for("the retry", |all| !statuses(all, &id).is_empty()).await.unwrap();
    let is_there =
        |page: &Value| data(page).iter().any(|one| one["attempts"].as_array().unwrap().len() == 2);
    let page = until(&stage, "/kurier/v1/events", is_there).await;
    let one = data(&page).iter().find(|one| one["attempts"].as_array().unwrap().len() == 2);
    let one = one.unwrap();
    let sent = receiver.delivered();
    let sent = sent.iter().find(|sent| one["id"] == sent.id.as_str()).unwrap();
    assert_eq!(sent.status().unwrap(), (id.as_str(), "sent"));
    assert_eq!(one["body"], sent.json);
    assert_eq!(one["state"], "DELIVERED");
    assert_eq!(one["phone_number_id"], stage.shop.sender.id.to_string());
    let attempts = one["attempts"].as_array().unwrap();
    assert_eq!((&attempts[0]["status"], &attempts[1]["status"]), (&json!(503), &json!(200)));
    assert_eq!(attempts[0]["url"], receiver.url.as_str());
    crate::contract::conforms_to("get", "/kurier/v1/events", 200, &page);
}

#[tokio::test]
async fn ranges_fields_and_pages_cut_the_log() {
    let stage = Stage::start().await;
    let kim = stage.friend("Kim").await;
    for n in 0..4 {
        stage.text(&kim, &format!("Number {n}")).await;
    }
    let all = got(&stage, "/kurier/v1/events").await;
    let count = data(&all).len();
    assert!(count >= 5, "{all}");
    let numbers = |page: &Value| -> Vec<i64> {
        data(page).iter().map(|one| one["event"].as_i64().unwrap()).collect()
    };
    assert_eq!(numbers(&got(&stage, "/kurier/v1/events?from=2&to=3").await), [2, 3]);
    assert_eq!(numbers(&got(&stage, "/kurier/v1/events?event=4").await), [4]);
    let by_id = format!("/kurier/v1/events?event=evt_{}_4", stage.shop.business.id);
    assert_eq!(numbers(&got(&stage, &by_id).await), [4]);
    let now = stage.app.engine().clock().now().seconds();
    let later = format!("/kurier/v1/events?since={}", now + 60);
    assert_eq!(numbers(&got(&stage, &later).await), Vec::<i64>::new());
    let preferences = got(&stage, "/kurier/v1/events?field=user_preferences").await;
    assert!(data(&preferences).iter().all(|one| one["field"] == "user_preferences"));

    let (mut seen, mut path) = (Vec::new(), "/kurier/v1/events?limit=2".to_owned());
    loop {
        let page = got(&stage, &path).await;
        assert!(data(&page).len() <= 2);
        seen.extend(numbers(&page));
        match page["paging"]["next"].as_str() {
            Some(next) => path = next.strip_prefix(&stage.app.base).unwrap().to_owned(),
            None => break,
        }
    }
    assert_eq!(seen, numbers(&all));

    for bad in ["from=x", "event=0", "from=1&since=2", "field=nothing", "since=-1", "after=!"] {
        let answer = stage.api.get(&format!("/kurier/v1/events?{bad}")).await.unwrap();
        assert_eq!(answer.status, 400, "{bad}: {}", answer.text);
        assert!([131_009, 131_059].contains(&code(&answer).1), "{bad}: {}", answer.text);
    }
    // After 30 days and a day they are shown no more. What nobody fetched expires just then: new events.
    stage.app.clock.advance_s(31 * 86_400);
    let left = numbers(&got(&stage, "/kurier/v1/events").await);
    assert!(left.iter().all(|number| !seen.contains(number)), "{left:?} of {seen:?}");
}

#[tokio::test]
async fn one_event_or_a_range_comes_again_with_the_id_it_had() {
    let stage = Stage::start().await;
    let receiver = stage.receiver().await;
    let kim = stage.friend("Kim").await;
    let id = stage.text(&kim, "Again").await;
    receiver.wait_for("the status", |all| !statuses(all, &id).is_empty()).await.unwrap();
    let all = receiver.delivered();
    let first = all.iter().find(|one| one.status().is_some_and(|(of, _)| of == id)).unwrap();
    until(&stage, "/kurier/v1/callbacks", |page| page["data"][0]["behind"] == 0).await;
    let replay = "/kurier/v1/events/replay";
    let done = stage.api.post(replay, &json!({ "event": first.id })).await.unwrap();
    assert_eq!(done.ok().unwrap(), json!({ "success": true, "events": 1 }));
    let times = |all: &[testkit::Delivered]| {
        all.iter().filter(|one| one.id == first.id && one.raw == first.raw).count()
    };
    receiver.wait_for("one again", |all| times(all) == 2).await.unwrap();
    until(&stage, "/kurier/v1/callbacks", |page| page["data"][0]["waiting"] == 0).await;
    let done = stage.api.post(replay, &json!({ "from": 1 })).await.unwrap().ok().unwrap();
    assert!(done["events"].as_i64().unwrap() >= 1);
    receiver.wait_for("all again", |all| times(all) == 3).await.unwrap();
    for (bad, wanted) in [
        (json!({}), 131_008),
        (json!({ "event": 1_000_000 }), 131_009),
        (json!({ "event": "evt_1_1" }), 131_009),
    ] {
        let answer = stage.api.post(replay, &bad).await.unwrap();
        assert_eq!(code(&answer).1, wanted, "{}", answer.text);
    }
}

#[tokio::test]
async fn five_days_of_failures_switch_a_callback_off_and_it_can_be_switched_on_again() {
    let stage = Stage::start().await;
    let receiver = stage.receiver().await;
    let kim = stage.friend("Kim").await;
    receiver.wait_for("her word", |all| !all.is_empty()).await.unwrap();
    let fail = json!({ "fail_next": 1_000 });
    stage.operator.post("/sandbox/v1/webhook-faults", &fail).await.unwrap().ok().unwrap();
    let id = stage.text(&kim, "Lost?").await;
    let path = "/kurier/v1/callbacks";
    until(&stage, path, |page| page["data"][0]["failing_since"].is_i64()).await;
    stage.app.clock.advance_s(5 * 86_400 + 60);
    let page = until(&stage, path, |page| page["data"][0]["disabled"] == true).await;
    let one = &page["data"][0];
    assert_eq!(one["disabled_reason"], "Every attempt failed for five days.");
    crate::contract::conforms_to("get", path, 200, &page);
    // The business finds the notice in its log.
    let alerts = "/kurier/v1/events?field=account_alerts";
    let alert = until(&stage, alerts, |page| !data(page).is_empty()).await;
    let value = &alert["data"][0]["body"]["entry"][0]["changes"][0]["value"];
    assert_eq!(value["alert_type"], "WEBHOOK_DISABLED");
    assert!(value["alert_description"].as_str().unwrap().contains(&receiver.url));

    let clear = json!({ "clear": true });
    stage.operator.post("/sandbox/v1/webhook-faults", &clear).await.unwrap().ok().unwrap();
    let enable = format!("{path}/{}/enable", one["id"].as_str().unwrap());
    let theirs = stage.rival_api.post(&enable, &json!({})).await.unwrap();
    assert_eq!(code(&theirs), (400, 100, 33));
    let answer = stage.api.post(&enable, &json!({})).await.unwrap();
    assert_eq!(answer.json, json!({ "success": true }));
    stage.app.clock.advance_s(12 * 3_600);
    let came = |all: &[testkit::Delivered]| {
        let is_alert = |one: &testkit::Delivered| {
            one.json["entry"][0]["changes"][0]["field"] == "account_alerts"
        };
        !statuses(all, &id).is_empty() && all.iter().any(is_alert)
    };
    receiver.wait_for("what waited, and the notice", came).await.unwrap();
}

#[tokio::test]
async fn a_business_sees_its_own_log_alone_and_the_operator_names_whose() {
    let stage = Stage::start().await;
    stage.friend("Kim").await;
    let rivals = stage.rival_api.get("/kurier/v1/events").await.unwrap().ok().unwrap();
    assert_eq!(data(&rivals).len(), 0);
    let (shop, nobody) = (stage.shop.business.id.to_string(), "1234567890123".to_owned());
    for (method, path) in [
        ("GET", "/kurier/v1/events"),
        ("POST", "/kurier/v1/events/replay"),
        ("GET", "/kurier/v1/callbacks"),
        ("POST", "/kurier/v1/callbacks/1/enable"),
        ("POST", "/kurier/v1/callbacks/1/test"),
        ("GET", "/kurier/v1/secret"),
        ("POST", "/kurier/v1/secret/next"),
        ("POST", "/kurier/v1/secret/switch"),
    ] {
        let mut answers = Vec::new();
        for whose in [&shop, &nobody] {
            let path = format!("{path}?business={whose}");
            let call = stage.rival_api.call(method.parse().unwrap(), &path, "{}".to_owned()).await;
            let answer = call.unwrap();
            assert_eq!(code(&answer), (400, 100, 33), "{path}: {}", answer.text);
            let trace = answer.json["error"]["fbtrace_id"].as_str().unwrap_or("-").to_owned();
            answers.push(answer.text.replace(whose.as_str(), "ID").replace(&trace, "TRACE"));
        }
        assert_eq!(answers[0], answers[1], "{path}");
        let none = stage.api.with_token("");
        let call = none.call(method.parse().unwrap(), path, "{}".to_owned()).await.unwrap();
        assert_eq!(call.status, 401, "{path}: {}", call.text);
        // The operator has to say whose.
        let call = stage.operator.call(method.parse().unwrap(), path, "{}".to_owned()).await;
        assert_eq!(code(&call.unwrap()).1, 131_008, "{path}");
    }
    let path = format!("/kurier/v1/events?business={shop}");
    let seen = stage.operator.get(&path).await.unwrap().ok().unwrap();
    assert!(!data(&seen).is_empty());
    let never = stage.api.get("/kurier/v1/nothing").await.unwrap();
    assert_eq!(code(&never), (400, 100, 33));
}

#[tokio::test]
async fn an_empty_answer_is_held_back_until_something_happens() {
    let stage = Stage::start().await;
    let kim = stage.friend("Kim").await;
    let head = stage.app.engine().store().event_head(stage.shop.business.id).await.unwrap();
    let path = format!("/kurier/v1/events?from={}&wait_s=25", head.0 + 1);
    let (page, ()) = tokio::join!(got(&stage, &path), async {
        stage.text(&kim, "Now").await;
    });
    assert!(!data(&page).is_empty(), "{page}");
}

#[tokio::test]
async fn the_receiver_of_a_switched_on_callback_needs_no_handshake_again() {
    let stage = Stage::start().await;
    let receiver = FakeReceiver::start(&stage.shop.business.app_secret).await.unwrap();
    crate::webhook_scopes::of_app(&stage, &receiver, json!({ "batching": { "max": 1 } })).await;
    let page = got(&stage, "/kurier/v1/callbacks").await;
    assert_eq!(page["data"][0]["scope"], "app");
    assert_eq!(page["data"][0]["batching"], Value::Null);
    let id = page["data"][0]["id"].as_str().unwrap();
    let path = format!("/kurier/v1/callbacks/{id}/enable");
    assert_eq!(stage.api.post(&path, &json!({})).await.unwrap().status, 200);
}

#[tokio::test]
async fn a_callback_is_tried_with_a_signed_sample_that_is_no_event() {
    let stage = Stage::start().await;
    let receiver = stage.receiver().await;
    let page = got(&stage, "/kurier/v1/callbacks").await;
    let id = page["data"][0]["id"].as_str().unwrap().to_owned();
    let head = || stage.app.engine().store().event_head(stage.shop.business.id);
    let before = head().await.unwrap();
    let path = format!("/kurier/v1/callbacks/{id}/test");
    let said = stage.api.post(&path, &json!({})).await.unwrap().ok().unwrap();
    assert_eq!((&said["delivered"], &said["status"]), (&json!(true), &json!(200)));
    crate::contract::conforms_to("post", "/kurier/v1/callbacks/{callback}/test", 200, &said);
    let all = receiver.delivered();
    let came = all.iter().find(|one| said["id"] == one.id.as_str()).unwrap();
    assert!(came.is_genuine);
    assert_eq!(came.status().unwrap().1, "delivered");
    let value = &came.json["entry"][0]["changes"][0]["value"];
    assert_eq!(value["metadata"]["phone_number_id"], stage.shop.sender.id.to_string());
    assert_eq!(head().await.unwrap(), before, "a sample is no event");

    let text = stage.api.post(&path, &json!({ "kind": "text" })).await.unwrap().ok().unwrap();
    let all = receiver.delivered();
    let came = all.iter().find(|one| text["id"] == one.id.as_str()).unwrap();
    let told = came.json.pointer("/entry/0/changes/0/value/messages/0/type");
    assert_eq!(told, Some(&json!("text")));
    let never = stage.api.post(&path, &json!({ "kind": "nothing" })).await.unwrap();
    assert_eq!(code(&never).1, 131_009);

    drop(receiver);
    let said = stage.api.post(&path, &json!({})).await.unwrap().ok().unwrap();
    assert_eq!((&said["delivered"], &said["status"]), (&json!(false), &Value::Null));
    assert!(!said["error"].as_str().unwrap().is_empty());
    let page = got(&stage, "/kurier/v1/callbacks").await;
    assert_eq!(page["data"][0]["failing_since"], Value::Null, "nothing is counted against it");
    let theirs = stage.rival_api.post(&path, &json!({})).await.unwrap();
    assert_eq!(code(&theirs), (400, 100, 33));
}
