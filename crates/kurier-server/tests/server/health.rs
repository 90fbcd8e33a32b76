//! Whether messages can go out, part by part.

use crate::stage::{Stage, code};
use kurier_engine::account::NewBusiness;
use kurier_policy::money::Micros;
use kurier_policy::phone::PhoneNumber;
use serde_json::{Value, json};
use testkit::Caller;

async fn health(api: &Caller, id: impl ToString) -> Value {
    let path = format!("/v23.0/{}?fields=health_status", id.to_string());
    api.get(&path).await.unwrap().ok().unwrap()["health_status"].clone()
}

/// Kind, state and error code of each part.
fn parts(health: &Value) -> Vec<(String, String, i64)> {
    let text = |part: &Value, name: &str| part[name].as_str().unwrap().to_owned();
    let entities = health["entities"].as_array().unwrap();
    let shown = |part: &Value| {
        let code = part["errors"][0]["error_code"].as_i64().unwrap_or(0);
        (text(part, "entity_type"), text(part, "can_send_message"), code)
    };
    entities.iter().map(shown).collect()
}

fn part(kind: &str, can: &str, code: i64) -> (String, String, i64) {
    (kind.to_owned(), can.to_owned(), code)
}

fn well() -> Vec<(String, String, i64)> {
    ["WABA", "BUSINESS", "APP"].map(|kind| part(kind, "AVAILABLE", 0)).to_vec()
}

#[tokio::test]
async fn a_sender_says_what_is_missing_before_it_may_send() {
    let stage = Stage::start().await;
    let sender = crate::sender_steps::added(&stage).await;
    let shown = health(&stage.api, &sender).await;
    assert_eq!(shown["can_send_message"], "BLOCKED");
    let wanted = [vec![part("PHONE_NUMBER", "BLOCKED", 133_006)], well()].concat();
    assert_eq!(parts(&shown), wanted);
    crate::sender_steps::settled(&stage, &sender).await;
    let shown = health(&stage.api, &sender).await;
    assert_eq!(parts(&shown)[0], part("PHONE_NUMBER", "BLOCKED", 133_010));
    let first = health(&stage.api, stage.shop.sender.id).await;
    assert_eq!(first["can_send_message"], "AVAILABLE");
}

#[tokio::test]
async fn a_template_that_waits_or_rests_cannot_be_sent() {
    let stage = Stage::start().await;
    let id = stage.order_update().await;
    let shown = health(&stage.api, &id).await;
    assert_eq!(parts(&shown), [vec![part("MESSAGE_TEMPLATE", "AVAILABLE", 0)], well()].concat());
    let pause = format!("/sandbox/v1/templates/{id}/pause");
    stage.operator.post(&pause, &json!({})).await.unwrap().ok().unwrap();
    let list = format!("/v23.0/{}/message_templates?fields=health_status", stage.shop.business.id);
    let listed = stage.api.get(&list).await.unwrap().ok().unwrap();
    let shown = &listed["data"][0]["health_status"];
    assert_eq!(parts(shown)[0], part("MESSAGE_TEMPLATE", "BLOCKED", 132_015));
    assert_eq!(shown["can_send_message"], "BLOCKED");
}

#[tokio::test]
async fn a_business_without_money_sends_only_what_is_free() {
    let stage = Stage::start().await;
    assert_eq!(parts(&health(&stage.api, stage.shop.business.id).await), well());
    let new = NewBusiness {
        name: "Poor".to_owned(),
        display_number: PhoneNumber::parse("493055501009").unwrap(),
        verified: false,
        credit: Micros(0),
    };
    let poor = stage.app.engine().create_business(new).await.unwrap();
    let shown = health(&stage.api.with_token(&poor.token), poor.business.id).await;
    assert_eq!(shown["can_send_message"], "LIMITED");
    assert_eq!(parts(&shown)[0], part("WABA", "LIMITED", 131_042));
}

#[tokio::test]
async fn an_owner_has_one_business_and_nobody_elses() {
    let stage = Stage::start().await;
    let id = stage.shop.business.id.to_string();
    let fields = "id,name,timezone_id,ownership_type,owner_business_info,country";
    let path = format!("/v23.0/{id}/owned_whatsapp_business_accounts?fields={fields}");
    let owned = stage.api.get(&path).await.unwrap().ok().unwrap();
    assert_eq!(owned["data"].as_array().unwrap().len(), 1);
    let wanted = json!({ "id": id, "name": "Shop", "timezone_id": "0", "ownership_type": "SELF",
        "owner_business_info": { "id": id, "name": "Shop" }, "country": "DE" });
    assert_eq!(owned["data"][0], wanted);
    let after = owned["paging"]["cursors"]["after"].as_str().unwrap();
    let rest = stage.api.get(&format!("{path}&after={after}")).await.unwrap().ok().unwrap();
    assert_eq!(rest["data"], json!([]));
    let shared = format!("/v23.0/{id}/client_whatsapp_business_accounts");
    assert_eq!(stage.api.get(&shared).await.unwrap().ok().unwrap(), json!({ "data": [] }));
    let theirs = stage.rival_api.get(&shared).await.unwrap();
    assert_eq!(code(&theirs), (400, 100, 33));
}
