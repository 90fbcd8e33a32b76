//! The client against a listener that answers what it is told and remembers what it was asked.
#![cfg(feature = "client")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

use kurier_egress::{Client, Policy};
use kurier_wire::client::{
    Address, ApiError, ButtonValue, Buttons, CloudApi, Frame, ReplyButton, SendOptions,
    TemplateMessage, TemplateValue,
};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// Answers one connection per item of `answers`; gives back the requests as text.
async fn server(answers: Vec<(u16, Value)>) -> (String, JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}/", listener.local_addr().unwrap());
    let asked = tokio::spawn(async move {
        let mut requests = Vec::new();
        for (status, body) in answers {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut request = Vec::new();
            while !complete(&request) {
                let read = stream.read_buf(&mut request).await.unwrap();
                assert!(read > 0, "the client went away");
            }
            let body = body.to_string();
            let head = format!(
                "HTTP/1.1 {status} X\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
                body.len()
            );
            stream.write_all((head + &body).as_bytes()).await.unwrap();
            requests.push(String::from_utf8(request).unwrap());
        }
        requests
    });
    (base, asked)
}

fn complete(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request).to_lowercase();
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    length.is_none_or(|length| body.len() >= length.trim().parse().unwrap())
}

fn api(base: &str) -> CloudApi {
    CloudApi::new(base, "v23.0", "krt_x", "111", "222", Client::new(Policy::loopback()).unwrap())
}

fn body(request: &str) -> Value {
    serde_json::from_str(request.split_once("\r\n\r\n").unwrap().1).unwrap()
}

fn taken() -> (u16, Value) {
    (200, json!({"messaging_product": "whatsapp", "contacts": [], "messages": [{"id": "wamid.1"}]}))
}

#[tokio::test]
async fn sends_what_the_contract_says() {
    let (base, asked) =
        server(vec![taken(), taken(), taken(), (200, json!({"success": true}))]).await;
    let api = api(&base);
    let options = SendOptions {
        idempotency_key: Some("k1".into()),
        opaque: Some("o".into()),
        reply_to: None,
    };
    let sent = api.send_text(&Address::from("+49 1"), "hi", &options).await.unwrap();
    assert_eq!(sent.id, "wamid.1");
    let template = TemplateMessage {
        name: "delay".into(),
        language: "en".into(),
        body: vec![TemplateValue::named("flight", "KR 1")],
        buttons: vec![(0, ButtonValue::Payload("ok".into()))],
        ..TemplateMessage::default()
    };
    let plain = SendOptions::default();
    api.send_template(&Address::from("ZZ.5"), &template, &plain).await.unwrap();
    let buttons = Buttons {
        frame: Frame { body: "b".into(), footer: Some("f".into()), ..Frame::default() },
        buttons: vec![ReplyButton { id: "i".into(), title: "t".into() }],
    };
    api.send_buttons(&Address::from("999"), &buttons, &plain).await.unwrap();
    api.mark_read("wamid.9", true).await.unwrap();

    let asked = asked.await.unwrap();
    let head = asked[0].to_lowercase();
    assert!(head.starts_with("post /v23.0/111/messages http/1.1"), "{head}");
    assert!(
        head.contains("authorization: bearer krt_x") && head.contains("idempotency-key: k1"),
        "{head}"
    );
    assert_eq!(
        body(&asked[0]),
        json!({"messaging_product": "whatsapp", "to": "+49 1", "type": "text",
        "text": {"body": "hi"}, "biz_opaque_callback_data": "o"})
    );
    assert_eq!(
        body(&asked[1]),
        json!({"messaging_product": "whatsapp", "recipient": "ZZ.5", "type": "template",
        "template": {"name": "delay", "language": {"code": "en"}, "components": [
            {"type": "body", "parameters": [{"type": "text", "text": "KR 1", "parameter_name": "flight"}]},
            {"type": "button", "sub_type": "quick_reply", "index": 0,
             "parameters": [{"type": "payload", "payload": "ok"}]}]}})
    );
    assert_eq!(
        body(&asked[2])["interactive"]["action"]["buttons"][0]["reply"],
        json!({"id": "i", "title": "t"})
    );
    assert_eq!(body(&asked[3])["typing_indicator"], json!({"type": "text"}));
}

#[tokio::test]
async fn what_the_client_sends_is_what_the_server_reads() {
    use kurier_wire::send::{SendCall, SendRequest};
    let (base, asked) = server(vec![taken()]).await;
    let template = TemplateMessage {
        name: "delay".into(),
        language: "en".into(),
        header: vec![TemplateValue::next("h")],
        body: vec![TemplateValue::next("b")],
        buttons: vec![(1, ButtonValue::UrlSuffix("u".into())), (2, ButtonValue::Code("c".into()))],
    };
    let to = Address::from("999000000000001");
    api(&base).send_template(&to, &template, &SendOptions::default()).await.unwrap();
    let asked = body(&asked.await.unwrap()[0]);
    let key = kurier_policy::wamid::WamidKey::new([0; 16]);
    let (business, sender) = ("222".parse().unwrap(), "111".parse().unwrap());
    let call = SendRequest::parse(asked.as_object().unwrap(), &key, business, sender).unwrap();
    let SendCall::Message { outbound, .. } = call else { panic!("not a message") };
    let kurier_policy::outbound::Draft::Template(read) = outbound.draft else {
        panic!("no template")
    };
    assert_eq!((read.header[0].text.as_str(), read.body[0].text.as_str()), ("h", "b"));
    let buttons: Vec<_> = read.buttons.iter().map(|b| (b.index, b.value.as_str())).collect();
    assert_eq!(buttons, [(1, "u"), (2, "c")]);
}

#[tokio::test]
async fn a_refusal_carries_the_servers_reason() {
    let refusal = kurier_wire::GraphError::of(&kurier_wire::error::PAYMENT_REQUIRED).envelope("t1");
    let (base, _asked) = server(vec![(400, refusal)]).await;
    let fault = api(&base).send_text(&"1".into(), "x", &SendOptions::default()).await.unwrap_err();
    let reason = fault.reason().unwrap();
    assert_eq!((reason.http, reason.code, reason.trace_id.as_deref()), (400, 131_042, Some("t1")));
    assert!(!fault.may_succeed_later());
}

#[tokio::test]
async fn silence_and_nonsense_are_told_apart_from_refusals() {
    let (base, _asked) = server(vec![(200, json!({"messages": []}))]).await;
    let api = api(&base);
    let fault = api.send_text(&"1".into(), "x", &SendOptions::default()).await.unwrap_err();
    assert!(matches!(fault, ApiError::BadAnswer(_)), "{fault}");
    let fault = api.send_text(&"1".into(), "x", &SendOptions::default()).await.unwrap_err();
    assert!(matches!(fault, ApiError::NoAnswer(_)), "{fault}");
    let options = SendOptions { idempotency_key: Some("a\nb".into()), ..SendOptions::default() };
    let fault = api.send_text(&"1".into(), "x", &options).await.unwrap_err();
    assert_eq!(fault, ApiError::BadInput("idempotency key"));
}

#[tokio::test]
async fn follows_pages_by_cursor() {
    let one = |name: &str| json!({"id": "1", "name": name, "language": "en", "status": "APPROVED", "category": "UTILITY"});
    let first = json!({"data": [one("a")], "paging": {"cursors": {"after": "c1"}, "next": "http://elsewhere/"}});
    let last = json!({"data": [one("b")], "paging": {"cursors": {"after": "c2"}}});
    let (base, asked) = server(vec![(200, first), (200, last)]).await;
    let all = api(&base).templates(None).await.unwrap();
    assert_eq!(all.iter().map(|t| t.name.as_str()).collect::<Vec<_>>(), ["a", "b"]);
    let asked = asked.await.unwrap();
    assert!(
        asked[1].starts_with("GET /v23.0/222/message_templates?limit=100&after=c1 "),
        "{}",
        asked[1]
    );
}
