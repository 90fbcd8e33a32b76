//! What a business may do: told, kept, and raised.

use crate::stage::{Stage, order};
use kurier_policy::rate::{Limits, Rate};
use kurier_policy::rules::brake::BrakeRule;
use kurier_policy::time::HOUR_S;
use serde_json::{Value, json};
use testkit::Delivered;

async fn limited(limits: &Limits) -> Stage {
    let stage = Stage::start().await;
    stage.app.engine().store().set_limits(*limits).await.unwrap();
    stage
}

async fn limit(stage: &Stage, name: &str) -> Value {
    let path = format!("/v23.0/{}/limits", stage.shop.sender.id);
    let all = stage.api.get(&path).await.unwrap().ok().unwrap();
    let mut lines = all["data"].as_array().unwrap().iter();
    lines.find(|line| line["name"] == name).unwrap().clone()
}

fn console(stage: &Stage) -> String {
    format!("/console/v1/businesses/{}/limits", stage.shop.business.id)
}

#[tokio::test]
async fn every_limit_is_told_with_what_is_left_and_what_raises_it() {
    let stage = limited(&Limits::REAL).await;
    stage.order_update().await;
    let kim = stage.reader("Kim").await;
    let before = limit(&stage, "people_per_day").await;
    let of = |line: &Value| (line["value"].clone(), line["used"].clone(), line["left"].clone());
    assert_eq!(of(&before), (json!(2_000), json!(0), json!(2_000)));
    assert_eq!(before["resets_at"], Value::Null);
    stage.send(order(&kim.wa_id, "Kim", "7")).await.ok().unwrap();
    let after = limit(&stage, "people_per_day").await;
    assert_eq!(of(&after), (json!(2_000), json!(1), json!(1_999)));
    let now = stage.app.engine().clock().now().seconds();
    let free = after["resets_at"].as_i64().unwrap();
    assert!(free > now + 24 * HOUR_S - 1 && free <= now + 25 * HOUR_S, "{free} {now}");
    assert_eq!(after["error_code"], 131_048);
    assert!(after["raised_by"].as_str().unwrap().contains("half of the limit"));
    let throughput = limit(&stage, "throughput").await;
    assert_eq!(of(&throughput), (json!(80), json!(1), json!(79)));
    assert_eq!(limit(&stage, "pair_rate").await["value"], 45);
    assert_eq!(limit(&stage, "marketing_per_person").await["error_code"], 131_049);
    let path = format!("/v23.0/{}/limits", stage.shop.sender.id);
    assert_eq!(stage.rival_api.get(&path).await.unwrap().status, 400);
    assert_eq!(stage.api.with_token("").get(&path).await.unwrap().status, 401);
}

#[tokio::test]
async fn what_is_beyond_a_limit_of_people_is_told_by_webhook_or_at_once_if_asked() {
    let brake = BrakeRule { unanswered: 0, ..BrakeRule::DEFAULT };
    let stage = limited(&Limits { brake: Some(brake), ..Limits::default() }).await;
    let parts = json!([{ "type": "BODY", "text": "A new coat." }]);
    stage.template("news", "MARKETING", parts).await;
    let kim = stage.reader("Kim").await;
    let receiver = stage.receiver().await;
    let news = json!({ "messaging_product": "whatsapp", "to": kim.wa_id, "type": "template",
        "template": { "name": "news", "language": { "code": "en_US" } } });
    stage.send(news.clone()).await.ok().unwrap();
    stage.send(news.clone()).await.ok().unwrap();
    let is_failed = |one: &Delivered| one.status().is_some_and(|(_, status)| status == "failed");
    let came = receiver.wait_for("the failure", |all| all.iter().any(is_failed)).await.unwrap();
    let failed = &came.iter().find(|one| is_failed(one)).unwrap().json;
    let code = failed.pointer("/entry/0/changes/0/value/statuses/0/errors/0/code").unwrap();
    assert_eq!(code, 131_049);
    let rehearsed = stage.api.post(&format!("{}?dry_run=1", stage.messages()), &news).await;
    let rehearsed = rehearsed.unwrap().ok().unwrap();
    assert_eq!(rehearsed["error"]["code"], 131_049);
    let bearer = format!("Bearer {}", stage.shop.token);
    let headers = [
        ("Authorization", bearer.as_str()),
        ("Content-Type", "application/json"),
        ("Kurier-Strict", "sync"),
    ];
    let body = news.to_string();
    let (base, path) = (&stage.app.base, stage.messages());
    let strict = crate::raw::raw(base, "POST", &path, &headers, body.as_bytes()).await;
    assert_eq!(strict.status, 400, "{}", strict.body);
    assert!(strict.body.contains("131049"), "{}", strict.body);
}

#[tokio::test]
async fn the_operator_raises_limits_and_the_sender_shows_them() {
    let throughput = Some(Rate { period_us: 1_000_000, burst: 1 });
    let stage = limited(&Limits { throughput, ..Limits::REAL }).await;
    let fields = "throughput,whatsapp_business_manager_messaging_limit";
    let path = format!("/v23.0/{}?fields={fields}", stage.shop.sender.id);
    let shown = stage.api.get(&path).await.unwrap().ok().unwrap();
    assert_eq!(shown["whatsapp_business_manager_messaging_limit"], "TIER_2K");
    assert_eq!(shown["throughput"], json!({ "level": "STANDARD" }));
    let change = json!({ "tier": "TIER_UNLIMITED", "fast": true });
    let given = stage.operator.post(&console(&stage), &change).await.unwrap().ok().unwrap();
    assert_eq!((&given["tier"], &given["fast"]), (&json!("TIER_UNLIMITED"), &json!(true)));
    let shown = stage.api.get(&path).await.unwrap().ok().unwrap();
    assert_eq!(shown["whatsapp_business_manager_messaging_limit"], "TIER_UNLIMITED");
    assert_eq!(shown["throughput"], json!({ "level": "HIGH" }));
    assert_eq!(limit(&stage, "throughput").await["value"], 1_000);
    assert_eq!(limit(&stage, "people_per_day").await["value"], Value::Null);
    let wrong = json!({ "tier": "TIER_1K" });
    assert_eq!(stage.operator.post(&console(&stage), &wrong).await.unwrap().status, 400);
    let read = stage.operator.get(&console(&stage)).await.unwrap().ok().unwrap();
    assert_eq!(read["tier"], "TIER_UNLIMITED");
}
