//! Forms in messages: sent, opened, answered, told to the business.

use crate::flows::{made, published};
use crate::stage::{Someone, Stage, code, text, wamid};
use serde_json::{Value, json};
use testkit::Answer;

fn form(to: &str, mut parameters: Value) -> Value {
    parameters["flow_message_version"] = json!("3");
    parameters["flow_cta"] = json!("Book");
    json!({ "to": to, "type": "interactive", "interactive": { "type": "flow",
        "header": { "type": "text", "text": "Table" }, "body": { "text": "Which day?" },
        "action": { "name": "flow", "parameters": parameters } } })
}

pub(crate) async fn send(stage: &Stage, to: &Someone, parameters: Value) -> Answer {
    stage.send(form(&to.wa_id, parameters)).await
}

/// The newest message from the shop that she has.
pub(crate) async fn newest(stage: &Stage, person: &Someone) -> Value {
    let inbox = stage.inbox(person).await;
    let from_shop = |entry: &&Value| entry["kind"] == "from_business";
    inbox.iter().rev().find(from_shop).unwrap().clone()
}

async fn open(stage: &Stage, person: &Someone, seq: &Value) -> Answer {
    stage.people(person).get(&format!("/people/v1/messages/{seq}/form")).await.unwrap()
}

fn answer(stage: &Stage, seq: &Value, client_id: &str) -> Value {
    json!({ "client_id": client_id, "business": stage.shop.business.id.to_string(),
        "content": { "type": "form_reply", "answer": { "who": "Kim" } }, "reply_to": seq })
}

#[tokio::test]
async fn a_published_form_is_sent_opened_answered_and_told() {
    let stage = Stage::start().await;
    let receiver = stage.receiver().await;
    let kim = stage.friend("Kim").await;
    let flow = published(&stage, "table").await;
    let token = json!({ "flow_id": flow, "flow_token": "visit-7",
        "flow_action_payload": { "screen": "ASK", "data": { "day": "Monday" } } });
    let id = wamid(&send(&stage, &kim, token).await.ok().unwrap());
    let entry = newest(&stage, &kim).await;
    let content = &entry["content"];
    assert_eq!((&content["type"], &content["cta"]), (&json!("form"), &json!("Book")));
    let shown = open(&stage, &kim, &entry["seq"]).await.ok().unwrap();
    assert_eq!((&shown["trial"], &shown["screen"]), (&json!(false), &json!("ASK")));
    assert_eq!(shown["data"], json!({ "day": "Monday" }));
    assert_eq!(shown["definition"]["screens"][0]["title"], "Table");

    let said = answer(&stage, &entry["seq"], "c-1");
    stage.people(&kim).post("/people/v1/messages", &said).await.unwrap().ok().unwrap();
    let is_answer = |one: &Value| one["interactive"]["type"] == "nfm_reply";
    let all = receiver
        .wait_for("the answer", |all| all.iter().any(|one| one.message().is_some_and(is_answer)))
        .await
        .unwrap();
    let told = all.iter().find_map(|one| one.message().filter(|it| is_answer(it))).unwrap();
    assert_eq!((&told["type"], &told["context"]["id"]), (&json!("interactive"), &json!(id)));
    let reply = &told["interactive"]["nfm_reply"];
    assert_eq!((&reply["name"], &reply["body"]), (&json!("flow"), &json!("Sent")));
    let response: Value = serde_json::from_str(reply["response_json"].as_str().unwrap()).unwrap();
    assert_eq!(response, json!({ "who": "Kim", "flow_token": "visit-7" }));
}

#[tokio::test]
async fn a_form_is_named_by_name_and_a_draft_goes_only_as_one() {
    let stage = Stage::start().await;
    let kim = stage.friend("Kim").await;
    let draft = made(&stage, "trial").await;
    let plain = send(&stage, &kim, json!({ "flow_id": draft })).await;
    assert_eq!(code(&plain).1, 131_009, "{}", plain.text);
    send(&stage, &kim, json!({ "flow_name": "trial", "mode": "draft" })).await.ok().unwrap();
    let entry = newest(&stage, &kim).await;
    let shown = open(&stage, &kim, &entry["seq"]).await.ok().unwrap();
    assert_eq!(shown["trial"], true);
    for wrong in [
        json!({ "flow_id": "1234567890123" }),
        json!({ "flow_name": "no such" }),
        json!({ "flow_id": draft, "mode": "draft", "flow_action_payload": { "screen": "NONE" } }),
        json!({ "flow_id": draft, "mode": "draft", "flow_action": "data_exchange" }),
    ] {
        let refused = send(&stage, &kim, wrong.clone()).await;
        assert_eq!(code(&refused).1, 131_009, "{wrong}: {}", refused.text);
    }
    let theirs = form(&kim.wa_id, json!({ "flow_id": draft, "mode": "draft" }));
    let mut theirs = theirs;
    theirs["messaging_product"] = json!("whatsapp");
    let path = format!("/v23.0/{}/messages", stage.rival.sender.id);
    let stolen = stage.rival_api.post(&path, &theirs).await.unwrap();
    assert_eq!(code(&stolen).1, 131_009, "{}", stolen.text);
}

#[tokio::test]
async fn a_form_that_was_ended_opens_no_more_and_takes_no_answer() {
    let stage = Stage::start().await;
    let kim = stage.friend("Kim").await;
    let flow = published(&stage, "table").await;
    send(&stage, &kim, json!({ "flow_id": flow })).await.ok().unwrap();
    let entry = newest(&stage, &kim).await;
    let end = format!("/v23.0/{flow}/deprecate");
    stage.api.post(&end, &json!({})).await.unwrap().ok().unwrap();
    let gone = open(&stage, &kim, &entry["seq"]).await;
    assert_eq!((gone.status, &gone.json["error"]["code"]), (410, &json!("form_over")));
    let said = answer(&stage, &entry["seq"], "c-1");
    let refused = stage.people(&kim).post("/people/v1/messages", &said).await.unwrap();
    assert_eq!(refused.json["error"]["code"], "form_over", "{}", refused.text);
    let again = send(&stage, &kim, json!({ "flow_id": flow })).await;
    assert_eq!(code(&again).1, 131_009, "{}", again.text);
}

#[tokio::test]
async fn only_what_opens_a_form_is_opened_and_answered_and_only_by_its_person() {
    let stage = Stage::start().await;
    let kim = stage.friend("Kim").await;
    let ada = stage.friend("Ada").await;
    let flow = published(&stage, "table").await;
    stage.send(text(&kim.wa_id, "Hello")).await.ok().unwrap();
    let plain = newest(&stage, &kim).await;
    send(&stage, &kim, json!({ "flow_id": flow, "flow_token": "t" })).await.ok().unwrap();
    let entry = newest(&stage, &kim).await;
    assert_eq!(open(&stage, &kim, &plain["seq"]).await.status, 404);
    assert_eq!(open(&stage, &ada, &entry["seq"]).await.status, 404);
    let mut said = answer(&stage, &entry["seq"], "c-1");
    said["reply_to"] = Value::Null;
    let unnamed = stage.people(&kim).post("/people/v1/messages", &said).await.unwrap();
    assert_eq!(unnamed.status, 400, "{}", unnamed.text);
    said["reply_to"] = entry["seq"].clone();
    said["content"]["answer"] = json!({ "x": "y".repeat(33_000) });
    let large = stage.people(&kim).post("/people/v1/messages", &said).await.unwrap();
    assert_eq!(large.status, 422, "{}", large.text);
    said["content"] =
        json!({ "type": "form_reply", "flow": 1, "response_json": "{\"flow_token\":\"forged\"}" });
    let forged = stage.people(&kim).post("/people/v1/messages", &said).await.unwrap();
    assert_eq!(forged.status, 400, "{}", forged.text);
}

/// Components of a template whose button opens a form.
fn opening(flow: &Value) -> Value {
    let mut button = json!({ "type": "FLOW", "text": "Book", "flow_action": "navigate",
        "navigate_screen": "ASK" });
    for (name, value) in flow.as_object().unwrap() {
        button[name] = value.clone();
    }
    json!([{ "type": "BODY", "text": "Your table is waiting." },
        { "type": "BUTTONS", "buttons": [button] }])
}

#[tokio::test]
async fn a_template_opens_a_form_with_what_each_message_gives_it() {
    let stage = Stage::start().await;
    let kim = stage.reader("Kim").await;
    let flow = published(&stage, "table").await;
    let id = stage.template("invited", "UTILITY", opening(&json!({ "flow_name": "table" }))).await;
    let path = format!("/v23.0/{id}?fields=components");
    let shown = stage.api.get(&path).await.unwrap().ok().unwrap();
    assert_eq!(shown["components"][1]["buttons"][0]["flow_id"], flow.as_str(), "{shown}");
    let message = |components: Value| {
        json!({ "to": kim.wa_id, "type": "template", "template": { "name": "invited",
            "language": { "code": "en_US" }, "components": components } })
    };
    let given = json!([{ "type": "button", "sub_type": "flow", "index": "0", "parameters": [
        { "type": "action", "action": { "flow_token": "visit-9",
            "flow_action_data": { "day": "Friday" } } }] }]);
    stage.send(message(given)).await.ok().unwrap();
    let entry = newest(&stage, &kim).await;
    let button = &entry["content"]["buttons"][0];
    assert_eq!((&button["type"], &button["text"]), (&json!("form"), &json!("Book")));
    let opened = open(&stage, &kim, &entry["seq"]).await.ok().unwrap();
    assert_eq!((&opened["screen"], &opened["data"]), (&json!("ASK"), &json!({ "day": "Friday" })));
    let receiver = stage.receiver().await;
    let said = answer(&stage, &entry["seq"], "c-1");
    stage.people(&kim).post("/people/v1/messages", &said).await.unwrap().ok().unwrap();
    let told = |one: &testkit::Delivered| {
        let reply =
            one.message()?["interactive"]["nfm_reply"]["response_json"].as_str()?.to_owned();
        Some(reply)
    };
    let is_told = |all: &[testkit::Delivered]| all.iter().any(|one| told(one).is_some());
    let all = receiver.wait_for("the answer", is_told).await.unwrap();
    let response: Value = serde_json::from_str(&all.iter().find_map(told).unwrap()).unwrap();
    assert_eq!(response, json!({ "who": "Kim", "flow_token": "visit-9" }));
    stage.send(message(json!([]))).await.ok().unwrap();
    let wrong = json!([{ "type": "button", "sub_type": "flow", "index": 1 }]);
    assert_eq!(code(&stage.send(message(wrong)).await).1, 132_000);
}

#[tokio::test]
async fn a_template_names_a_published_form_of_its_business_and_a_screen_of_it() {
    let stage = Stage::start().await;
    made(&stage, "draft").await;
    published(&stage, "table").await;
    let path = format!("/v23.0/{}/message_templates", stage.shop.business.id);
    for (at, (flow, of_whom)) in [
        (json!({ "flow_name": "draft" }), "draft"),
        (json!({ "flow_name": "none" }), "no such form"),
        (json!({ "flow_id": "1234567890123" }), "no such form"),
        (json!({ "flow_name": "table", "navigate_screen": "NONE" }), "NONE"),
        (json!({ "flow_json": "{}" }), "flow_json"),
        (json!({ "flow_json": asking() }), "endpoint"),
    ]
    .into_iter()
    .enumerate()
    {
        let body = json!({ "name": format!("wrong_{at}"), "language": "en_US", "category": "UTILITY",
            "components": opening(&flow) });
        let refused = stage.api.post(&path, &body).await.unwrap();
        assert_eq!(code(&refused).1, 131_009, "{flow}: {}", refused.text);
        assert!(refused.text.contains(of_whom), "{flow}: {}", refused.text);
    }
}

/// A definition that asks an endpoint.
fn asking() -> String {
    let mut definition = crate::flows::definition();
    definition["data_api_version"] = json!("3.0");
    definition["routing_model"] = json!({ "ASK": [] });
    definition.to_string()
}

#[tokio::test]
async fn a_form_that_comes_with_a_template_is_made_published_and_told() {
    let stage = Stage::start().await;
    let receiver = stage.receiver().await;
    let kim = stage.friend("Kim").await;
    let with = json!({ "flow_json": crate::flows::definition().to_string() });
    stage.template("table_offer", "UTILITY", opening(&with)).await;
    let path = format!("/v23.0/{}/flows?fields=id,name,status", stage.shop.business.id);
    let all = stage.api.get(&path).await.unwrap().ok().unwrap();
    let [one] = &all["data"].as_array().unwrap()[..] else { panic!("{all}") };
    assert!(one["name"].as_str().unwrap().starts_with("table_offer "), "{one}");
    assert_eq!(one["status"], "PUBLISHED");
    let change = |one: &testkit::Delivered| one.json["entry"][0]["changes"][0].clone();
    let is_it = |one: &testkit::Delivered| change(one)["field"] == "flows";
    let came = receiver.wait_for("it", |all| all.iter().any(is_it)).await.unwrap();
    let value = change(came.iter().find(|one| is_it(one)).unwrap())["value"].clone();
    assert_eq!((&value["event"], &value["flow_id"]), (&json!("FLOW_STATUS_CHANGE"), &one["id"]));
    assert_eq!(
        (&value["old_status"], &value["new_status"]),
        (&json!("DRAFT"), &json!("PUBLISHED"))
    );

    let message = json!({ "to": kim.wa_id, "type": "template",
        "template": { "name": "table_offer", "language": { "code": "en_US" } } });
    stage.send(message).await.ok().unwrap();
    let entry = newest(&stage, &kim).await;
    let shown = open(&stage, &kim, &entry["seq"]).await.ok().unwrap();
    assert_eq!(shown["definition"]["screens"][0]["title"], "Table");

    // A template that is not kept leaves no form behind.
    let path = format!("/v23.0/{}/message_templates", stage.shop.business.id);
    let again = json!({ "name": "table_offer", "language": "en_US", "category": "UTILITY",
        "components": opening(&with) });
    assert_eq!(code(&stage.api.post(&path, &again).await.unwrap()).1, 100);
    let path = format!("/v23.0/{}/flows", stage.shop.business.id);
    let all = stage.api.get(&path).await.unwrap().ok().unwrap();
    assert_eq!(all["data"].as_array().unwrap().len(), 1);
}
