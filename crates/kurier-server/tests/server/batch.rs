//! Several calls in one request.

use crate::raw::{RawAnswer, raw};
use crate::stage::{Stage, code, text};
use serde_json::{Value, json};
use testkit::Answer;

async fn batch(stage: &Stage, items: Value) -> Answer {
    stage.api.post("/v23.0/", &json!({ "batch": items })).await.unwrap()
}

/// The body of one answer of a batch.
fn body(answer: &Value, place: usize) -> Value {
    serde_json::from_str(answer[place]["body"].as_str().unwrap()).unwrap()
}

fn get(url: &str) -> Value {
    json!({ "method": "GET", "relative_url": url })
}

#[tokio::test]
async fn each_call_is_answered_in_its_place_as_if_it_had_come_alone() {
    let stage = Stage::start().await;
    let kim = stage.friend("Kim").await;
    let sender = stage.shop.sender.id;
    let items = json!([
        get(&format!("v23.0/{sender}?fields=verified_name")),
        { "method": "POST", "relative_url": format!("{sender}/messages"),
          "body": format!("messaging_product=whatsapp&to={}&text=%7B%22body%22%3A%22a%20%26%20b%22%7D", kim.wa_id) },
        get("1234567890123"),
        { "method": "POST", "relative_url": format!("/v19.0/{sender}/messages/"),
          "body": text(&kim.wa_id, "as an object") },
        { "method": "POST", "relative_url": format!("{sender}/messages"),
          "body": text(&kim.wa_id, "as JSON text").to_string() },
    ]);
    let answer = batch(&stage, items).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let codes: Vec<_> =
        answer.json.as_array().unwrap().iter().map(|one| one["code"].clone()).collect();
    assert_eq!(
        codes,
        [json!(200), json!(200), json!(400), json!(200), json!(200)],
        "{}",
        answer.text
    );
    let name = json!({ "id": sender.to_string(), "verified_name": "Shop" });
    assert_eq!(body(&answer.json, 0), name);
    assert_eq!(body(&answer.json, 2)["error"]["error_subcode"], 33);
    let headers = answer.json[0]["headers"].as_array().unwrap();
    let kind = headers.iter().find(|header| header["name"] == "content-type").unwrap();
    assert_eq!(kind["value"], "application/json; charset=UTF-8");
    let inbox = stage.inbox(&kim).await;
    let said: Vec<_> = inbox.iter().map(|entry| entry["content"]["body"].clone()).collect();
    assert_eq!(
        said[said.len() - 3..],
        [json!("a & b"), json!("as an object"), json!("as JSON text")]
    );
}

#[tokio::test]
async fn a_batch_may_be_a_form_of_either_kind_at_the_root_or_under_a_version() {
    let stage = Stage::start().await;
    let id = stage.shop.business.id;
    let items = json!([get(&id.to_string())]).to_string();
    let token = &stage.shop.token;
    let check = |answer: RawAnswer| {
        assert_eq!(answer.status, 200, "{}", answer.body);
        assert_eq!(body(&answer.json(), 0)["name"], "Shop");
        assert!(answer.json()[0].get("headers").is_none());
    };
    let encoded: String = url::form_urlencoded::byte_serialize(items.as_bytes()).collect();
    let form = format!("access_token={token}&include_headers=false&batch={encoded}");
    let kind = [("Content-Type", "application/x-www-form-urlencoded")];
    for target in ["/", "/v23.0", "/v23.0/"] {
        check(raw(&stage.app.base, "POST", target, &kind, form.as_bytes()).await);
    }
    check(raw(&stage.app.base, "POST", &format!("/?{form}"), &[], b"").await);
    let part = |name: &str, value: &str| {
        format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let parts = [("access_token", token.as_str()), ("include_headers", "false"), ("batch", &items)];
    let parts: String = parts.iter().map(|(name, value)| part(name, value)).collect();
    let kind = [("Content-Type", "multipart/form-data; boundary=b")];
    check(raw(&stage.app.base, "POST", "/", &kind, format!("{parts}--b--\r\n").as_bytes()).await);
}

#[tokio::test]
async fn a_later_call_uses_what_an_earlier_one_answered() {
    let stage = Stage::start().await;
    let id = stage.shop.business.id;
    let mut senders = get(&format!("{id}/phone_numbers"));
    senders["name"] = json!("senders");
    let sender = get("{result=senders:$.data[0].id}?fields=id");
    let answer = batch(&stage, json!([senders, sender])).await.ok().unwrap();
    assert_eq!(answer[0], Value::Null, "what another needs is left out");
    assert_eq!(body(&answer, 1), json!({ "id": stage.shop.sender.id.to_string() }));
    senders["omit_response_on_success"] = json!(false);
    let answer = batch(&stage, json!([senders, sender])).await.ok().unwrap();
    assert_eq!(body(&answer, 0)["data"][0]["id"], stage.shop.sender.id.to_string());
}

#[tokio::test]
async fn what_depends_on_a_failure_is_not_done() {
    let stage = Stage::start().await;
    let kim = stage.friend("Kim").await;
    let mut first = get("1234567890123");
    first["name"] = json!("first");
    let send = |depends_on: &str, words: &str| {
        json!({ "method": "POST", "relative_url": format!("{}/messages", stage.shop.sender.id),
            "body": text(&kim.wa_id, words), "depends_on": depends_on })
    };
    let items = json!([first, send("first", "never"), send("nobody", "never"), send("", "goes")]);
    let answer = batch(&stage, items).await.ok().unwrap();
    let codes: Vec<_> = (0..4).map(|at| answer[at]["code"].as_u64().unwrap()).collect();
    assert_eq!(codes, [400, 424, 400, 200]);
    let inbox = stage.inbox(&kim).await;
    assert!(inbox.iter().all(|entry| entry["content"]["body"] != "never"));
}

#[tokio::test]
async fn a_call_may_bring_a_token_of_its_own_and_nothing_leaks_between_businesses() {
    let stage = Stage::start().await;
    let (shop, rival) = (stage.shop.business.id, stage.rival.business.id);
    let token = &stage.rival.token;
    let items = json!([
        get(&format!("{rival}?access_token={token}")),
        get(&rival.to_string()),
        get(&format!("{shop}?access_token={token}")),
        { "method": "GET", "relative_url": rival.to_string(),
          "headers": [format!("Authorization: Bearer {token}")] },
        get(&format!("{shop}?access_token=krt_wrong")),
    ]);
    let answer = batch(&stage, items.clone()).await.ok().unwrap();
    let codes: Vec<_> = (0..5).map(|at| answer[at]["code"].as_u64().unwrap()).collect();
    assert_eq!(codes, [200, 400, 400, 200, 401]);
    let alone = stage.api.with_token("").post("/", &json!({ "batch": items })).await.unwrap();
    let codes: Vec<_> = (0..5).map(|at| alone.json[at]["code"].as_u64().unwrap()).collect();
    assert_eq!(codes, [200, 401, 400, 200, 401]);
    let bad = stage.api.with_token("krt_wrong").post("/", &json!({ "batch": [get("1")] })).await;
    assert_eq!(code(&bad.unwrap()), (401, 190, 0));
}

#[tokio::test]
async fn nested_batches_and_files_are_refused_and_the_rest_goes_on() {
    let stage = Stage::start().await;
    let sender = stage.shop.sender.id;
    let inner = json!([get("1")]).to_string();
    let items = json!([
        { "method": "POST", "relative_url": "", "body": { "batch": inner } },
        { "method": "POST", "relative_url": "v23.0/", "body": { "batch": inner } },
        { "method": "POST", "relative_url": format!("{sender}/media"), "body": "type=image" },
        { "method": "POST", "relative_url": format!("{sender}/messages"), "attached_files": "a" },
        get(&format!("{sender}?fields=id")),
        get("a b"),
    ]);
    let answer = batch(&stage, items).await.ok().unwrap();
    let codes: Vec<_> = (0..6).map(|at| answer[at]["code"].as_u64().unwrap()).collect();
    assert_eq!(codes, [400, 400, 400, 400, 200, 400]);
    for (place, word) in [(0, "batch itself"), (1, "batch itself"), (2, "file"), (3, "file")] {
        let said = body(&answer, place)["error"]["error_data"]["details"].to_string();
        assert!(said.contains(word), "{place}: {said}");
    }
}

#[tokio::test]
async fn a_batch_is_bounded_and_must_be_a_list() {
    let stage = Stage::start().await;
    for items in
        [json!([]), json!({}), json!("x"), json!(vec![get("1"); 51]), json!([{ "method": "GET" }])]
    {
        assert_eq!(code(&batch(&stage, items).await).1, 100);
    }
    assert_eq!(code(&stage.api.post("/", &json!({})).await.unwrap()).1, 100);
    let fifty = batch(&stage, json!(vec![get("1"); 50])).await.ok().unwrap();
    assert_eq!(fifty.as_array().unwrap().len(), 50);
}

#[tokio::test]
async fn the_key_of_one_call_makes_it_happen_once() {
    let stage = Stage::start().await;
    let kim = stage.friend("Kim").await;
    let send = json!({ "method": "POST", "relative_url": format!("{}/messages", stage.shop.sender.id),
        "body": text(&kim.wa_id, "once"), "headers": ["Idempotency-Key: k-1"] });
    let answer = batch(&stage, json!([send, send])).await.ok().unwrap();
    assert_eq!(answer[0]["body"], answer[1]["body"]);
    let inbox = stage.inbox(&kim).await;
    let times = inbox.iter().filter(|entry| entry["content"]["body"] == "once").count();
    assert_eq!(times, 1);
}
