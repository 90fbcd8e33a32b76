//! Files in messages, both ways.

use super::people::{get, take};
use super::*;
use crate::stage::Someone;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use testkit::Delivered;

fn messages(delivered: &[Delivered]) -> Vec<Value> {
    delivered.iter().filter_map(|one| one.message().cloned()).collect()
}

/// Sends a message of the shop; status and answer.
async fn send(stage: &Stage, to: &Someone, mut body: Value) -> Response {
    body["messaging_product"] = json!("whatsapp");
    body["to"] = json!(to.wa_id);
    let path = format!("/v23.0/{}/messages", stage.shop.sender.id);
    let json = [("content-type", "application/json")];
    call(stage, ("POST", &path, &stage.shop.token), &json, body.to_string()).await
}

#[tokio::test]
async fn a_picture_comes_with_its_caption_and_can_be_seen_by_her_alone() {
    let stage = Stage::start().await;
    let (kim, lee) = (stage.friend("Kim").await, stage.friend("Lee").await);
    let id = uploaded(&stage, "image/jpeg", &photo()).await;
    let node = shown(&stage, &id).await;
    let image = json!({ "type": "image", "image": { "id": id, "caption": "The sea" } });
    assert_eq!(send(&stage, &kim, image).await.status, 200);
    let content = stage.inbox(&kim).await.last().unwrap()["content"].clone();
    assert_eq!((&content["type"], &content["caption"]), (&json!("media"), &json!("The sea")));
    let file = &content["file"];
    assert_eq!(file["id"].to_string(), id);
    assert_eq!((&file["kind"], &file["mime"]), (&json!("image"), &json!("image/jpeg")));
    assert_eq!((&file["bytes"], &file["thumbnail"]), (&node["file_size"], &json!(true)));
    assert_eq!(get(&stage, &kim, &id).await.status, 200);
    assert_eq!(get(&stage, &kim, &format!("{id}/thumbnail")).await.status, 200);
    assert_eq!(get(&stage, &lee, &id).await.status, 404);
}

#[tokio::test]
async fn a_document_keeps_the_name_that_the_message_gives_it() {
    let stage = Stage::start().await;
    let kim = stage.friend("Kim").await;
    let id = uploaded(&stage, "application/pdf", b"%PDF-1.7\n%%EOF\n").await;
    let named = json!({ "document": { "id": id, "filename": "Ticket.pdf" } });
    assert_eq!(send(&stage, &kim, named).await.status, 200);
    let file = stage.inbox(&kim).await.last().unwrap()["content"]["file"].clone();
    assert_eq!((&file["kind"], &file["filename"]), (&json!("document"), &json!("Ticket.pdf")));
}

#[tokio::test]
async fn a_picture_may_stand_over_buttons() {
    let stage = Stage::start().await;
    let kim = stage.friend("Kim").await;
    let id = uploaded(&stage, "image/jpeg", &photo()).await;
    let body = json!({ "type": "interactive", "interactive": {
        "type": "button", "header": { "type": "image", "image": { "id": id } },
        "body": { "text": "Coming?" },
        "action": { "buttons": [{ "type": "reply", "reply": { "id": "y", "title": "Yes" } }] } } });
    assert_eq!(send(&stage, &kim, body).await.status, 200);
    let content = stage.inbox(&kim).await.last().unwrap()["content"].clone();
    assert_eq!(
        (content["file"]["id"].to_string(), &content["body"]),
        (id.clone(), &json!("Coming?"))
    );
    assert_eq!(get(&stage, &kim, &id).await.status, 200);
}

#[tokio::test]
async fn a_file_that_is_not_there_or_of_another_kind_is_refused_in_the_answer() {
    let stage = Stage::start().await;
    let kim = stage.friend("Kim").await;
    let sound = uploaded(&stage, "audio/mpeg", &sound(90)).await;
    let missing = json!({ "type": "image", "image": { "id": "123456789012345" } });
    let (status, code, details) = fault(&send(&stage, &kim, missing).await);
    assert_eq!((status, code), (400, 131_009));
    assert!(details.contains("`image.id`"), "{details}");
    let other = json!({ "type": "image", "image": { "id": sound } });
    let (status, code, details) = fault(&send(&stage, &kim, other).await);
    assert_eq!((status, code), (400, 131_009));
    assert!(details.contains("audio/mpeg"), "{details}");
    let link = json!({ "type": "image", "image": { "link": "http://127.0.0.1:9/none.png" } });
    let (status, code, details) = fault(&send(&stage, &kim, link).await);
    assert_eq!((status, code), (400, 131_053));
    assert!(details.contains("`image.link`"), "{details}");
    assert!(stage.inbox(&kim).await.iter().all(|entry| entry["kind"] != "from_business"));
}

#[tokio::test]
async fn another_businesss_file_is_told_like_one_that_does_not_exist() {
    let stage = Stage::start().await;
    let kim = stage.friend("Kim").await;
    let path = format!("/v23.0/{}/media", stage.rival.sender.id);
    let fields = [("messaging_product", "whatsapp"), ("type", "audio/mpeg")];
    let body = form(&fields, Some(("audio/mpeg", &sound(90))));
    let kind = form_type();
    let token = &stage.rival.token;
    let theirs = call(&stage, ("POST", &path, token), &[("content-type", &kind)], body).await;
    let id = json_of(&theirs)["id"].as_str().unwrap().to_owned();
    let answer = send(&stage, &kim, json!({ "type": "audio", "audio": { "id": id } })).await;
    assert_eq!(fault(&answer).1, 131_009);
}

#[tokio::test]
async fn her_picture_reaches_the_business_under_an_id_of_its_own() {
    let stage = Stage::start().await;
    let receiver = stage.receiver().await;
    let kim = stage.friend("Kim").await;
    let taken = json_of(&take(&stage, &kim, "image/jpeg", &photo()).await);
    let hers = taken["id"].as_str().unwrap();
    let body = json!({ "client_id": "c-1", "business": stage.shop.business.id.to_string(),
        "content": { "type": "media", "id": hers, "kind": "image", "caption": "Look" } });
    let json = [("content-type", "application/json")];
    let post = ("POST", "/people/v1/messages", kim.session.as_str());
    assert_eq!(call(&stage, post, &json, body.to_string()).await.status, 200);

    let all = receiver.wait_for("the picture", |all| messages(all).len() >= 2).await.unwrap();
    let told = &messages(&all)[1];
    assert_eq!((&told["type"], &told["image"]["caption"]), (&json!("image"), &json!("Look")));
    let id = told["image"]["id"].as_str().unwrap();
    assert_ne!(id, hers);
    let node = shown(&stage, id).await;
    let digest = STANDARD.decode(told["image"]["sha256"].as_str().unwrap()).unwrap();
    let hex = digest.iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
    assert_eq!((&node["sha256"], &node["mime_type"]), (&json!(hex), &told["image"]["mime_type"]));
    // Her own message shows the same file to her.
    let entry = stage.inbox(&kim).await.last().unwrap()["content"].clone();
    assert_eq!(entry["file"]["id"].to_string(), id);
    assert_eq!(get(&stage, &kim, id).await.status, 200);
}

#[tokio::test]
async fn a_scripted_person_sends_a_voice_note() {
    let stage = Stage::start().await;
    let receiver = stage.receiver().await;
    let kim = stage.friend("Kim").await;
    let taken = json_of(&take(&stage, &kim, "audio/mpeg", &sound(90)).await);
    let note = json!({ "media": { "id": taken["id"], "kind": "audio", "voice": true } });
    stage.act(&kim, "say", note).await.ok().unwrap();
    let all = receiver.wait_for("the note", |all| messages(all).len() >= 2).await.unwrap();
    let audio = &messages(&all)[1]["audio"];
    assert_eq!((&audio["mime_type"], &audio["voice"]), (&json!("audio/mpeg"), &json!(true)));
    let image = json!({ "media": { "id": taken["id"], "kind": "image" } });
    assert_eq!(stage.act(&kim, "say", image).await.status, 422);
}

#[tokio::test]
async fn a_device_cannot_see_a_file_by_stating_it_as_stored() {
    let stage = Stage::start().await;
    let kim = stage.friend("Kim").await;
    let id = uploaded(&stage, "image/jpeg", &photo()).await;
    let file = json!({ "id": id.parse::<i64>().unwrap(), "kind": "image", "mime": "image/jpeg",
        "bytes": 1, "sha256": "" });
    let json = [("content-type", "application/json")];
    let post = ("POST", "/people/v1/messages", kim.session.as_str());
    for content in [
        json!({ "type": "media", "file": file }),
        json!({ "type": "media", "file": file, "id": id, "kind": "image" }),
    ] {
        let body = json!({ "client_id": "c-1", "content": content,
            "business": stage.shop.business.id.to_string() });
        let answer = call(&stage, post, &json, body.to_string()).await;
        assert!((400..500).contains(&answer.status.as_u16()), "{:?}", answer.status);
    }
    assert_eq!(get(&stage, &kim, &id).await.status, 404);
}

#[tokio::test]
async fn a_template_shows_the_picture_of_its_header_and_those_of_its_cards() {
    let stage = Stage::start().await;
    let receiver = stage.receiver().await;
    let kim = stage.friend("Kim").await;
    let (sea, hill) = (
        uploaded(&stage, "image/jpeg", &photo()).await,
        uploaded(&stage, "image/png", &picture(image::ImageFormat::Png, 64, 64)).await,
    );
    let sample = json!({ "header_handle": ["4::YQ=="] });
    let header = json!({ "type": "HEADER", "format": "IMAGE", "example": sample });
    let body = json!({ "type": "BODY", "text": "Look." });
    stage.template("picture", "UTILITY", json!([header, body])).await;
    let image = |id: &str| {
        json!({ "type": "header", "parameters": [
        { "type": "image", "image": { "id": id } }] })
    };
    let message = |name: &str, components: Value| {
        json!({ "type": "template", "template": {
        "name": name, "language": { "code": "en_US" }, "components": components } })
    };
    let sent = send(&stage, &kim, message("picture", json!([image(&sea)]))).await;
    assert_eq!(sent.status, 200, "{:?}", sent.body);
    let content = stage.inbox(&kim).await.last().unwrap()["content"].clone();
    assert_eq!(
        (content["file"]["id"].to_string(), &content["body"]),
        (sea.clone(), &json!("Look."))
    );

    let card = json!({ "components": [header, { "type": "BODY", "text": "A place." },
        { "type": "BUTTONS", "buttons": [{ "type": "QUICK_REPLY", "text": "There" }] }] });
    let carousel = json!({ "type": "CAROUSEL", "cards": [card, card] });
    stage.template("deck", "MARKETING", json!([body, carousel])).await;
    let given = |index: u8, id: &str, payload: &str| {
        json!({ "card_index": index, "components": [
        image(id), { "type": "button", "sub_type": "quick_reply", "index": 0,
            "parameters": [{ "type": "payload", "payload": payload }] }] })
    };
    let cards = json!([given(0, &sea, "sea"), given(1, &hill, "hill")]);
    let deck = message("deck", json!([{ "type": "carousel", "cards": cards }]));
    let sent = send(&stage, &kim, deck).await;
    assert_eq!(sent.status, 200, "{:?}", sent.body);
    let content = stage.inbox(&kim).await.last().unwrap()["content"].clone();
    assert_eq!(content["cards"][1]["file"]["id"].to_string(), hill);
    assert_eq!(get(&stage, &kim, &hill).await.status, 200);
    stage.act(&kim, "tap", json!({ "id": "hill" })).await.ok().unwrap();
    let all = receiver.wait_for("the tap", |all| messages(all).len() >= 2).await.unwrap();
    assert_eq!(messages(&all)[1]["button"], json!({ "payload": "hill", "text": "There" }));
}

#[tokio::test]
async fn a_row_of_cards_is_shown_with_its_pictures_and_its_buttons_answer() {
    let stage = Stage::start().await;
    let receiver = stage.receiver().await;
    let kim = stage.friend("Kim").await;
    let (sea, hill) = (
        uploaded(&stage, "image/jpeg", &photo()).await,
        uploaded(&stage, "image/png", &picture(image::ImageFormat::Png, 64, 64)).await,
    );
    let card = |index: u8, id: &str, action: Value| {
        json!({ "card_index": index, "type": "cta_url", "body": { "text": format!("Card {index}") },
            "header": { "type": "image", "image": { "id": id } }, "action": action })
    };
    let row = |cards: Value| {
        json!({ "type": "interactive", "interactive": { "type": "carousel",
            "body": { "text": "Where to?" }, "action": { "cards": cards } } })
    };
    let take = |id: &str| json!({ "buttons": [{ "type": "quick_reply", "quick_reply": { "id": id, "title": "There" } }] });
    let cards = json!([card(1, &hill, take("hill")), card(0, &sea, take("sea"))]);
    let sent = send(&stage, &kim, row(cards)).await;
    assert_eq!(sent.status, 200, "{:?}", sent.body);
    let content = stage.inbox(&kim).await.last().unwrap()["content"].clone();
    assert_eq!((&content["type"], &content["body"]), (&json!("carousel"), &json!("Where to?")));
    assert_eq!(content["cards"][0]["file"]["id"].to_string(), sea);
    assert_eq!(content["cards"][1]["buttons"], json!([{ "id": "hill", "title": "There" }]));
    assert_eq!(get(&stage, &kim, &hill).await.status, 200);
    stage.act(&kim, "tap", json!({ "id": "hill" })).await.ok().unwrap();
    let all = receiver.wait_for("the tap", |all| messages(all).len() >= 2).await.unwrap();
    let reply =
        json!({ "type": "button_reply", "button_reply": { "id": "hill", "title": "There" } });
    assert_eq!(messages(&all)[1]["interactive"], reply);
    let open = |url: &str| json!({ "name": "cta_url", "parameters": { "display_text": "Open", "url": url } });
    let (a, b) = (open("https://shop.example/a"), open("https://shop.example/b"));
    let sent = send(&stage, &kim, row(json!([card(0, &sea, a.clone()), card(1, &hill, b)]))).await;
    assert_eq!(sent.status, 200, "{:?}", sent.body);
    let content = stage.inbox(&kim).await.last().unwrap()["content"].clone();
    assert_eq!(content["cards"][1]["link"]["url"], "https://shop.example/b");
    for bad in
        [json!([card(0, &sea, a.clone())]), json!([card(0, &sea, a), card(1, &hill, take("x"))])]
    {
        let (status, code, details) = fault(&send(&stage, &kim, row(bad)).await);
        assert_eq!((status, code), (400, 131_009), "{details}");
    }
}

#[tokio::test]
async fn a_voice_note_is_told_as_played_once() {
    let stage = Stage::start().await;
    let receiver = stage.receiver().await;
    let (kim, lee) = (stage.friend("Kim").await, stage.friend("Lee").await);
    let id =
        uploaded(&stage, "audio/ogg", &[b"OggS".as_slice(), &[0; 24], b"OpusHead"].concat()).await;
    let sent =
        send(&stage, &kim, json!({ "type": "audio", "audio": { "id": id, "voice": true } })).await;
    let wamid = json_of(&sent)["messages"][0]["id"].as_str().unwrap().to_owned();
    let seq = stage.inbox(&kim).await.last().unwrap()["seq"].clone();
    stage.act(&kim, "read", json!({})).await.ok().unwrap();
    let path = format!("/people/v1/messages/{seq}/played");
    for _ in 0..2 {
        let done = stage.people(&kim).post(&path, &json!({})).await.unwrap().ok().unwrap();
        assert_eq!(done, json!({ "success": true }));
    }
    stage.act(&kim, "play", json!({ "message": wamid })).await.ok().unwrap();
    stage.act(&kim, "say", json!({ "text": "Nice" })).await.ok().unwrap();
    let all = receiver.wait_for("her words", |all| messages(all).len() >= 3).await.unwrap();
    let told = crate::message_way::statuses(&all, &wamid);
    assert_eq!(told, ["sent", "delivered", "read", "played"]);
    let none = stage.people(&lee).post(&path, &json!({})).await.unwrap();
    assert_eq!((none.status, none.code()), (404, "not_found"));
    let text = format!("/people/v1/messages/{}/played", seq.as_u64().unwrap() - 1);
    assert_eq!(stage.people(&kim).post(&text, &json!({})).await.unwrap().status, 404);
}

#[tokio::test]
async fn the_file_of_a_message_that_is_taken_back_can_be_seen_no_more() {
    let stage = Stage::start().await;
    let (kim, lee) = (stage.friend("Kim").await, stage.friend("Lee").await);
    let id = uploaded(&stage, "image/jpeg", &photo()).await;
    let image = json!({ "type": "image", "image": { "id": id } });
    let mut sent = Vec::new();
    for person in [&kim, &kim, &lee] {
        let answer = send(&stage, person, image.clone()).await;
        sent.push(json_of(&answer)["messages"][0]["id"].as_str().unwrap().to_owned());
    }
    let recall = async |id: &String| {
        let path = format!("/v23.0/{}/recall", crate::history::escaped(id));
        stage.api.post(&path, &json!({})).await.unwrap().ok().unwrap();
    };
    recall(&sent[0]).await;
    assert_eq!(get(&stage, &kim, &id).await.status, 200, "another message shows it");
    recall(&sent[1]).await;
    assert_eq!(get(&stage, &kim, &id).await.status, 404);
    assert_eq!(get(&stage, &lee, &id).await.status, 200);
    assert_eq!(shown(&stage, &id).await["mime_type"], "image/jpeg", "it stays the business's own");
}

/// A sticker with one frame of an animation.
fn moving() -> Vec<u8> {
    let plain = picture(image::ImageFormat::WebP, 512, 512);
    let chunk = |name: &[u8; 4], data: &[u8]| {
        [name.as_slice(), &u32::try_from(data.len()).unwrap().to_le_bytes(), data].concat()
    };
    let place = [0, 0, 0, 0, 0, 0, 255, 1, 0, 255, 1, 0, 100, 0, 0, 0];
    let frame = [place.as_slice(), &plain[12..]].concat();
    let body = [
        b"WEBP".to_vec(),
        chunk(b"VP8X", &[2, 0, 0, 0, 255, 1, 0, 255, 1, 0]),
        chunk(b"ANIM", &[0; 6]),
        chunk(b"ANMF", &frame),
    ]
    .concat();
    chunk(b"RIFF", &body)
}

#[tokio::test]
async fn a_sticker_tells_whether_it_moves() {
    let stage = Stage::start().await;
    let receiver = stage.receiver().await;
    let kim = stage.friend("Kim").await;
    let stickers = [(false, limits::webp(false, 90 * 1024)), (true, moving())];
    for (place, (moves, content)) in stickers.into_iter().enumerate() {
        let taken = json_of(&take(&stage, &kim, "image/webp", &content).await);
        let media = json!({ "media": { "id": taken["id"], "kind": "sticker" } });
        stage.act(&kim, "say", media).await.ok().unwrap();
        let all = receiver.wait_for("it", |all| messages(all).len() >= place + 2).await.unwrap();
        assert_eq!(messages(&all)[place + 1]["sticker"]["animated"], moves);
    }
}

#[tokio::test]
async fn uploads_tell_how_much_of_the_calls_is_used() {
    let stage = Stage::start().await;
    let answer = upload(&stage, "audio/mpeg", &sound(90)).await;
    assert_eq!(answer.status, 200);
    for name in ["x-app-usage", "x-business-use-case-usage"] {
        assert!(answer.headers.contains_key(name), "{name}");
    }
}
