//! Ways in which unmodified clients are known to differ.

use crate::raw::raw;
use crate::stage::{Stage, text, wamid};
use serde_json::{Value, json};

#[tokio::test]
async fn paths_work_with_any_version_with_none_and_with_slashes_at_the_end() {
    let stage = Stage::start().await;
    let id = stage.shop.sender.id;
    for path in [
        format!("/{id}"),
        format!("/{id}/"),
        format!("/v13.0/{id}"),
        format!("/v26.0/{id}/"),
        format!("/v99/{id}"),
    ] {
        let answer = stage.api.get(&path).await.unwrap();
        assert_eq!(answer.json["id"], id.to_string(), "{path}");
    }
    let kim = stage.friend("Kim").await;
    let path = format!("/{id}/messages/");
    assert_eq!(stage.api.post(&path, &text(&kim.wa_id, "Hi")).await.unwrap().status, 200);
}

#[tokio::test]
async fn one_message_may_be_written_as_json_form_or_query() {
    let stage = Stage::start().await;
    let kim = stage.friend("Kim").await;
    let bearer = format!("Bearer {}", stage.shop.token);
    let auth = ("Authorization", bearer.as_str());
    let pairs = |body: &str| {
        format!(
            "messaging_product=whatsapp&to={}&type=text&text=%7B%22body%22%3A%22{body}%22%7D",
            kim.wa_id
        )
    };
    let target = stage.messages();
    let by_query = format!("{target}?{}", pairs("query"));
    let answer = raw(&stage.app.base, "POST", &by_query, &[auth], b"").await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let form = [auth, ("Content-Type", "application/x-www-form-urlencoded")];
    let answer = raw(&stage.app.base, "POST", &target, &form, pairs("form").as_bytes()).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let body = text(&kim.wa_id, "json").to_string();
    let labelled = raw(&stage.app.base, "POST", &target, &form, body.as_bytes()).await;
    assert_eq!(labelled.status, 200, "JSON under a form's label: {}", labelled.body);
    let bodies: Vec<_> =
        stage.inbox(&kim).await.iter().map(|e| e["content"]["body"].clone()).collect();
    assert_eq!(bodies[bodies.len() - 3..], [json!("query"), json!("form"), json!("json")]);
}

#[tokio::test]
async fn a_chunked_body_is_read_whole() {
    let stage = Stage::start().await;
    let kim = stage.friend("Kim").await;
    let body = text(&kim.wa_id, "in pieces").to_string();
    let mut request = format!(
        "POST {} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {}\r\n\
         Transfer-Encoding: chunked\r\n\r\n",
        stage.messages(),
        stage.shop.token
    );
    for piece in body.as_bytes().chunks(7) {
        let piece = std::str::from_utf8(piece).unwrap();
        let length = format!("{:x}", piece.len());
        request.extend([length.as_str(), "\r\n", piece, "\r\n"]);
    }
    request.push_str("0\r\n\r\n");
    let address = stage.app.base.trim_start_matches("http://");
    let answer = crate::raw::exchange(address, request.as_bytes()).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
}

#[tokio::test]
async fn sloppy_bodies_of_known_clients_are_understood() {
    let stage = Stage::start().await;
    let kim = stage.friend("Kim").await;
    let number: Value = serde_json::from_str(&kim.wa_id).unwrap();
    let spaced = format!("+{} {}-({})", &kim.wa_id[..3], &kim.wa_id[3..8], &kim.wa_id[8..]);
    let bodies = [
        json!({ "to": kim.wa_id, "text": { "body": "no type" } }),
        json!({ "to": number, "text": { "body": "number" } }),
        json!({ "to": spaced, "text": { "body": "spaces" } }),
        json!({ "to": kim.wa_id, "type": "text", "text": { "body": "nulls", "preview_url": null },
            "context": null, "biz_opaque_callback_data": null, "recipient_type": null }),
        json!({ "to": kim.wa_id, "type": "TEXT", "text": { "body": "case" }, "unknown": [1] }),
        json!({ "to": kim.wa_id, "recipient_type": "individual", "text": { "body": true } }),
        json!({ "to": kim.wa_id, "text": { "body": 12, "preview_url": "false" } }),
        json!({ "to": kim.wa_id, "interactive": { "type": "button", "body": { "text": "b" },
            "action": { "buttons": [{ "reply": { "id": 7, "title": "T" } }] } } }),
    ];
    for body in bodies {
        let answer = stage.send(body.clone()).await;
        assert_eq!(answer.status, 200, "{body}: {}", answer.text);
    }
    let inbox = stage.inbox(&kim).await;
    let last = &inbox[inbox.len() - 1]["content"];
    assert_eq!(last["buttons"], json!([{ "id": "7", "title": "T" }]));
}

#[tokio::test]
async fn template_parameters_take_numbers_and_any_case_of_kind_words() {
    let stage = Stage::start().await;
    stage.order_update().await;
    let kim = stage.reader("Kim").await;
    let body = json!({ "to": kim.wa_id, "type": "template", "template": {
        "name": "order_update", "language": { "code": "en_US", "policy": "deterministic" },
        "components": [
            { "type": "BODY", "parameters": [{ "text": 5 }, { "type": "TEXT", "text": true }] },
            { "type": "Button", "sub_type": "URL", "index": "1",
              "parameters": [{ "type": "text", "text": 9 }] } ] } });
    stage.send(body).await.ok().unwrap();
    let inbox = stage.inbox(&kim).await;
    let content = &inbox.last().unwrap()["content"];
    assert_eq!(content["body"], "Hello 5, your order true is on its way.");
    assert_eq!(
        content["buttons"][0],
        json!({ "type": "quick_reply", "text": "Got it", "payload": "Got it" })
    );
}

#[tokio::test]
async fn every_message_id_can_be_asked_for_however_its_slashes_are_written() {
    let stage = Stage::start().await;
    let kim = stage.friend("Kim").await;
    let (mut with_slash, mut asked) = (0, 0);
    while with_slash < 2 || asked < 8 {
        let id = wamid(&stage.send(text(&kim.wa_id, "Hi")).await.ok().unwrap());
        let escaped = id.replace('/', "%2F").replace('+', "%2B").replace('=', "%3D");
        for path in [format!("/v23.0/{escaped}"), format!("/v23.0/{id}"), format!("/{id}/")] {
            let answer = stage.api.get(&path).await.unwrap();
            assert_eq!(answer.json["id"], id.as_str(), "{path}: {}", answer.text);
            assert_eq!(answer.json["status"], "sent");
        }
        with_slash += usize::from(id.contains('/'));
        asked += 1;
        assert!(asked < 200);
    }
}

#[tokio::test]
async fn ids_are_decimal_and_survive_javascript_numbers() {
    let stage = Stage::start().await;
    let ids = [stage.shop.business.id.0, stage.shop.sender.id.0, stage.shop.business.app.0];
    for id in ids {
        assert!((1..1 << 53).contains(&id), "{id}");
    }
}
