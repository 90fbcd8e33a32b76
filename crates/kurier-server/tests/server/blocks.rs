//! A business blocks people.

use crate::stage::{Stage, code};
use serde_json::{Value, json};
use testkit::Answer;

async fn set(stage: &Stage, method: &str, users: Value) -> Answer {
    let path = format!("/v23.0/{}/block_users", stage.shop.sender.id);
    let body = json!({ "messaging_product": "whatsapp", "block_users": users });
    stage.api.call(method.parse().unwrap(), &path, body.to_string()).await.unwrap()
}

async fn listed(stage: &Stage, query: &str) -> Value {
    let path = format!("/v23.0/{}/block_users?{query}", stage.shop.sender.id);
    stage.api.get(&path).await.unwrap().ok().unwrap()
}

#[tokio::test]
async fn who_is_blocked_is_told_politely_and_no_webhook_goes_out() {
    let stage = Stage::start().await;
    let kim = stage.friend("Kim").await;
    let added = set(&stage, "POST", json!([{ "user": kim.wa_id }])).await.ok().unwrap();
    let wanted = json!({ "messaging_product": "whatsapp",
        "block_users": { "added_users": [{ "input": kim.wa_id, "wa_id": kim.wa_id }] } });
    assert_eq!(added, wanted);
    let store = stage.app.engine().store();
    let before = store.event_head(stage.shop.business.id).await.unwrap();
    let said = json!({ "client_id": "1", "business": stage.shop.business.id.to_string(),
        "content": { "type": "text", "body": "Hello?" } });
    let people = stage.people(&kim);
    let refused = people.post("/people/v1/messages", &said).await.unwrap();
    assert_eq!((refused.status, &refused.json["error"]["code"]), (403, &json!("barred")));
    assert_eq!(store.event_head(stage.shop.business.id).await.unwrap(), before);
    let removed = set(&stage, "DELETE", json!([{ "user_id": kim.user_id }])).await.ok().unwrap();
    let wanted = json!([{ "input": kim.user_id, "wa_id": kim.wa_id }]);
    assert_eq!(removed["block_users"]["removed_users"], wanted);
    people.post("/people/v1/messages", &said).await.unwrap().ok().unwrap();
}

#[tokio::test]
async fn unknown_people_and_strangers_fail_alike_beside_those_who_are_blocked() {
    let stage = Stage::start().await;
    let (kim, lee) = (stage.friend("Kim").await, stage.reader("Lee").await);
    let sam = stage.stranger("Sam").await;
    let silent = [lee.wa_id.as_str(), sam.wa_id.as_str(), "999000000000001", "+49 30 5550999"];
    for method in ["POST", "DELETE"] {
        let mut users: Vec<Value> = silent.iter().map(|one| json!({ "user": one })).collect();
        users.push(json!({ "user": kim.wa_id }));
        let answer = set(&stage, method, Value::Array(users)).await.ok().unwrap();
        assert_eq!(answer["error"]["code"], 139_100);
        let failed = answer["block_users"]["failed_users"].as_array().unwrap();
        let inputs: Vec<&Value> = failed.iter().map(|one| &one["input"]).collect();
        assert_eq!(inputs, silent, "{answer}");
        assert!(failed.iter().all(|one| one["errors"] == failed[0]["errors"]), "{answer}");
        assert_eq!(failed[0]["errors"][0]["code"], 131_047);
        let done = if method == "POST" { "added_users" } else { "removed_users" };
        assert_eq!(answer["block_users"][done][0]["wa_id"], json!(kim.wa_id));
    }
}

#[tokio::test]
async fn the_list_is_paged_and_the_number_of_people_in_a_request_is_bounded() {
    let stage = Stage::start().await;
    let mut friends = Vec::new();
    for name in ["Kim", "Lee", "Sam"] {
        friends.push(stage.friend(name).await.wa_id);
    }
    let users = friends.iter().map(|wa_id| json!({ "user": wa_id })).collect();
    set(&stage, "POST", Value::Array(users)).await.ok().unwrap();
    let first = listed(&stage, "limit=2").await;
    assert_eq!(first["data"][0]["messaging_product"], "whatsapp");
    assert_eq!(first["data"][0]["input"], first["data"][0]["wa_id"]);
    let next = first["paging"]["next"].as_str().unwrap();
    let next = next.strip_prefix(&stage.app.base).unwrap();
    let second = stage.api.get(next).await.unwrap().ok().unwrap();
    assert!(second["paging"]["next"].is_null());
    let both = [&first, &second].map(|page| page["data"].as_array().unwrap().clone()).concat();
    let mut seen: Vec<&str> = both.iter().map(|one| one["wa_id"].as_str().unwrap()).collect();
    friends.sort();
    seen.sort_unstable();
    assert_eq!(seen, friends);
    let many = Value::Array(vec![json!({ "user": friends[0] }); 1_001]);
    let refused = set(&stage, "POST", many).await;
    assert_eq!(code(&refused), (400, 100, 0));
    assert!(refused.text.contains("`block_users`"), "{}", refused.text);
}
