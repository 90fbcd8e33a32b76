//! One wish, one message: idempotency keys and rehearsals.

use crate::raw::{RawAnswer, raw};
use crate::stage::{Stage, order, text, wamid};
use serde_json::{Value, json};

async fn with_key(stage: &Stage, key: &str, body: &Value) -> RawAnswer {
    let bearer = format!("Bearer {}", stage.shop.token);
    let headers = [("Authorization", bearer.as_str()), ("Idempotency-Key", key)];
    raw(&stage.app.base, "POST", &stage.messages(), &headers, body.to_string().as_bytes()).await
}

#[tokio::test]
async fn the_same_key_and_body_give_the_same_message_again() {
    let stage = Stage::start().await;
    let kim = stage.friend("Kim").await;
    let body = text(&kim.wa_id, "Once");
    let first = with_key(&stage, "key-1", &body).await;
    assert_eq!((first.status, first.header("idempotent-replayed")), (200, None));
    stage.app.clock.advance_s(6 * 24 * 3_600);
    let again = with_key(&stage, "key-1", &body).await;
    assert_eq!((again.status, again.header("idempotent-replayed")), (200, Some("true")));
    assert_eq!(wamid(&first.json()), wamid(&again.json()));
    let inbox = stage.inbox(&kim).await;
    assert_eq!(inbox.iter().filter(|entry| entry["kind"] == "from_business").count(), 1);
}

#[tokio::test]
async fn a_failure_told_by_webhook_is_replayed_like_a_success() {
    let stage = Stage::start().await;
    let receiver = stage.receiver().await;
    let kim = stage.reader("Kim").await;
    let body = text(&kim.wa_id, "No window");
    let first = with_key(&stage, "key-1", &body).await;
    let again = with_key(&stage, "key-1", &body).await;
    assert_eq!(again.header("idempotent-replayed"), Some("true"));
    let id = wamid(&first.json());
    assert_eq!(id, wamid(&again.json()));
    let after = stage.text(&kim, "Another").await;
    let failed = |all: &[testkit::Delivered], id: &str| {
        all.iter().filter(|one| one.status() == Some((id, "failed"))).count()
    };
    let all = receiver.wait_for("both", |all| failed(all, &after) == 1).await.unwrap();
    assert_eq!(failed(&all, &id), 1);
}

#[tokio::test]
async fn the_same_key_with_another_body_is_refused_with_422() {
    let stage = Stage::start().await;
    let kim = stage.friend("Kim").await;
    with_key(&stage, "key-1", &text(&kim.wa_id, "Once")).await;
    let other = with_key(&stage, "key-1", &text(&kim.wa_id, "Twice")).await;
    assert_eq!((other.status, other.code()), (422, 100));
    assert_eq!(other.json()["error"]["error_subcode"], 9_000_002);
}

#[tokio::test]
async fn a_key_belongs_to_one_business() {
    let stage = Stage::start().await;
    let kim = stage.friend("Kim").await;
    let first = with_key(&stage, "key-1", &text(&kim.wa_id, "Once")).await;
    let bearer = format!("Bearer {}", stage.rival.token);
    let headers = [("Authorization", bearer.as_str()), ("Idempotency-Key", "key-1")];
    let target = format!("/v23.0/{}/messages", stage.rival.sender.id);
    let body = text(&kim.wa_id, "Once").to_string();
    let other = raw(&stage.app.base, "POST", &target, &headers, body.as_bytes()).await;
    assert_eq!((other.status, other.header("idempotent-replayed")), (200, None));
    assert_ne!(wamid(&first.json()), wamid(&other.json()));
}

#[tokio::test]
async fn fifty_equal_requests_at_once_make_one_message() {
    let stage = Stage::start().await;
    let kim = stage.friend("Kim").await;
    let body = text(&kim.wa_id, "Once");
    let calls = (0..50).map(|_| with_key(&stage, "key-1", &body));
    let answers = futures_util::future::join_all(calls).await;
    let ids: std::collections::BTreeSet<_> =
        answers.iter().map(|answer| wamid(&answer.json())).collect();
    assert_eq!(ids.len(), 1);
    let fresh = answers.iter().filter(|one| one.header("idempotent-replayed").is_none());
    assert_eq!(fresh.count(), 1);
    let inbox = stage.inbox(&kim).await;
    assert_eq!(inbox.iter().filter(|entry| entry["kind"] == "from_business").count(), 1);
}

#[tokio::test]
async fn a_key_that_cannot_be_kept_is_refused_and_not_ignored() {
    let stage = Stage::start().await;
    let kim = stage.friend("Kim").await;
    for key in ["", &"k".repeat(256), "kü"] {
        let answer = with_key(&stage, key, &text(&kim.wa_id, "Once")).await;
        assert_eq!((answer.status, answer.code()), (400, 100), "{key:?}");
        assert_eq!(answer.json()["error"]["error_subcode"], 9_000_001, "{key:?}");
    }
    let inbox = stage.inbox(&kim).await;
    assert!(inbox.iter().all(|entry| entry["kind"] != "from_business"));
}

#[tokio::test]
async fn a_refused_request_does_not_use_up_its_key() {
    let stage = Stage::start().await;
    let kim = stage.friend("Kim").await;
    let wrong = with_key(&stage, "key-1", &text(&kim.wa_id, "")).await;
    assert_eq!(wrong.status, 400);
    let right = with_key(&stage, "key-1", &text(&kim.wa_id, "Corrected")).await;
    assert_eq!(right.status, 200, "{}", right.body);
}

#[tokio::test]
async fn a_dry_run_shows_the_decision_and_sends_nothing() {
    let stage = Stage::start().await;
    stage.order_update().await;
    let kim = stage.reader("Kim").await;
    let before = stage.inbox(&kim).await.len();
    let mut body = order(&kim.wa_id, "Kim", "7");
    body["dry_run"] = json!(true);
    let yes = stage.send(body).await.ok().unwrap();
    assert_eq!((&yes["dry_run"], &yes["would_be_accepted"]), (&json!(true), &json!(true)));
    assert_eq!(yes["price"]["category"], "utility");
    assert!(yes["price"]["amount_micros"].as_i64().unwrap() > 0);
    assert!(yes["checks"].as_array().unwrap().iter().any(|check| check["rule"] == "permission"));
    let mut body = text(&kim.wa_id, "Free words");
    body["dry_run"] = json!("true");
    let no = stage.send(body).await.ok().unwrap();
    assert_eq!(no["would_be_accepted"], false);
    assert_eq!(no["error"]["code"], 131_047);
    assert_eq!(stage.inbox(&kim).await.len(), before);
    let path = format!("/console/v1/businesses/{}/transfers", stage.shop.business.id);
    let transfers = stage.operator.get(&path).await.unwrap();
    assert!(!transfers.text.contains("reserve"), "{}", transfers.text);
}

#[tokio::test]
async fn a_template_is_made_once_under_a_key() {
    let stage = Stage::start().await;
    let path = format!("/v23.0/{}/message_templates", stage.shop.business.id);
    let bearer = format!("Bearer {}", stage.shop.token);
    let headers = [("Authorization", bearer.as_str()), ("Idempotency-Key", "key-t")];
    let body = |words: &str| {
        json!({ "name": "once", "language": "en_US", "category": "UTILITY",
            "components": [{ "type": "BODY", "text": words }] })
        .to_string()
    };
    let make = |words: &str| {
        let (body, path, base) = (body(words), path.clone(), stage.app.base.clone());
        async move { raw(&base, "POST", &path, &headers, body.as_bytes()).await }
    };
    let first = make("Hello.").await;
    assert_eq!((first.status, first.header("idempotent-replayed")), (200, None), "{}", first.body);
    let again = make("Hello.").await;
    assert_eq!((again.status, again.header("idempotent-replayed")), (200, Some("true")));
    assert_eq!(first.json()["id"], again.json()["id"]);
    assert_eq!(make("Other words.").await.status, 422);
}

#[tokio::test]
async fn a_file_is_taken_in_once_under_a_key() {
    let stage = Stage::start().await;
    let path = format!("/v23.0/{}/media", stage.shop.sender.id);
    let bearer = format!("Bearer {}", stage.shop.token);
    let kind = "multipart/form-data; boundary=edge";
    let headers =
        [("Authorization", bearer.as_str()), ("Content-Type", kind), ("Idempotency-Key", "key-m")];
    let part = |name: &str, value: &str| {
        format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let upload = |words: &str| {
        let body = [
            part("messaging_product", "whatsapp"),
            part("type", "text/plain"),
            "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n"
                .to_owned(),
            format!("Content-Type: text/plain\r\n\r\n{words}\r\n--edge--\r\n"),
        ]
        .concat();
        let (path, base) = (path.clone(), stage.app.base.clone());
        async move { raw(&base, "POST", &path, &headers, body.as_bytes()).await }
    };
    let first = upload("the same words").await;
    assert_eq!((first.status, first.header("idempotent-replayed")), (200, None), "{}", first.body);
    let again = upload("the same words").await;
    assert_eq!((again.status, again.header("idempotent-replayed")), (200, Some("true")));
    assert_eq!(first.json(), again.json());
    let id = first.json()["id"].as_str().unwrap().to_owned();
    assert_eq!(stage.api.get(&format!("/v23.0/{id}")).await.unwrap().status, 200);
    assert_eq!(upload("other words").await.status, 422);
    assert_eq!(stage.api.get(&format!("/v23.0/{id}")).await.unwrap().status, 200);
}
