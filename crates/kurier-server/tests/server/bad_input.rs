//! Requests that are wrong: a clear error, never a failure of the server, never a hang.

use crate::raw::{exchange, raw};
use crate::stage::{Stage, operator_bearer, text};
use serde_json::{Value, json};

#[tokio::test]
async fn bodies_that_are_no_json_object_are_told_so() {
    let stage = Stage::start().await;
    let deep_list = "[".repeat(100_000);
    let deep_object = format!("{{\"text\":{}", "{\"a\":".repeat(100_000));
    let closed = format!("{{\"text\":{}1{}}}", "[".repeat(5_000), "]".repeat(5_000));
    let bodies: [&[u8]; 12] = [
        b"{",
        b"{\"to\":}",
        b"[]",
        b"nul",
        b"\"text\"",
        b"{\"to\":1e400}",
        b"{\"to\":\"\\ud800\"}",
        b"{\"to\":\"\xff\xfe\"}",
        b"{\"to\":\"\x01\"}",
        deep_list.as_bytes(),
        deep_object.as_bytes(),
        closed.as_bytes(),
    ];
    for body in bodies {
        let answer = stage.raw("POST", &stage.messages(), body).await;
        let shown = String::from_utf8_lossy(&body[..body.len().min(40)]).into_owned();
        assert_eq!((answer.status, answer.code()), (400, 100), "{shown}: {}", answer.body);
        assert!(answer.body.len() < 2_000, "{shown}");
    }
}

#[tokio::test]
async fn of_members_given_twice_the_last_counts_and_query_and_body_may_not_differ() {
    let stage = Stage::start().await;
    let kim = stage.friend("Kim").await;
    let twice = format!(
        r#"{{"messaging_product":"x","messaging_product":"whatsapp","to":"{}","text":{{"body":"1","body":"2"}}}}"#,
        kim.wa_id
    );
    let answer = stage.raw("POST", &stage.messages(), twice.as_bytes()).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(stage.inbox(&kim).await.last().unwrap()["content"]["body"], "2");
    let target = format!("{}?to=4915112345678", stage.messages());
    let body = text(&kim.wa_id, "to whom?").to_string();
    let answer = stage.raw("POST", &target, body.as_bytes()).await;
    assert_eq!((answer.status, answer.code()), (400, 100), "{}", answer.body);
}

#[tokio::test]
async fn a_body_above_a_mebibyte_is_refused_with_413() {
    let stage = Stage::start().await;
    let big = json!({ "text": { "body": "x".repeat(3 * 1024 * 1024) } }).to_string();
    let answer = stage.raw("POST", &stage.messages(), big.as_bytes()).await;
    assert_eq!((answer.status, answer.code()), (413, 100), "{}", answer.body);
    let kim = stage.friend("Kim").await;
    let bearer = format!("Bearer {}", kim.session);
    let headers = [("Authorization", bearer.as_str()), ("Content-Type", "application/json")];
    let answer =
        raw(&stage.app.base, "POST", "/people/v1/messages", &headers, big.as_bytes()).await;
    assert_eq!(answer.json()["error"]["code"], "too_long", "{} {}", answer.status, answer.body);
}

#[tokio::test]
async fn over_long_fields_and_64_kb_words_are_refused_by_their_limit() {
    let stage = Stage::start().await;
    let kim = stage.friend("Kim").await;
    let word = "w".repeat(64 * 1024);
    let to = kim.wa_id.as_str();
    let button = |id: &str, title: &str| {
        json!({ "to": to, "interactive": { "type": "button", "body": { "text": "b" },
            "action": { "buttons": [{ "reply": { "id": id, "title": title } }] } } })
    };
    let bodies = [
        text(to, &word),
        text(&word, "Hi"),
        json!({ "recipient": format!("ZZ.{word}"), "text": { "body": "x" } }),
        json!({ "to": to, "text": { "body": "x" }, "biz_opaque_callback_data": word }),
        json!({ "to": to, "type": word, "text": { "body": "x" } }),
        json!({ "to": to, "text": { "body": "x" }, "context": { "message_id": word } }),
        json!({ "to": to, "location": { "latitude": 1, "longitude": 1, "name": word } }),
        json!({ "to": to, "location": { "latitude": 91, "longitude": 1 } }),
        json!({ "to": to, "location": { "latitude": "NaN", "longitude": 1 } }),
        button(&word, "t"),
        button("i", &word),
        json!({ "to": to, "type": "template", "template": { "name": word, "language": "en" } }),
        json!({ "to": to, "type": "template", "template": { "name": "n", "language": word } }),
    ];
    for body in bodies {
        let answer = stage.send(body).await;
        assert_eq!(answer.status, 400, "{}", &answer.text[..answer.text.len().min(300)]);
        assert!(answer.text.len() < 2_500, "an error does not repeat what was sent");
    }
}

#[tokio::test]
async fn the_peoples_routes_answer_wrong_requests_in_their_own_form() {
    let stage = Stage::start().await;
    let kim = stage.friend("Kim").await;
    let bearer = format!("Bearer {}", kim.session);
    let business = stage.shop.business.id;
    let deep = "[".repeat(100_000);
    let send = |content: Value| {
        json!({ "client_id": "c", "business": business.to_string(), "content": content })
            .to_string()
    };
    let message = "/people/v1/messages".to_owned();
    let withdraw = format!("/people/v1/permissions/{business}/withdraw");
    let cases = [
        ("POST", message.clone(), "{".to_owned(), 400, "bad_request"),
        ("POST", message.clone(), "{}".to_owned(), 400, "bad_request"),
        ("POST", message.clone(), deep, 400, "bad_request"),
        ("POST", message.clone(), send(json!({ "type": "image" })), 400, "bad_request"),
        ("POST", message.clone(), send(json!({ "type": "text", "body": 5 })), 400, "bad_request"),
        ("POST", message.clone(), send(json!({ "type": "text", "body": "" })), 422, "too_long"),
        (
            "POST",
            message,
            send(json!({ "type": "text", "body": "x".repeat(4_097) })),
            422,
            "too_long",
        ),
        ("POST", "/people/v1/me".to_owned(), "[]".to_owned(), 400, "bad_request"),
        ("POST", withdraw, r#"{"purpose":"everything"}"#.to_owned(), 400, "bad_request"),
        ("GET", "/people/v1/messages/abc/why".to_owned(), String::new(), 404, "not_found"),
        ("GET", "/people/v1/messages/99999999999/why".to_owned(), String::new(), 404, "not_found"),
        ("GET", "/people/v1/messages/7777/preview".to_owned(), String::new(), 404, "not_found"),
        ("GET", "/people/v1/receipts/%FF".to_owned(), String::new(), 404, "not_found"),
        ("GET", "/people/v1/invites/%FF%00".to_owned(), String::new(), 404, "not_found"),
        ("GET", "/people/v1/nothing".to_owned(), String::new(), 404, "not_found"),
        ("POST", "/people/v1/permissions".to_owned(), "{}".to_owned(), 405, "wrong_method"),
    ];
    let headers = [("Authorization", bearer.as_str()), ("Content-Type", "application/json")];
    for (method, path, body, status, code) in cases {
        let answer = raw(&stage.app.base, method, &path, &headers, body.as_bytes()).await;
        let found = (answer.status, answer.json()["error"]["code"].clone());
        assert_eq!(found, (status, json!(code)), "{method} {path}: {}", answer.body);
        assert!(answer.json()["error"]["hint"].is_string(), "{path}");
    }
}

#[tokio::test]
async fn the_operators_routes_answer_wrong_requests_in_their_own_form() {
    let stage = Stage::start().await;
    let kim = stage.friend("Kim").await;
    let bearer = operator_bearer();
    let person = format!("/sandbox/v1/people/{}", kim.id);
    let cases = [
        ("POST", "/sandbox/v1/clock".to_owned(), r#"{"advance_s":-1}"#),
        ("POST", "/sandbox/v1/clock".to_owned(), r#"{"advance_s":9223372036854775807}"#),
        ("POST", "/sandbox/v1/clock".to_owned(), r#"{"advance_s":"1"}"#),
        ("POST", "/sandbox/v1/people".to_owned(), r#"{"language":"xx"}"#),
        ("POST", "/sandbox/v1/people".to_owned(), r#"{"phone":"abc"}"#),
        ("POST", "/sandbox/v1/people/x/say".to_owned(), r#"{"text":"a"}"#),
        ("POST", "/sandbox/v1/people/1/say".to_owned(), r#"{"text":"a"}"#),
        ("POST", format!("{person}/say"), "{}"),
        ("POST", format!("{person}/tap"), r#"{"index":0}"#),
        ("POST", format!("{person}/react"), r#"{"message":"wamid.x","emoji":"a"}"#),
        ("POST", format!("{person}/allow"), r#"{"purposes":[]}"#),
        ("POST", "/console/v1/businesses".to_owned(), r#"{"name":"x","display_number":"?"}"#),
        ("POST", "/sandbox/v1/webhook-faults".to_owned(), r#"{"status":99}"#),
    ];
    for (method, path, body) in cases {
        let headers = [("Authorization", bearer.as_str())];
        let answer = raw(&stage.app.base, method, &path, &headers, body.as_bytes()).await;
        assert!((400..500).contains(&answer.status), "{path} {body}: {}", answer.status);
        assert!(answer.json()["error"]["code"].is_string(), "{path} {body}: {}", answer.body);
    }
}

#[tokio::test]
async fn odd_paths_and_methods_are_answered_with_an_error_envelope() {
    let stage = Stage::start().await;
    let paths = [
        "/v23.0",
        "/v23.0/1/2/3/4",
        "/v23.0/%FF",
        "/v23.0/%00",
        "/v23.0/..%2f..%2fetc%2fpasswd/messages",
        "/v23.0/-1",
        "/v23.0/+1",
        "/v23.0/99999999999999999999999",
        "/v23.0/1'%20OR%201=1",
        "/v23.0/wamid.%FF",
        "/v23.0/wamid.AAAA",
        "//////",
    ];
    for path in paths {
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "BREW"] {
            let answer = stage.raw(method, path, b"").await;
            assert!((400..500).contains(&answer.status), "{method} {path}: {}", answer.status);
            assert_eq!(answer.code(), 100, "{method} {path}: {}", answer.body);
        }
    }
}

#[tokio::test]
async fn bytes_that_are_no_http_end_the_connection_and_nothing_else() {
    let stage = Stage::start().await;
    let address = stage.app.base.trim_start_matches("http://").to_owned();
    let huge_header = format!("GET / HTTP/1.1\r\nHost: x\r\nX: {}\r\n\r\n", "y".repeat(1 << 20));
    let requests: [&[u8]; 4] = [
        b"\x16\x03\x01\x02\x00\r\n\r\n",
        b"GET\r\n\r\n",
        b"\0\0\0\0\r\n\r\n",
        huge_header.as_bytes(),
    ];
    for request in requests {
        let answer = exchange(&address, request).await;
        assert!(answer.status == 0 || (400..500).contains(&answer.status), "{}", answer.head);
    }
    assert_eq!(stage.api.get(&format!("/{}", stage.shop.sender.id)).await.unwrap().status, 200);
}
