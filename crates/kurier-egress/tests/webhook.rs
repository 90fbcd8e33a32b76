//! Delivery attempts and the handshake against a real listener.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::RawQuery;
use axum::http::{HeaderMap, Response};
use kurier_egress::webhook::{
    Delivery, HandshakeError, Outcome, deliver, handshake, hub_signature,
};
use kurier_egress::{Client, EgressError, Policy, Refused};
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;

async fn serve(router: Router) -> String {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    format!("http://{address}/hook")
}

fn client() -> Client {
    Client::new(Policy::loopback()).unwrap()
}

fn answering(status: u16, headers: &'static [(&'static str, &'static str)]) -> Router {
    Router::new().fallback(move || async move {
        let mut answer = Response::builder().status(status);
        for (name, value) in headers {
            answer = answer.header(*name, *value);
        }
        answer.body(Body::from("thanks")).unwrap()
    })
}

async fn post(url: String) -> Outcome {
    let delivery = Delivery::signed(url, "{}".into(), &["secret"], "evt_1_1", 1_700_000_000);
    deliver(&client(), delivery, 1_700_000_000).await
}

#[tokio::test]
async fn the_receiver_gets_the_signed_bytes() {
    let got: Arc<Mutex<Option<(HeaderMap, Bytes)>>> = Arc::default();
    let kept = Arc::clone(&got);
    let url = serve(Router::new().fallback(move |headers: HeaderMap, body: Bytes| {
        *kept.lock().unwrap() = Some((headers, body));
        async {}
    }))
    .await;
    let body = "{\"text\":\"Gr\\u00fc\\u00dfe\"}";
    let delivery = Delivery::signed(url, body.into(), &["secret"], "evt_1_9", 1_700_000_000);
    let outcome = deliver(&client(), delivery, 0).await;
    assert_eq!(outcome, Outcome::Delivered { status: 200 });
    let (headers, sent) = got.lock().unwrap().take().unwrap();
    assert_eq!(sent.as_ref(), body.as_bytes());
    assert_eq!(headers["x-hub-signature-256"], hub_signature(&sent, "secret").as_str());
    assert_eq!(headers["webhook-id"], "evt_1_9");
    assert_eq!(headers["content-type"], "application/json");
    assert!(headers["user-agent"].to_str().unwrap().starts_with("Kurier/"));
}

#[tokio::test]
async fn any_2xx_is_delivered_410_is_gone_and_the_rest_has_failed() {
    for status in [200, 201, 202, 204] {
        assert_eq!(post(serve(answering(status, &[])).await).await, Outcome::Delivered { status });
    }
    assert_eq!(post(serve(answering(410, &[])).await).await, Outcome::Gone);
    for status in [301, 302, 307, 400, 401, 404, 429, 500, 503] {
        let headers = &[("location", "http://127.0.0.1:1/"), ("retry-after", "90")];
        let outcome = post(serve(answering(status, headers)).await).await;
        let expected = Outcome::Failed {
            status: Some(status),
            error: format!("answered {status}"),
            retry_after_s: Some(90),
        };
        assert_eq!(outcome, expected);
    }
}

#[tokio::test]
async fn a_refused_address_is_a_failure_without_a_status() {
    let strict = Client::new(Policy::default()).unwrap();
    let url = "https://127.0.0.1/hook".to_owned();
    let delivery = Delivery::signed(url, "{}".into(), &["secret"], "evt_1_1", 0);
    let outcome = deliver(&strict, delivery, 0).await;
    assert!(matches!(outcome, Outcome::Failed { status: None, .. }), "{outcome:?}");
}

/// A callback that takes the verify token "right" and answers with `change(challenge)`.
fn callback(change: fn(String) -> String) -> Router {
    Router::new().fallback(move |RawQuery(query): RawQuery| async move {
        let query = query.unwrap_or_default();
        let value = |name: &str| {
            let pair = query.split('&').find_map(|pair| pair.strip_prefix(&format!("{name}=")));
            pair.unwrap_or_default().to_owned()
        };
        let known = value("hub.mode") == "subscribe"
            && value("hub.verify_token") == "right"
            && query.starts_with("tenant=7&");
        let status = if known { 200 } else { 403 };
        Response::builder().status(status).body(change(value("hub.challenge"))).unwrap()
    })
}

async fn shake(router: Router, token: &str) -> Result<(), HandshakeError> {
    let url = format!("{}?tenant=7", serve(router).await);
    handshake(&client(), &url, token, "1158201444").await
}

#[tokio::test]
async fn the_handshake_accepts_who_knows_the_token_and_gives_the_challenge_back() {
    assert_eq!(shake(callback(|challenge| challenge), "right").await, Ok(()));
    assert_eq!(shake(callback(|challenge| format!("{challenge}\n")), "right").await, Ok(()));
}

#[tokio::test]
async fn the_handshake_refuses_all_others() {
    let wrong = shake(callback(|challenge| challenge), "wrong").await;
    assert_eq!(wrong, Err(HandshakeError::Status(403)));
    for change in
        [|_| String::new(), |c| format!("\"{c}\""), |_| "ok".to_owned(), |c| format!("{c}0")]
            as [fn(String) -> String; 4]
    {
        assert_eq!(shake(callback(change), "right").await, Err(HandshakeError::Challenge));
    }
    let redirect = answering(302, &[("location", "/hook2")]);
    assert_eq!(shake(redirect, "right").await, Err(HandshakeError::Status(302)));
    let strict = Client::new(Policy::default()).unwrap();
    let refused = handshake(&strict, "https://127.0.0.1/", "right", "1").await;
    assert_eq!(refused, Err(HandshakeError::Egress(EgressError::Refused(Refused::Address))));
}
