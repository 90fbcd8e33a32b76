//! With feature `otel`: the span of a request arrives at a collector, in the caller's trace.

#![cfg(feature = "otel")]
#![expect(clippy::unwrap_used, reason = "a test stops where something is missing")]

use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use kurier_egress::{Client, Policy, Request};
use testkit::{Caller, KurierProcess, ProcessOptions, within};
use tokio::net::TcpListener;
use tokio::sync::mpsc;

const CALLERS: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const PARENT: &str = "00f067aa0ba902b7";

/// Listens as a collector does; gives the bodies that come.
async fn collector() -> (String, mpsc::UnboundedReceiver<(HeaderMap, Bytes)>) {
    let (came, bodies) = mpsc::unbounded_channel();
    let take = move |headers: HeaderMap, body: Bytes| {
        let sent = came.send((headers, body));
        async move { sent.map_err(|_| StatusCode::GONE) }
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let router = Router::new().route("/v1/traces", post(take));
    tokio::spawn(async move { axum::serve(listener, router).await });
    (address, bodies)
}

fn bytes(hex: &str) -> Vec<u8> {
    let pairs = (0..hex.len()).step_by(2);
    pairs.map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

fn holds(body: &[u8], part: &[u8]) -> bool {
    body.windows(part.len()).any(|window| window == part)
}

#[tokio::test]
async fn a_request_arrives_at_the_collector_as_a_span_of_the_trace_its_answer_names() {
    let (address, mut bodies) = collector().await;
    let dir = tempfile::tempdir().unwrap();
    let mut options = ProcessOptions::new(env!("CARGO_BIN_EXE_kurier"), dir.path());
    options.environment = vec![("OTEL_EXPORTER_OTLP_ENDPOINT".to_owned(), address)];
    let mut kurier = KurierProcess::start(options).await.unwrap();
    let client = Client::new(Policy::loopback()).unwrap();
    let mut request = Request::get(format!("{}/people/v1/me", kurier.base));
    let parent = format!("00-{CALLERS}-{PARENT}-01");
    request.headers.insert("traceparent", parent.parse().unwrap());
    client.request(request).await.unwrap();
    let anyone = Caller::new(&kurier.base, "").unwrap();
    let answer = anyone.get("/livez").await.unwrap();
    let own = answer.headers.get("x-trace-id").unwrap().to_str().unwrap().to_owned();
    // What waits is sent at the end.
    assert!(kurier.terminate().await.unwrap());
    let mut all = Vec::new();
    let every = [bytes(CALLERS), bytes(PARENT), bytes(&own), b"/people/v1/me".to_vec()];
    let gather = async {
        while !every.iter().all(|part| holds(&all, part)) {
            let (headers, body) = bodies.recv().await.unwrap();
            assert_eq!(headers.get("content-type").unwrap(), "application/x-protobuf");
            all.extend_from_slice(&body);
        }
    };
    within("the spans", gather).await.unwrap();
    assert!(holds(&all, b"service.name") && holds(&all, b"kurier"));
}

#[tokio::test]
async fn a_collector_that_is_not_there_hinders_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let mut options = ProcessOptions::new(env!("CARGO_BIN_EXE_kurier"), dir.path());
    let nobody = "http://127.0.0.1:1".to_owned();
    options.environment = vec![("OTEL_EXPORTER_OTLP_ENDPOINT".to_owned(), nobody)];
    let mut kurier = KurierProcess::start(options).await.unwrap();
    let anyone = Caller::new(&kurier.base, "").unwrap();
    assert_eq!(anyone.get("/readyz").await.unwrap().status, 200);
    assert!(kurier.terminate().await.unwrap());
}
