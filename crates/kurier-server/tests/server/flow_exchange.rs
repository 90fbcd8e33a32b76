//! Forms that ask the business: its key, its endpoint, and what a person sees of both.

use crate::flow_messages::{newest, send};
use crate::stage::{Someone, Stage, code};
use serde_json::{Value, json};
use testkit::{Answer, FakeEndpoint, PUBLIC_KEY};

/// A form whose second screen only the business knows how to fill.
fn definition() -> Value {
    let tap = |action: Value| json!({ "type": "Footer", "label": "Go", "on-click-action": action });
    let layout = |children: Value| json!({ "type": "SingleColumnLayout", "children": children });
    json!({ "version": "7.3", "data_api_version": "4.0",
        "routing_model": { "ASK": ["SURE"], "SURE": [] },
        "screens": [
            { "id": "ASK", "title": "Table", "data": { "day": { "type": "string", "__example__": "Monday" } },
              "layout": layout(json!([
                { "type": "TextBody", "text": "${data.day}" },
                { "type": "TextInput", "name": "who", "label": "Name", "required": true },
                tap(json!({ "name": "data_exchange", "payload": { "who": "${form.who}" } })) ])) },
            { "id": "SURE", "title": "Sure?", "terminal": true, "refresh_on_back": true,
              "data": { "seat": { "type": "string", "__example__": "4" } },
              "layout": layout(json!([
                { "type": "TextBody", "text": "${data.seat}" },
                tap(json!({ "name": "data_exchange", "payload": { "sure": true } })) ])) } ] })
}

async fn set_key(stage: &Stage) -> Answer {
    let path = format!("/v23.0/{}/whatsapp_business_encryption", stage.shop.sender.id);
    stage.api.post(&path, &json!({ "business_public_key": PUBLIC_KEY })).await.unwrap()
}

async fn create(stage: &Stage, endpoint: &str) -> Answer {
    let path = format!("/v23.0/{}/flows", stage.shop.business.id);
    let form = json!({ "name": "table", "categories": ["OTHER"], "publish": true,
        "flow_json": definition().to_string(), "endpoint_uri": endpoint });
    stage.api.post(&path, &form).await.unwrap()
}

/// A shop whose endpoint answers so, and the message that opens its form.
async fn begun(
    answer: impl Fn(&Value) -> (u16, Value) + Send + Sync + 'static,
) -> (Stage, FakeEndpoint, Someone, Value) {
    let stage = Stage::start().await;
    let endpoint = FakeEndpoint::start(&stage.shop.business.app_secret, answer).await.unwrap();
    set_key(&stage).await.ok().unwrap();
    let made = create(&stage, &endpoint.url).await.ok().unwrap();
    let kim = stage.friend("Kim").await;
    let form =
        json!({ "flow_id": made["id"], "flow_token": "visit-7", "flow_action": "data_exchange" });
    send(&stage, &kim, form).await.ok().unwrap();
    let seq = newest(&stage, &kim).await["seq"].clone();
    (stage, endpoint, kim, seq)
}

async fn ask(stage: &Stage, kim: &Someone, seq: &Value, asked: Value) -> Answer {
    let path = format!("/people/v1/messages/{seq}/form");
    stage.people(kim).post(&path, &asked).await.unwrap()
}

#[tokio::test]
async fn a_business_sets_a_key_of_its_sender_and_reads_it() {
    let stage = Stage::start().await;
    let path = format!("/v23.0/{}/whatsapp_business_encryption", stage.shop.sender.id);
    let none = stage.api.get(&path).await.unwrap().ok().unwrap();
    assert_eq!(none["data"], json!([]));
    for wrong in [json!({}), json!({ "business_public_key": "no key" })] {
        let refused = stage.api.post(&path, &wrong).await.unwrap();
        assert!(matches!(code(&refused).1, 131_008 | 131_009), "{}", refused.text);
    }
    set_key(&stage).await.ok().unwrap();
    let kept = stage.api.get(&path).await.unwrap().ok().unwrap();
    assert_eq!(kept["data"][0]["business_public_key"], PUBLIC_KEY);
    assert_eq!(kept["data"][0]["business_public_key_signature_status"], "VALID");
}

#[tokio::test]
async fn a_form_with_an_endpoint_is_published_only_when_that_answers() {
    let stage = Stage::start().await;
    let secret = stage.shop.business.app_secret.clone();
    let endpoint = FakeEndpoint::start(&secret, |_| (200, json!({}))).await.unwrap();
    let keyless = create(&stage, &endpoint.url).await;
    assert_eq!(code(&keyless).1, 139_002, "{}", keyless.text);
    set_key(&stage).await.ok().unwrap();
    let unreached = create(&stage, "http://127.0.0.1:9/form").await;
    assert_eq!(code(&unreached).1, 139_002, "{}", unreached.text);
    // Neither attempt left a draft of the name behind.
    create(&stage, &endpoint.url).await.ok().unwrap();
    assert_eq!(endpoint.asked(), [json!({ "version": "3.0", "action": "ping" })]);
}

#[tokio::test]
async fn the_endpoint_says_what_comes_next_until_it_ends_the_form() {
    let (stage, endpoint, kim, seq) = begun(|asked| {
        let answer = match (asked["action"].as_str(), asked["screen"].as_str()) {
            (Some("INIT"), _) => json!({ "screen": "ASK", "data": { "day": "Friday" } }),
            (Some("BACK"), _) => json!({ "screen": "ASK", "data": { "day": "Sunday" } }),
            (_, Some("ASK")) if asked["data"]["who"] == "" => {
                json!({ "screen": "ASK", "data": { "error_message": "Who comes?" } })
            }
            (_, Some("ASK")) => json!({ "screen": "SURE", "data": { "seat": "4" } }),
            _ => json!({ "screen": "SUCCESS", "data": { "extension_message_response": {
                "params": { "flow_token": asked["flow_token"], "seat": "4" } } } }),
        };
        (200, answer)
    })
    .await;
    let shown = stage.people(&kim).get(&format!("/people/v1/messages/{seq}/form")).await.unwrap();
    assert_eq!(shown.json["asks_first"], true, "{}", shown.text);
    let first = ask(&stage, &kim, &seq, json!({ "action": "INIT" })).await.ok().unwrap();
    assert_eq!(first, json!({ "screen": "ASK", "data": { "day": "Friday" }, "error": null }));
    let nobody = json!({ "action": "data_exchange", "screen": "ASK", "data": { "who": "" } });
    let wrong = ask(&stage, &kim, &seq, nobody).await.ok().unwrap();
    assert_eq!((&wrong["screen"], &wrong["error"]), (&json!("ASK"), &json!("Who comes?")));
    let name = json!({ "action": "data_exchange", "screen": "ASK", "data": { "who": "Kim" } });
    let next = ask(&stage, &kim, &seq, name).await.ok().unwrap();
    assert_eq!((&next["screen"], &next["data"]), (&json!("SURE"), &json!({ "seat": "4" })));
    let back = ask(&stage, &kim, &seq, json!({ "action": "BACK", "screen": "SURE" })).await;
    assert_eq!(back.json["data"]["day"], "Sunday", "{}", back.text);
    let sure = json!({ "action": "data_exchange", "screen": "SURE", "data": { "sure": true } });
    let done = ask(&stage, &kim, &seq, sure).await.ok().unwrap();
    assert_eq!(done, json!({ "done": { "flow_token": "visit-7", "seat": "4" } }));
    let asked = endpoint.asked();
    let init = json!({ "version": "4.0", "action": "INIT", "flow_token": "visit-7" });
    assert_eq!(asked.get(1), Some(&init), "the first was the ping of the publishing");
    assert_eq!(asked.len(), 6);
}

#[tokio::test]
async fn a_person_is_told_kindly_when_the_endpoint_does_not_do_its_part() {
    let (stage, _endpoint, kim, seq) = begun(|asked| match asked["data"]["how"].as_str() {
        Some("broken") => (500, json!({})),
        Some("other screen") => (200, json!({ "screen": "NONE", "data": {} })),
        Some("ended") => (427, json!({ "error_msg": "This table is taken by now." })),
        _ => (421, json!({})),
    })
    .await;
    let how =
        |how: &str| json!({ "action": "data_exchange", "screen": "ASK", "data": { "how": how } });
    for broken in ["broken", "other screen", "lost key"] {
        let told = ask(&stage, &kim, &seq, how(broken)).await;
        let said = (told.status, told.json["error"]["code"].as_str().unwrap());
        assert_eq!(said, (502, "form_unanswered"), "{broken}: {}", told.text);
        assert!(!told.text.contains("500") && !told.text.contains("NONE"), "{}", told.text);
    }
    let ended = ask(&stage, &kim, &seq, how("ended")).await;
    assert_eq!((ended.status, &ended.json["error"]["code"]), (409, &json!("form_ended")));
    assert_eq!(ended.json["error"]["message"], "This table is taken by now.");
    for wrong in [
        json!({ "action": "ping" }),
        json!({ "action": "INIT", "data": { "x": "y".repeat(40_000) } }),
    ] {
        let refused = ask(&stage, &kim, &seq, wrong).await;
        assert!(matches!(refused.status, 400 | 422), "{}", refused.text);
    }
}
