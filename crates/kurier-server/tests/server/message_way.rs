//! The way of a message and of its answers, from end to end.

use crate::device::Device;
use crate::stage::{Stage, order, text, wamid};
use serde_json::{Value, json};
use testkit::Delivered;

/// Statuses of one message, in the order in which they came.
pub(crate) fn statuses(delivered: &[Delivered], id: &str) -> Vec<String> {
    let of = |one: &Delivered| {
        let (message, status) = one.status()?;
        (message == id).then(|| status.to_owned())
    };
    delivered.iter().filter_map(of).collect()
}

/// What a person wrote, as the webhook tells it.
fn messages(delivered: &[Delivered]) -> Vec<Value> {
    delivered.iter().filter_map(|one| one.message().cloned()).collect()
}

#[tokio::test]
async fn a_message_reaches_the_device_and_each_of_its_statuses_comes_once_and_in_order() {
    let stage = Stage::start().await;
    let receiver = stage.receiver().await;
    let kim = stage.friend("Kim").await;
    let mut device = Device::hello(&stage.app.base, &kim.session, 0).await;
    device.until("live").await;

    let id = stage.text(&kim, "Your parcel is here – Grüße").await;
    let entry = device.until("entry").await["entry"].clone();
    assert_eq!(entry["content"]["body"], "Your parcel is here – Grüße");
    let seq = entry["seq"].clone();
    device.say(&json!({ "t": "ack", "seq": seq })).await;
    let business = stage.shop.business.id.to_string();
    device.say(&json!({ "t": "read", "business": business, "seq": seq })).await;

    let all =
        receiver.wait_for("three statuses", |all| statuses(all, &id).len() >= 3).await.unwrap();
    assert_eq!(statuses(&all, &id), ["sent", "delivered", "read"]);
    assert!(all.iter().all(|one| one.is_genuine), "every signature covers the bytes as sent");
    assert!(all.iter().all(|one| one.raw.is_ascii()));
    let ids: std::collections::BTreeSet<_> = all.iter().map(|one| &one.id).collect();
    assert_eq!(ids.len(), all.len(), "each event has an id of its own");
}

#[tokio::test]
async fn a_status_tells_the_price_the_recipient_and_what_the_business_gave_along() {
    let stage = Stage::start().await;
    let receiver = stage.receiver().await;
    let kim = stage.friend("Kim").await;
    let mut body = text(&kim.wa_id, "Hello");
    body["biz_opaque_callback_data"] = json!("order-7 §");
    let id = wamid(&stage.send(body).await.ok().unwrap());
    let all = receiver.wait_for("the status", |all| !statuses(all, &id).is_empty()).await.unwrap();
    let hook = all.iter().find(|one| one.status() == Some((&id, "sent"))).unwrap();
    let value = &hook.json["entry"][0]["changes"][0]["value"];
    let status = &value["statuses"][0];
    assert_eq!(status["biz_opaque_callback_data"], "order-7 §");
    assert_eq!(status["recipient_id"], kim.wa_id.as_str());
    assert_eq!(
        status["pricing"],
        json!({ "billable": false, "pricing_model": "PMP", "type": "free_customer_service",
            "category": "service" })
    );
    assert_eq!(value["contacts"][0]["wa_id"], kim.wa_id.as_str());
    assert_eq!(value["contacts"][0]["profile"]["name"], "Kim");
    assert_eq!(value["metadata"]["phone_number_id"], stage.shop.sender.id.to_string());
    assert_eq!(hook.json["entry"][0]["id"], stage.shop.business.id.to_string());
}

#[tokio::test]
async fn a_tap_on_a_reply_button_comes_back_with_its_id_and_its_context() {
    let stage = Stage::start().await;
    let receiver = stage.receiver().await;
    let kim = stage.friend("Kim").await;
    let body = json!({ "to": kim.wa_id, "type": "interactive", "interactive": {
        "type": "button", "body": { "text": "Coming?" }, "action": { "buttons": [
            { "type": "reply", "reply": { "id": "yes-1", "title": "Yes" } },
            { "type": "reply", "reply": { "id": "no-1", "title": "No" } } ] } } });
    let id = wamid(&stage.send(body).await.ok().unwrap());
    stage.act(&kim, "tap", json!({ "title": "No" })).await.ok().unwrap();
    let all = receiver.wait_for("the tap", |all| messages(all).len() >= 2).await.unwrap();
    let tap = &messages(&all)[1];
    assert_eq!(tap["type"], "interactive");
    assert_eq!(
        tap["interactive"],
        json!({ "type": "button_reply", "button_reply": { "id": "no-1", "title": "No" } })
    );
    assert_eq!(tap["context"]["id"], id.as_str());
    assert_eq!(tap["context"]["from"], "493055501001");
    assert_eq!(tap["from"], kim.wa_id.as_str());
}

#[tokio::test]
async fn a_row_chosen_of_a_list_comes_back_with_its_description_and_its_context() {
    let stage = Stage::start().await;
    let receiver = stage.receiver().await;
    let kim = stage.friend("Kim").await;
    let body = json!({ "to": kim.wa_id, "interactive": {
        "type": "list", "body": { "text": "When?" }, "action": { "button": "Times", "sections": [
            { "title": "Morning", "rows": [{ "id": "t-9", "title": "Nine" }] },
            { "title": "Evening", "rows": [
                { "id": "t-19", "title": "Seven", "description": "by train" }] } ] } } });
    let id = wamid(&stage.send(body).await.ok().unwrap());
    let content = stage.inbox(&kim).await.last().unwrap()["content"].clone();
    assert_eq!((&content["type"], &content["button"]), (&json!("list"), &json!("Times")));
    assert_eq!(content["sections"][1]["rows"][0]["id"], "t-19");
    stage.act(&kim, "tap", json!({ "index": 1 })).await.ok().unwrap();
    let all = receiver.wait_for("the choice", |all| messages(all).len() >= 2).await.unwrap();
    let choice = &messages(&all)[1];
    assert_eq!(
        choice["interactive"],
        json!({ "type": "list_reply",
            "list_reply": { "id": "t-19", "title": "Seven", "description": "by train" } })
    );
    assert_eq!(choice["context"]["id"], id.as_str());
}

#[tokio::test]
async fn a_place_answers_the_request_for_one_and_contacts_go_both_ways() {
    let stage = Stage::start().await;
    let receiver = stage.receiver().await;
    let kim = stage.friend("Kim").await;
    let ask = json!({ "to": kim.wa_id, "type": "interactive", "interactive": {
        "type": "location_request_message", "body": { "text": "Where are you?" },
        "action": { "name": "send_location" } } });
    let id = wamid(&stage.send(ask).await.ok().unwrap());
    let place = json!({ "latitude": 52.5, "longitude": 13.4 });
    stage.act(&kim, "say", json!({ "location": place, "reply_to": id })).await.ok().unwrap();
    let card = json!({ "name": { "formatted_name": "Ada" }, "phones": [{ "phone": "+49 30 1" }] });
    let send = json!({ "to": kim.wa_id, "type": "contacts", "contacts": [card] });
    stage.send(send).await.ok().unwrap();
    assert_eq!(stage.inbox(&kim).await.last().unwrap()["content"]["contacts"], json!([card]));
    stage.act(&kim, "say", json!({ "contacts": [card] })).await.ok().unwrap();
    let all = receiver.wait_for("both answers", |all| messages(all).len() >= 3).await.unwrap();
    let said = messages(&all);
    assert_eq!((&said[1]["location"], &said[1]["context"]["id"]), (&place, &json!(id)));
    assert_eq!((&said[2]["type"], &said[2]["contacts"]), (&json!("contacts"), &json!([card])));
}

#[tokio::test]
async fn a_templates_quick_reply_brings_its_payload_back_and_the_template_is_shown_filled_in() {
    let stage = Stage::start().await;
    let receiver = stage.receiver().await;
    stage.order_update().await;
    let kim = stage.reader("Kim").await;
    let id = wamid(&stage.send(order(&kim.wa_id, "Kim", "A-77")).await.ok().unwrap());
    let inbox = stage.inbox(&kim).await;
    let content = &inbox.last().unwrap()["content"];
    assert_eq!(content["body"], "Hello Kim, your order A-77 is on its way.");
    assert_eq!(content["buttons"][1]["url"], "https://shop.example/o/A-77");
    stage.act(&kim, "tap", json!({ "index": 0 })).await.ok().unwrap();
    let all = receiver.wait_for("the tap", |all| !messages(all).is_empty()).await.unwrap();
    let tap = &messages(&all)[0];
    assert_eq!(tap["button"], json!({ "payload": "seen-1", "text": "Got it" }));
    assert_eq!(tap["context"]["id"], id.as_str());
    let all = receiver.wait_for("delivered", |all| statuses(all, &id).len() >= 2).await.unwrap();
    let hook = all.iter().find(|one| one.status() == Some((&id, "delivered"))).unwrap();
    let pricing = &hook.json["entry"][0]["changes"][0]["value"]["statuses"][0]["pricing"];
    assert_eq!((&pricing["billable"], &pricing["category"]), (&json!(true), &json!("utility")));
}

#[tokio::test]
async fn reactions_places_and_answers_go_both_ways() {
    let stage = Stage::start().await;
    let receiver = stage.receiver().await;
    let kim = stage.friend("Kim").await;
    let hers = stage.act(&kim, "say", json!({ "text": "Where?" })).await.ok().unwrap();
    let hers = hers["wamid"].as_str().unwrap().to_owned();

    let mut answer = text(&kim.wa_id, "Here");
    answer["context"] = json!({ "message_id": hers });
    let ours = wamid(&stage.send(answer).await.ok().unwrap());
    let place = json!({ "to": kim.wa_id, "type": "location",
        "location": { "latitude": 52.5, "longitude": "13.4", "name": "Shop" } });
    stage.send(place).await.ok().unwrap();
    let reaction = json!({ "to": kim.wa_id, "type": "reaction",
        "reaction": { "message_id": hers, "emoji": "👍" } });
    stage.send(reaction).await.ok().unwrap();

    let inbox = stage.inbox(&kim).await;
    let place_of =
        |wamid: &str| inbox.iter().find(|entry| entry["wamid"] == wamid).unwrap()["seq"].clone();
    let of_kind = |kind: &str| {
        inbox.iter().find(|entry| entry["content"]["type"] == kind).unwrap()["content"].clone()
    };
    let answered = inbox.iter().find(|entry| entry["wamid"] == ours.as_str()).unwrap();
    assert_eq!(answered["reply_to"], place_of(&hers));
    assert_eq!(of_kind("location")["longitude"], 13.4);
    assert_eq!(of_kind("reaction")["target"], place_of(&hers));

    let said = json!({ "text": "Thanks", "reply_to": ours });
    stage.act(&kim, "say", said).await.ok().unwrap();
    let react = json!({ "message": ours, "emoji": "❤️" });
    stage.act(&kim, "react", react).await.ok().unwrap();
    let place = json!({ "location": { "latitude": -1.5, "longitude": 2.0, "name": "Home" } });
    stage.act(&kim, "say", place).await.ok().unwrap();
    let all = receiver.wait_for("all of hers", |all| messages(all).len() >= 5).await.unwrap();
    let came = messages(&all);
    assert_eq!(came[2]["context"], json!({ "from": "493055501001", "id": ours }));
    assert_eq!(came[3]["reaction"], json!({ "message_id": ours, "emoji": "❤️" }));
    assert_eq!(came[4]["location"]["latitude"], -1.5);
}

#[tokio::test]
async fn marking_as_read_and_typing_reach_the_device() {
    let stage = Stage::start().await;
    let kim = stage.friend("Kim").await;
    let said = stage.act(&kim, "say", json!({ "text": "Anybody?" })).await.ok().unwrap();
    let mut device = Device::hello(&stage.app.base, &kim.session, 0).await;
    device.until("live").await;
    let read = json!({ "status": "read", "message_id": said["wamid"],
        "typing_indicator": { "type": "text" } });
    assert_eq!(stage.send(read).await.ok().unwrap(), json!({ "success": true }));
    let entry = device.until("entry").await["entry"].clone();
    assert_eq!((&entry["kind"], &entry["up_to"]), (&json!("read_by_business"), &said["seq"]));
    let typing = device.until("typing").await;
    assert_eq!(typing["business"], stage.shop.business.id.to_string());
}

#[tokio::test]
async fn a_user_id_in_recipient_reaches_the_same_person_as_her_wa_id() {
    let stage = Stage::start().await;
    let kim = stage.friend("Kim").await;
    let body = json!({ "recipient": kim.user_id, "text": { "body": "by user_id" } });
    let answer = stage.send(body).await.ok().unwrap();
    assert_eq!(answer["contacts"], json!([{ "input": kim.user_id, "user_id": kim.user_id }]));
    assert_eq!(stage.inbox(&kim).await.last().unwrap()["content"]["body"], "by user_id");
    let wrong = stage.send(text(&kim.user_id, "in to")).await;
    assert_eq!(wrong.json["error"]["code"], 131_009);
}
