//! A business adds a sender, proves its number, has its name allowed, sends from it, and removes it.

use crate::raw::{RawAnswer, raw};
use crate::stage::{Stage, code, text};
use serde_json::{Value, json};
use testkit::Answer;

const NUMBER: &str = "305550142";

fn new(number: &str, name: &str) -> Value {
    json!({ "country_code": "49", "phone_number": number, "verified_name": name })
}

async fn add(stage: &Stage, number: &str, name: &str) -> Answer {
    let path = format!("/v23.0/{}/phone_numbers", stage.shop.business.id);
    stage.api.post(&path, &new(number, name)).await.unwrap()
}

pub(crate) async fn added(stage: &Stage) -> String {
    let made = add(stage, NUMBER, "Blue Branch").await.ok().unwrap();
    made["id"].as_str().unwrap().to_owned()
}

async fn post(stage: &Stage, path: &str, body: Value) -> Answer {
    stage.api.post(&format!("/v23.0/{path}"), &body).await.unwrap()
}

async fn fields(stage: &Stage, sender: &str, fields: &str) -> Value {
    stage.api.get(&format!("/v23.0/{sender}?fields={fields}")).await.unwrap().ok().unwrap()
}

async fn console(stage: &Stage, path: &str, body: Option<Value>) -> Answer {
    let path = format!("/console/v1/senders{path}");
    match body {
        Some(body) => stage.operator.post(&path, &body).await.unwrap(),
        None => stage.operator.get(&path).await.unwrap(),
    }
}

/// The code as the operator reads it.
async fn read_code(stage: &Stage, sender: &str) -> String {
    let shown = console(stage, &format!("/{sender}"), None).await.ok().unwrap();
    shown["code"]["code"].as_str().unwrap().to_owned()
}

/// A second sender of the shop that sends.
pub(crate) async fn ready(stage: &Stage) -> String {
    let sender = added(stage).await;
    settled(stage, &sender).await;
    post(stage, &format!("{sender}/register"), pin()).await.ok().unwrap();
    sender
}

/// Its number is proved and its name allowed.
pub(crate) async fn settled(stage: &Stage, sender: &str) {
    console(stage, &format!("/{sender}/vouch"), Some(json!({}))).await.ok().unwrap();
    let allow = json!({ "name": "Blue Branch", "status": "APPROVED" });
    console(stage, &format!("/{sender}/name"), Some(allow)).await.ok().unwrap();
}

fn pin() -> Value {
    json!({ "messaging_product": "whatsapp", "pin": "123456" })
}

#[tokio::test]
async fn a_sender_comes_into_being_step_by_step() {
    let stage = Stage::start().await;
    let sender = added(&stage).await;
    let seen = "code_verification_status,status,name_status,display_phone_number,country_code,\
        country_dial_code";
    let wanted = json!({ "code_verification_status": "NOT_VERIFIED", "status": "PENDING",
        "name_status": "PENDING_REVIEW", "display_phone_number": "+49305550142",
        "country_code": "DE", "country_dial_code": "49", "id": sender });
    let mut shown = fields(&stage, &sender, seen).await;
    shown["id"] = json!(sender);
    assert_eq!(shown, wanted);
    let register = format!("{sender}/register");
    assert_eq!(code(&post(&stage, &register, pin()).await).1, 133_006);
    // As query parameters alone, which is how one client sends them.
    let ask = format!("{sender}/request_code?code_method=SMS&language=en");
    post(&stage, &ask, json!({})).await.ok().unwrap();
    let soon = post(&stage, &ask, json!({})).await;
    assert_eq!(code(&soon).1, 613);
    assert_eq!(soon.json["error"]["error_data"]["retry_after_s"], 60);
    let digits = read_code(&stage, &sender).await;
    let wrong = if digits == "000000" { "000001" } else { "000000" };
    let verify = format!("{sender}/verify_code");
    assert_eq!(code(&post(&stage, &verify, json!({ "code": wrong })).await).1, 136_025);
    post(&stage, &verify, json!({ "code": digits })).await.ok().unwrap();
    assert_eq!(code(&post(&stage, &ask, json!({})).await).1, 2_388_091);
    assert_eq!(code(&post(&stage, &register, pin()).await).1, 131_037);
    let allow = json!({ "name": "Blue Branch", "status": "APPROVED" });
    console(&stage, &format!("/{sender}/name"), Some(allow)).await.ok().unwrap();
    post(&stage, &register, pin()).await.ok().unwrap();
    let shown = fields(&stage, &sender, "status,name_status,new_name_status,verified_name").await;
    assert_eq!(
        (&shown["status"], &shown["name_status"]),
        (&json!("CONNECTED"), &json!("APPROVED"))
    );
    let kim = stage.friend("Kim").await;
    post(&stage, &format!("{sender}/messages"), text(&kim.wa_id, "Hi")).await.ok().unwrap();
}

#[tokio::test]
async fn what_nobody_looked_at_is_shown_to_nobody() {
    let stage = Stage::start().await;
    let sender = added(&stage).await;
    let kim = stage.friend("Kim").await;
    let people = stage.people(&kim);
    let path = format!("/people/v1/businesses/{}", stage.shop.business.id);
    let names = async || {
        let shown = people.get(&path).await.unwrap().ok().unwrap();
        let senders = shown["senders"].as_array().unwrap();
        let mut names: Vec<String> =
            senders.iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect();
        names.sort();
        names
    };
    assert_eq!(names().await, ["Shop"]);
    let waits = console(&stage, "", None).await.ok().unwrap();
    assert_eq!(waits["data"][0]["id"], json!(sender));
    console(&stage, &format!("/{sender}/vouch"), Some(json!({}))).await.ok().unwrap();
    let allow = json!({ "name": "Blue Branch", "status": "APPROVED" });
    console(&stage, &format!("/{sender}/name"), Some(allow.clone())).await.ok().unwrap();
    assert_eq!(names().await, ["Blue Branch", "Shop"]);
    let told = "/kurier/v1/events?field=phone_number_name_update";
    let told = stage.api.get(told).await.unwrap().ok().unwrap();
    let change = &told["data"][0]["body"]["entry"][0]["changes"][0];
    assert_eq!(change["value"]["decision"], "APPROVED", "{told:#}");
    assert_eq!(change["value"]["requested_verified_name"], "Blue Branch");
    let twice = console(&stage, &format!("/{sender}/name"), Some(allow)).await;
    assert_eq!(twice.status, 409, "{}", twice.text);
    assert_eq!(console(&stage, "", None).await.json["data"], json!([]));
}

#[tokio::test]
async fn another_name_is_looked_at_before_people_see_it() {
    let stage = Stage::start().await;
    let sender = stage.shop.sender.id.to_string();
    let ask = |name: &str| json!({ "messaging_product": "whatsapp", "new_display_name": name });
    for bad in ["x", "Sh\u{200b}op", &"x".repeat(76)] {
        assert_eq!(code(&post(&stage, &sender, ask(bad)).await), (400, 100, 0), "{bad}");
    }
    assert_eq!(code(&post(&stage, &sender, json!({})).await).1, 131_008);
    post(&stage, &sender, ask("City Bank")).await.ok().unwrap();
    let statuses =
        async || fields(&stage, &sender, "verified_name,name_status,new_name_status").await;
    assert_eq!(statuses().await["new_name_status"], "PENDING_REVIEW");
    let path = format!("/{sender}/name");
    let no_reason = json!({ "name": "City Bank", "status": "DECLINED" });
    assert_eq!(console(&stage, &path, Some(no_reason)).await.status, 400);
    let decline = json!({ "name": "City Bank", "status": "DECLINED", "reason": "It is no bank." });
    console(&stage, &path, Some(decline)).await.ok().unwrap();
    let shown = statuses().await;
    assert_eq!(shown["new_name_status"], "DECLINED");
    assert_eq!(
        (&shown["verified_name"], &shown["name_status"]),
        (&json!("Shop"), &json!("APPROVED"))
    );
    post(&stage, &sender, ask("Shop & Co")).await.ok().unwrap();
    let allow = json!({ "name": "Shop & Co", "status": "APPROVED" });
    console(&stage, &path, Some(allow)).await.ok().unwrap();
    let shown = statuses().await;
    assert_eq!(shown["verified_name"], "Shop & Co");
    assert_eq!(shown["new_name_status"], "NONE");
}

#[tokio::test]
async fn a_number_is_added_once_and_the_same_key_adds_it_once() {
    let stage = Stage::start().await;
    added(&stage).await;
    assert_eq!(code(&add(&stage, NUMBER, "Other").await).1, 2_388_012);
    let rivals = format!("/v23.0/{}/phone_numbers", stage.rival.business.id);
    let theirs = stage.rival_api.post(&rivals, &new(NUMBER, "Mine")).await.unwrap();
    assert_eq!(code(&theirs).1, 2_388_012);
    for body in [json!({}), json!({ "cc": "49", "phone_number": "305550143" })] {
        let path = format!("{}/phone_numbers", stage.shop.business.id);
        assert_eq!(code(&post(&stage, &path, body).await).1, 131_008);
    }
    assert_eq!(code(&add(&stage, "305550143", "x").await).1, 100);
    let first = keyed(&stage, &new("305550144", "Two")).await;
    assert_eq!(first.status, 200, "{}", first.body);
    assert_eq!(keyed(&stage, &new("305550144", "Two")).await.body, first.body);
    let other = keyed(&stage, &new("305550145", "Three")).await;
    assert_eq!((other.status, other.code()), (422, 100));
}

/// Adds a sender under one and the same key.
async fn keyed(stage: &Stage, body: &Value) -> RawAnswer {
    let path = format!("/v23.0/{}/phone_numbers", stage.shop.business.id);
    let bearer = format!("Bearer {}", stage.shop.token);
    let headers = [
        ("Authorization", bearer.as_str()),
        ("Content-Type", "application/json"),
        ("Idempotency-Key", "once"),
    ];
    raw(&stage.app.base, "POST", &path, &headers, body.to_string().as_bytes()).await
}

#[tokio::test]
async fn a_removed_sender_says_that_it_was_removed() {
    let stage = Stage::start().await;
    let delete = async |id: &str| {
        stage
            .api
            .call("DELETE".parse().unwrap(), &format!("/v23.0/{id}"), String::new())
            .await
            .unwrap()
    };
    let only = delete(&stage.shop.sender.id.to_string()).await;
    assert_eq!(code(&only), (400, 100, 0), "{}", only.text);
    let sender = added(&stage).await;
    delete(&sender).await.ok().unwrap();
    for answer in [
        delete(&sender).await,
        stage.api.get(&format!("/v23.0/{sender}")).await.unwrap(),
        post(&stage, &format!("{sender}/messages"), text("999000000000001", "Hi")).await,
    ] {
        assert_eq!(code(&answer), (400, 33, 0), "{}", answer.text);
    }
    let theirs = stage.rival_api.get(&format!("/v23.0/{sender}")).await.unwrap();
    assert_eq!(code(&theirs), (400, 100, 33));
    assert_eq!(code(&add(&stage, NUMBER, "Again").await).1, 133_015);
    stage.app.clock.advance_s(300);
    add(&stage, NUMBER, "Again").await.ok().unwrap();
}

#[tokio::test]
async fn senders_are_paged_in_their_order_and_backwards() {
    let stage = Stage::start().await;
    let mut wanted = vec![stage.shop.sender.id.to_string()];
    for n in 1..5 {
        // Two of them in one moment: their ids decide.
        if n != 3 {
            stage.app.clock.advance_s(1);
        }
        let made = add(&stage, &format!("30555014{n}"), "Branch").await.ok().unwrap();
        wanted.push(made["id"].as_str().unwrap().to_owned());
    }
    wanted[2..4].sort();
    let list = format!("/v23.0/{}/phone_numbers?limit=2", stage.shop.business.id);
    assert_eq!(walk(&stage, &list).await, wanted);
    let reversed: Vec<String> = wanted.iter().rev().cloned().collect();
    assert_eq!(walk(&stage, &format!("{list}&sort=creation_time.desc")).await, reversed);
    let whole = format!("/v23.0/{}/phone_numbers", stage.shop.business.id);
    let page = stage.api.get(&whole).await.unwrap().ok().unwrap();
    let end = page["paging"]["cursors"]["after"].as_str().unwrap();
    let before = stage.api.get(&format!("{list}&before={end}")).await.unwrap().ok().unwrap();
    let ids: Vec<&str> =
        before["data"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect();
    assert_eq!(ids, wanted[2..4]);
    for (query, wrong) in [("sort=name", 100), ("after=MQ", 131_059)] {
        let answer = stage.api.get(&format!("{list}&{query}")).await.unwrap();
        assert_eq!(code(&answer).1, wrong, "{query}");
    }
}

/// The ids of all pages.
async fn walk(stage: &Stage, first: &str) -> Vec<String> {
    let (mut path, mut ids) = (first.to_owned(), Vec::new());
    loop {
        let page = stage.api.get(&path).await.unwrap().ok().unwrap();
        let data = page["data"].as_array().unwrap();
        ids.extend(data.iter().map(|one| one["id"].as_str().unwrap().to_owned()));
        match page["paging"]["next"].as_str() {
            Some(next) => path = next.strip_prefix(&stage.app.base).unwrap().to_owned(),
            None => return ids,
        }
    }
}

#[tokio::test]
async fn settings_are_shown_and_confirmed() {
    let stage = Stage::start().await;
    let path = format!("{}/settings", stage.shop.sender.id);
    let shown = stage.api.get(&format!("/v23.0/{path}")).await.unwrap().ok().unwrap();
    assert_eq!(shown["calling"]["status"], "DISABLED");
    post(&stage, &path, shown).await.ok().unwrap();
    let on = json!({ "calling": { "status": "ENABLED" } });
    assert_eq!(code(&post(&stage, &path, on).await).1, 138_018);
    let narrow = stage.api.get(&format!("/v23.0/{path}?fields=storage_configuration")).await;
    let wanted = json!({ "storage_configuration": { "status": "DEFAULT" } });
    assert_eq!(narrow.unwrap().json["storage_configuration"], wanted["storage_configuration"]);
}
