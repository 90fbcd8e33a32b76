//! What senders show people of themselves.

use crate::media::{call, json_of, picture, sound};
use crate::stage::{Stage, code};
use serde_json::{Value, json};

fn path(stage: &Stage) -> String {
    format!("/v23.0/{}/whatsapp_business_profile", stage.shop.sender.id)
}

async fn set(stage: &Stage, mut body: Value) -> testkit::Answer {
    body["messaging_product"] = json!("whatsapp");
    stage.api.post(&path(stage), &body).await.unwrap()
}

async fn shown(stage: &Stage) -> Value {
    stage.api.get(&path(stage)).await.unwrap().ok().unwrap()["data"][0].clone()
}

/// Uploads content in one piece; answers its handle.
async fn handle(stage: &Stage, kind: &str, content: Vec<u8>) -> String {
    let plan = json!({ "file_name": "x", "file_type": kind, "file_length": content.len() });
    let uploads = format!("/v23.0/{}/uploads", stage.shop.business.app);
    let begun = stage.api.post(&uploads, &plan).await.unwrap().ok().unwrap();
    let target = format!("/v23.0/{}", begun["id"].as_str().unwrap());
    let done = call(stage, ("POST", &target, &stage.shop.token), &[], content).await;
    json_of(&done)["h"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_profile_is_flat_and_keeps_what_is_not_named() {
    let stage = Stage::start().await;
    let empty = json!({ "messaging_product": "whatsapp", "vertical": "UNDEFINED" });
    assert_eq!(shown(&stage).await, empty);
    let full = json!({ "about": "Bread", "address": "Mill Lane 1", "description": "Bakes.",
        "email": "bread@shop.example", "vertical": "GROCERY",
        "websites": ["https://shop.example", "http://bread.example"] });
    set(&stage, full.clone()).await.ok().unwrap();
    set(&stage, json!({ "about": "Cake" })).await.ok().unwrap();
    let mut wanted = full;
    wanted["about"] = json!("Cake");
    wanted["messaging_product"] = json!("whatsapp");
    assert_eq!(shown(&stage).await, wanted);
    let some = format!("{}?fields=about,profile_picture_url", path(&stage));
    let some = stage.api.get(&some).await.unwrap().ok().unwrap();
    assert_eq!(some, json!({ "data": [{ "messaging_product": "whatsapp", "about": "Cake" }] }));
    let wrong = stage.api.get(&format!("{}?fields=shoe_size", path(&stage))).await.unwrap();
    assert_eq!(code(&wrong).1, 100);
}

#[tokio::test]
async fn each_limit_holds_to_the_character_and_the_error_names_the_field() {
    let stage = Stage::start().await;
    for (field, begin, max) in
        [("about", "", 139), ("address", "", 256), ("description", "", 512), ("email", "a@", 128)]
    {
        let text = |length: usize| format!("{begin}{}", "x".repeat(length - begin.len()));
        set(&stage, json!({ field: text(max) })).await.ok().unwrap();
        let refused = set(&stage, json!({ field: text(max + 1) })).await;
        assert_eq!(code(&refused), (400, 100, 0), "{field}");
        assert!(refused.text.contains(&format!("`{field}`")), "{}", refused.text);
        assert_eq!(shown(&stage).await[field], text(max), "nothing was changed");
    }
    let three = json!({ "websites": ["http://a.example", "http://b.example", "http://c.example"] });
    assert!(set(&stage, three).await.text.contains("`websites`"));
    assert!(set(&stage, json!({ "vertical": "BAKERY" })).await.text.contains("`vertical`"));
}

#[tokio::test]
async fn a_profile_may_come_as_query_alone() {
    let stage = Stage::start().await;
    let query =
        "messaging_product=whatsapp&about=Bread&websites=%5B%22http%3A%2F%2Fa.example%22%5D";
    let target = format!("{}?{query}", path(&stage));
    assert_eq!(stage.raw("POST", &target, b"").await.status, 200);
    let profile = shown(&stage).await;
    assert_eq!(profile["about"], "Bread");
    assert_eq!(profile["websites"], json!(["http://a.example"]));
}

#[tokio::test]
async fn a_picture_is_shown_at_an_address_that_proves_itself() {
    let stage = Stage::start().await;
    let kim = stage.reader("Kim").await;
    let file = handle(&stage, "image/png", picture(image::ImageFormat::Png, 64, 64)).await;
    set(&stage, json!({ "profile_picture_handle": file })).await.ok().unwrap();
    let url = shown(&stage).await["profile_picture_url"].as_str().unwrap().to_owned();
    assert_eq!(call(&stage, ("GET", &url, ""), &[], []).await.status, 200);
    let seen = stage.people(&kim).get(&about(&stage)).await.unwrap().ok().unwrap();
    let hers = seen["senders"][0]["picture_url"].as_str().unwrap();
    assert_eq!(call(&stage, ("GET", hers, ""), &[], []).await.status, 200);
    for wrong in ["4::nothing".to_owned(), handle(&stage, "audio/mpeg", sound(90)).await] {
        let refused = set(&stage, json!({ "profile_picture_handle": wrong })).await;
        assert!(refused.text.contains("`profile_picture_handle`"), "{}", refused.text);
    }
}

fn about(stage: &Stage) -> String {
    format!("/people/v1/businesses/{}", stage.shop.business.id)
}

#[tokio::test]
async fn people_see_the_profile_of_a_business_they_know_and_of_no_other() {
    let stage = Stage::start().await;
    let kim = stage.reader("Kim").await;
    set(&stage, json!({ "about": "Bread", "vertical": "GROCERY" })).await.ok().unwrap();
    let seen = stage.people(&kim).get(&about(&stage)).await.unwrap().ok().unwrap();
    let sender = &seen["senders"][0];
    assert_eq!((&sender["about"], &sender["vertical"]), (&json!("Bread"), &json!("GROCERY")));
    assert_eq!(sender["number"], "+493055501001");
    let path = format!("/people/v1/businesses/{}", stage.rival.business.id);
    let unknown = stage.people(&kim).get(&path).await.unwrap();
    assert_eq!((unknown.status, &unknown.json["error"]["code"]), (404, &json!("no_relation")));
}
