//! Valid bodies, broken at random: the server answers each with 2xx or 4xx, at once.

use crate::stage::{Stage, order, text};
use serde_json::{Value, json};
use testkit::Random;

/// So many broken bodies per kind of call.
const ROUNDS: usize = 150;

/// A value of a kind that is probably wrong where it stands.
fn odd(random: &mut Random) -> Value {
    match random.between(0, 14) {
        0 => Value::Null,
        1 => json!(true),
        2 => json!(-1),
        3 => json!(i64::MIN),
        4 => json!(u64::MAX),
        5 => json!(1e308),
        6 => json!(""),
        7 => json!("\u{0}\u{202e}<img src=x>"),
        8 => json!("9".repeat(400)),
        9 => json!([]),
        10 => json!({}),
        11 => json!([[[[[{ "a": [null] }]]]]]),
        12 => json!({ "type": "text", "text": { "text": { "text": 1 } } }),
        _ => json!("{{1}}{{2}}{{x}}"),
    }
}

/// Breaks one place somewhere below `value`.
fn mutate(value: &mut Value, random: &mut Random) {
    let goes_deeper = random.between(0, 4) > 0;
    match value {
        Value::Object(map) if goes_deeper && !map.is_empty() => {
            let place = usize::try_from(random.between(0, map.len() as u64)).unwrap();
            let name = map.keys().nth(place).unwrap().clone();
            match random.between(0, 10) {
                0 => drop(map.remove(&name)),
                1 => {
                    let moved = map.remove(&name).unwrap();
                    map.insert(format!("{name}x"), moved);
                }
                _ => mutate(&mut map[&name], random),
            }
        }
        Value::Array(list) if goes_deeper && !list.is_empty() => {
            let place = usize::try_from(random.between(0, list.len() as u64)).unwrap();
            match random.between(0, 10) {
                0 => drop(list.remove(place)),
                1 => {
                    let copy = list[place].clone();
                    list.extend(std::iter::repeat_n(copy, 40));
                }
                _ => mutate(&mut list[place], random),
            }
        }
        other => *other = odd(random),
    }
}

async fn survives(stage: &Stage, method: &str, path: &str, token: &str, model: &Value) {
    let caller = stage.api.with_token(token);
    let mut random = Random::new(7);
    let (mut accepted, mut refused) = (0, 0);
    for round in 0..ROUNDS {
        let mut body = model.clone();
        for _ in 0..=random.between(0, 3) {
            mutate(&mut body, &mut random);
        }
        let call = caller.call(method.parse().unwrap(), path, body.to_string());
        let answer = testkit::within(path, call).await.unwrap().unwrap();
        assert!(answer.status < 500, "{path} round {round}: {body} → {}", answer.text);
        assert!(answer.status < 300 || answer.json["error"].is_object(), "{}", answer.text);
        if answer.status < 300 { accepted += 1 } else { refused += 1 }
    }
    assert!(refused > ROUNDS / 10, "{path}: {accepted} accepted, {refused} refused");
}

#[tokio::test]
async fn broken_messages_never_break_the_server() {
    let stage = Stage::start().await;
    stage.order_update().await;
    let kim = stage.friend("Kim").await;
    let said = stage.act(&kim, "say", json!({ "text": "Hi" })).await.ok().unwrap();
    let (to, product) = (kim.wa_id.as_str(), "whatsapp");
    let valid = [
        text(to, "Hello"),
        order(to, "Kim", "1"),
        json!({ "messaging_product": product, "to": to, "type": "interactive", "interactive": {
            "type": "button", "header": { "type": "text", "text": "h" }, "body": { "text": "b" },
            "footer": { "text": "f" }, "action": { "buttons": [
                { "type": "reply", "reply": { "id": "1", "title": "One" } } ] } } }),
        json!({ "messaging_product": product, "to": to, "type": "location",
            "location": { "latitude": 1.5, "longitude": 2, "name": "n", "address": "a" } }),
        json!({ "messaging_product": product, "to": to, "type": "reaction",
            "reaction": { "message_id": said["wamid"], "emoji": "👍" },
            "context": { "message_id": said["wamid"] } }),
        json!({ "messaging_product": product, "status": "read", "message_id": said["wamid"],
            "typing_indicator": { "type": "text" } }),
    ];
    for body in &valid {
        survives(&stage, "POST", &stage.messages(), &stage.shop.token, body).await;
    }
}

#[tokio::test]
async fn broken_templates_and_subscriptions_never_break_the_server() {
    let stage = Stage::start().await;
    let template = json!({ "name": "broken", "language": "en_US", "category": "UTILITY",
        "parameter_format": "POSITIONAL", "components": [
            { "type": "HEADER", "format": "TEXT", "text": "Hi {{1}}",
              "example": { "header_text": ["Kim"] } },
            { "type": "BODY", "text": "A {{1}} b {{2}} c.",
              "example": { "body_text": [["x", "y"]] } },
            { "type": "FOOTER", "text": "Bye" },
            { "type": "BUTTONS", "buttons": [
                { "type": "QUICK_REPLY", "text": "Ok" },
                { "type": "URL", "text": "Go", "url": "https://a.example/{{1}}", "example": ["b"] },
                { "type": "PHONE_NUMBER", "text": "Call", "phone_number": "+4930123456" } ] } ] });
    let id = stage.shop.business.id;
    let token = &stage.shop.token;
    survives(&stage, "POST", &format!("/{id}/message_templates"), token, &template).await;
    let hook = json!({ "override_callback_uri": "http://10.0.0.1/", "verify_token": "x" });
    survives(&stage, "POST", &format!("/{id}/subscribed_apps"), token, &hook).await;
}

#[tokio::test]
async fn broken_requests_of_people_never_break_the_server() {
    let stage = Stage::start().await;
    let kim = stage.friend("Kim").await;
    let business = stage.shop.business.id.to_string();
    let send = json!({ "client_id": "c-1", "business": business, "reply_to": 1, "content": {
        "type": "location", "latitude": 1, "longitude": 2, "name": "n", "address": "a" } });
    survives(&stage, "POST", "/people/v1/messages", &kim.session, &send).await;
    let withdraw = json!({ "purpose": "marketing", "topic": "t" });
    let path = format!("/people/v1/permissions/{business}/withdraw");
    survives(&stage, "POST", &path, &kim.session, &withdraw).await;
}
