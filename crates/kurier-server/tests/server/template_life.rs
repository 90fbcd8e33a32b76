//! The life of templates: edited, deleted, archived, paused, reviewed; and what the business is told.

use crate::stage::{Stage, code};
use serde_json::{Value, json};
use testkit::Answer;

const DAY_S: i64 = 86_400;

fn body(text: &str) -> Value {
    json!([{ "type": "BODY", "text": text }])
}

fn new(name: &str) -> Value {
    json!({ "name": name, "language": "en_US", "category": "UTILITY", "components": body("Hello.") })
}

impl Stage {
    fn templates(&self) -> String {
        format!("/v23.0/{}/message_templates", self.shop.business.id)
    }

    async fn advance(&self, seconds: i64) {
        let by = json!({ "advance_s": seconds });
        self.operator.post("/sandbox/v1/clock", &by).await.unwrap().ok().unwrap();
    }

    async fn simple(&self, name: &str) -> String {
        self.template(name, "UTILITY", body("Hello.")).await
    }

    async fn delete(&self, query: &str) -> Answer {
        let path = format!("{}?{query}", self.templates());
        self.api.call("DELETE".parse().unwrap(), &path, String::new()).await.unwrap()
    }

    async fn member(&self, id: &str, name: &str) -> Value {
        let path = format!("/v23.0/{id}?fields={name}");
        self.api.get(&path).await.unwrap().ok().unwrap()[name].clone()
    }

    async fn edit(&self, id: &str, body: &Value) -> Answer {
        self.api.post(&format!("/v23.0/{id}"), body).await.unwrap()
    }
}

#[tokio::test]
async fn an_edit_goes_back_to_review_and_shows_the_reviewer_what_changed() {
    let stage = Stage::start().await;
    let id = stage.simple("greeting").await;
    let edited = stage.edit(&id, &json!({ "components": body("Good day.") })).await.ok().unwrap();
    assert_eq!((&edited["success"], &edited["name"]), (&json!(true), &json!("greeting")));
    assert_eq!(stage.member(&id, "status").await, "PENDING");
    let path =
        format!("/console/v1/businesses/{}/templates?status=PENDING", stage.shop.business.id);
    let waiting = stage.operator.get(&path).await.unwrap().ok().unwrap();
    assert_eq!(waiting["data"][0]["id"], json!(id));
    let changes = json!([{ "part": "body", "before": "Hello.", "after": "Good day." }]);
    assert_eq!(waiting["data"][0]["changes"], changes);
    let again = stage.edit(&id, &json!({ "components": body("Hi.") })).await;
    assert_eq!(code(&again).0, 400);
    let review = format!("/console/v1/templates/{id}/review");
    stage.operator.post(&review, &json!({ "status": "APPROVED" })).await.unwrap().ok().unwrap();
    let twice = stage.operator.post(&review, &json!({ "status": "APPROVED" })).await.unwrap();
    assert_eq!(twice.status, 400);
    let soon = stage.edit(&id, &json!({ "components": body("Hi.") })).await;
    let details = soon.json["error"]["error_data"]["details"].as_str().unwrap();
    assert!(details.contains("24 hours"), "{details}");
    stage.advance(DAY_S).await;
    stage.edit(&id, &json!({ "components": body("Hi.") })).await.ok().unwrap();
}

#[tokio::test]
async fn the_category_of_an_approved_template_is_changed_by_the_operator_alone() {
    let stage = Stage::start().await;
    let id = stage.simple("greeting").await;
    let refused = stage.edit(&id, &json!({ "category": "MARKETING" })).await;
    assert_eq!(code(&refused).1, 100);
    let receiver = stage.receiver().await;
    let path = format!("/console/v1/templates/{id}/category");
    stage.operator.post(&path, &json!({ "category": "marketing" })).await.unwrap().ok().unwrap();
    assert_eq!(stage.member(&id, "category").await, "MARKETING");
    assert_eq!(stage.member(&id, "previous_category").await, "UTILITY");
    receiver.until(|got| !got.is_empty()).await;
    let change = receiver.delivered()[0].json["entry"][0]["changes"][0].clone();
    assert_eq!(change["field"], "template_category_update");
    assert_eq!(change["value"]["new_category"], "MARKETING");
    assert_eq!(change["value"]["message_template_id"], json!(id.parse::<i64>().unwrap()));
}

#[tokio::test]
async fn a_rejection_and_an_approval_are_told_by_webhook() {
    let stage = Stage::start().await;
    let receiver = stage.receiver().await;
    let made = stage.api.post(&stage.templates(), &new("offer")).await.unwrap().ok().unwrap();
    let id = made["id"].as_str().unwrap();
    let review = format!("/console/v1/templates/{id}/review");
    let vague = json!({ "status": "REJECTED", "reason": "I do not like it" });
    assert_eq!(stage.operator.post(&review, &vague).await.unwrap().status, 400);
    let no =
        json!({ "status": "REJECTED", "reason": "PROMOTIONAL", "note": "Leave the offer out." });
    stage.operator.post(&review, &no).await.unwrap().ok().unwrap();
    assert_eq!(stage.member(id, "rejected_reason").await, "PROMOTIONAL");
    stage.edit(id, &json!({ "components": body("Better.") })).await.ok().unwrap();
    stage.operator.post(&review, &json!({ "status": "APPROVED" })).await.unwrap().ok().unwrap();
    receiver.until(|got| got.len() >= 3).await;
    let got = receiver.delivered();
    let values: Vec<Value> =
        got.iter().map(|one| one.json["entry"][0]["changes"][0]["value"].clone()).collect();
    let events: Vec<&str> = values.iter().map(|value| value["event"].as_str().unwrap()).collect();
    assert_eq!(events, ["REJECTED", "PENDING", "APPROVED"]);
    let info = json!({ "reason": "PROMOTIONAL", "recommendation": "Leave the offer out." });
    assert_eq!(values[0]["rejection_info"], info);
}

#[tokio::test]
async fn a_deleted_template_is_gone_and_its_name_is_kept_for_thirty_days() {
    let stage = Stage::start().await;
    let id = stage.simple("greeting").await;
    assert_eq!(stage.delete("name=greeting").await.ok().unwrap(), json!({ "success": true }));
    assert_eq!(code(&stage.api.get(&format!("/v23.0/{id}")).await.unwrap()), (400, 100, 33));
    assert_eq!(stage.api.get(&stage.templates()).await.unwrap().json["data"], json!([]));
    assert_eq!(code(&stage.delete("name=greeting").await).1, 100);
    assert_eq!(code(&stage.delete("").await).1, 131_008);
    let again = stage.api.post(&stage.templates(), &new("greeting")).await.unwrap();
    assert_eq!(code(&again), (400, 100, 2_388_023));
    stage.advance(30 * DAY_S).await;
    let again = stage.api.post(&stage.templates(), &new("greeting")).await.unwrap().ok().unwrap();
    assert_ne!(again["id"], json!(id));
}

#[tokio::test]
async fn templates_are_deleted_by_language_and_by_many_ids() {
    let stage = Stage::start().await;
    let english = stage.simple("greeting").await;
    let mut german = new("greeting");
    german["language"] = json!("de");
    let german = stage.api.post(&stage.templates(), &german).await.unwrap().ok().unwrap();
    let german = german["id"].as_str().unwrap();
    stage.delete(&format!("name=greeting&hsm_id={german}")).await.ok().unwrap();
    assert_eq!(stage.member(&english, "status").await, "APPROVED");
    let other = stage.simple("other").await;
    let none = stage.delete(&format!("hsm_ids=[{english},1]")).await;
    assert_eq!(code(&none), (400, 100, 33));
    stage.delete(&format!("hsm_ids=[\"{english}\",\"{other}\"]")).await.ok().unwrap();
    assert_eq!(stage.api.get(&stage.templates()).await.unwrap().json["data"], json!([]));
}

#[tokio::test]
async fn templates_are_archived_and_taken_back_without_a_version_in_the_path() {
    let stage = Stage::start().await;
    let receiver = stage.receiver().await;
    let (one, two) = (stage.simple("one").await, stage.simple("two").await);
    let path = |verb: &str| format!("/{}/message_templates/{verb}", stage.shop.business.id);
    let ids = json!({ "hsm_ids": format!("{one},{two}") });
    let done = stage.api.post(&path("archive"), &ids).await.unwrap().ok().unwrap();
    assert_eq!(done["archived_templates"].as_array().unwrap().len(), 2);
    assert_eq!(stage.member(&one, "status").await, "ARCHIVED");
    assert_eq!(code(&stage.api.post(&path("archive"), &ids).await.unwrap()).1, 100);
    stage.api.post(&path("unarchive"), &ids).await.unwrap().ok().unwrap();
    assert_eq!(stage.member(&two, "status").await, "APPROVED");
    let events = |all: &[testkit::Delivered]| -> Vec<String> {
        let event = |one: &testkit::Delivered| {
            let value = &one.json["entry"][0]["changes"][0]["value"];
            let id = value["message_template_id"].as_u64().map(|id| id.to_string());
            let is_of_two = id.as_deref() == Some(two.as_str());
            value["event"].as_str().filter(|_| is_of_two).map(str::to_owned)
        };
        all.iter().filter_map(event).collect()
    };
    let is_told =
        |all: &[testkit::Delivered]| events(all).last().is_some_and(|it| it == "UNARCHIVED");
    let all = receiver.wait_for("the way back", is_told).await.unwrap();
    assert_eq!(events(&all)[events(&all).len() - 2..], ["ARCHIVED", "UNARCHIVED"]);
}

#[tokio::test]
async fn a_pause_by_hand_is_ended_by_the_business() {
    let stage = Stage::start().await;
    let id = stage.simple("greeting").await;
    let path = format!("/v23.0/{id}/unpause");
    let early = stage.api.post(&path, &json!({})).await.unwrap().ok().unwrap();
    assert_eq!(early["success"], false);
    let pause = format!("/sandbox/v1/templates/{id}/pause");
    stage.operator.post(&pause, &json!({})).await.unwrap().ok().unwrap();
    assert_eq!(stage.member(&id, "status").await, "PAUSED");
    let done = stage.api.post(&path, &json!({})).await.unwrap().ok().unwrap();
    assert_eq!(done, json!({ "success": true }));
    assert_eq!(stage.member(&id, "status").await, "APPROVED");
}

#[tokio::test]
async fn a_template_whose_parts_nobody_could_use_is_refused_and_loses_none_of_them() {
    let stage = Stage::start().await;
    let kim = stage.friend("Kim").await;
    let components = json!([
        { "type": "BODY", "text": "Look." },
        { "type": "BUTTONS", "buttons": [{ "type": "CATALOG", "text": "View catalog" }] }]);
    let id = stage.template("shelf", "MARKETING", components.clone()).await;
    assert_eq!(stage.member(&id, "components").await, components);
    let sent = stage.send(json!({ "to": kim.wa_id, "type": "template",
        "template": { "name": "shelf", "language": { "code": "en_US" }, "components": [
            { "type": "button", "sub_type": "CATALOG", "index": 0 }] } }));
    assert_eq!(code(&sent.await), (400, 132_018, 0));
}

#[tokio::test]
async fn a_template_without_the_picture_of_its_header_is_not_sent() {
    let stage = Stage::start().await;
    let kim = stage.friend("Kim").await;
    let components = json!([
        { "type": "HEADER", "format": "IMAGE", "example": { "header_handle": ["4::YQ=="] } },
        { "type": "BODY", "text": "Look." }]);
    stage.template("picture", "UTILITY", components).await;
    let sent = stage.send(json!({ "to": kim.wa_id, "type": "template",
        "template": { "name": "picture", "language": { "code": "en_US" } } }));
    assert_eq!(code(&sent.await), (400, 132_012, 0));
}

#[tokio::test]
async fn one_call_makes_a_code_template_in_many_languages_and_repeating_it_changes_nothing() {
    let stage = Stage::start().await;
    let path = format!("/v23.0/{}/upsert_message_templates", stage.shop.business.id);
    let body = |minutes: u8| {
        json!({ "name": "code", "category": "AUTHENTICATION", "languages": ["en", "de"],
        "components": [{ "type": "BODY" }, { "type": "FOOTER", "code_expiration_minutes": minutes },
            { "type": "BUTTONS", "buttons": [{ "type": "OTP", "otp_type": "COPY_CODE" }] }] })
    };
    let made = stage.api.post(&path, &body(10)).await.unwrap().ok().unwrap();
    assert_eq!(made["data"].as_array().unwrap().len(), 2);
    assert_eq!(made["data"][1]["language"], "de");
    assert_eq!(stage.api.post(&path, &body(10)).await.unwrap().ok().unwrap(), made);
    assert_eq!(code(&stage.api.post(&path, &body(5)).await.unwrap()).1, 100);
    for one in made["data"].as_array().unwrap() {
        let approve = format!("/sandbox/v1/templates/{}/approve", one["id"].as_str().unwrap());
        stage.operator.post(&approve, &json!({})).await.unwrap().ok().unwrap();
    }
    let changed = stage.api.post(&path, &body(5)).await.unwrap().ok().unwrap();
    assert_eq!(changed["data"][0]["id"], made["data"][0]["id"]);
    assert_eq!(changed["data"][0]["status"], "PENDING");
}

#[tokio::test]
async fn the_library_is_listed_and_taken_over() {
    let stage = Stage::start().await;
    let waba = stage.shop.business.id;
    for path in
        ["/v23.0/message_template_library", &format!("/v23.0/{waba}/message_template_library")]
    {
        let all =
            stage.api.get(&format!("{path}?language=en_US&limit=2")).await.unwrap().ok().unwrap();
        assert_eq!(all["data"].as_array().unwrap().len(), 2, "{path}");
        let after = all["paging"]["cursors"]["after"].as_str().unwrap();
        let rest = stage.api.get(&format!("{path}?language=en_US&after={after}")).await.unwrap();
        assert_eq!(rest.ok().unwrap()["data"].as_array().unwrap().len(), 4, "{path}");
    }
    let body = json!({ "name": "late", "language": "en_US", "category": "UTILITY",
        "library_template_name": "flight_delay" });
    let made = stage.api.post(&stage.templates(), &body).await.unwrap().ok().unwrap();
    let id = made["id"].as_str().unwrap();
    assert_eq!(stage.member(id, "library_template_name").await, "flight_delay");
    let migrate = format!("/v23.0/{waba}/migrate_message_templates?source_waba_id=1");
    assert_eq!(code(&stage.api.post(&migrate, &json!({})).await.unwrap()), (400, 100, 2_388_103));
}

#[tokio::test]
async fn a_hundred_templates_are_made_in_an_hour_and_no_more() {
    let stage = Stage::start().await;
    for n in 0..100 {
        stage.api.post(&stage.templates(), &new(&format!("t{n}"))).await.unwrap().ok().unwrap();
    }
    let more = stage.api.post(&stage.templates(), &new("more")).await.unwrap();
    assert_eq!((code(&more).0, code(&more).1), (400, 80_008));
    let path = format!("{}?limit=100&summary=total_count", stage.templates());
    let page = stage.api.get(&path).await.unwrap().ok().unwrap();
    assert_eq!(page["summary"]["message_template_count"], 100);
    stage.advance(3_600).await;
    stage.api.post(&stage.templates(), &new("more")).await.unwrap().ok().unwrap();
}

#[tokio::test]
async fn a_list_is_walked_forwards_and_backwards() {
    let stage = Stage::start().await;
    for n in 0..5 {
        stage.simple(&format!("t{n}")).await;
    }
    let get = async |query: String| {
        let path = format!("{}?limit=2{query}", stage.templates());
        stage.api.get(&path).await.unwrap().ok().unwrap()
    };
    let ids = |page: &Value| -> Vec<Value> {
        page["data"].as_array().unwrap().iter().map(|one| one["id"].clone()).collect()
    };
    let cursor =
        |page: &Value, which: &str| page["paging"]["cursors"][which].as_str().unwrap().to_owned();
    let first = get(String::new()).await;
    let second = get(format!("&after={}", cursor(&first, "after"))).await;
    let third = get(format!("&after={}", cursor(&second, "after"))).await;
    assert_eq!((ids(&third).len(), third["paging"].get("next")), (1, None));
    let back = get(format!("&before={}", cursor(&third, "before"))).await;
    assert_eq!(ids(&back), ids(&second));
    let back = get(format!("&before={}", cursor(&back, "before"))).await;
    assert_eq!(ids(&back), ids(&first));
}
