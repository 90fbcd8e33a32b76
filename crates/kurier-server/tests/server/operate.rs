//! What supervisors, balancers and operators rely on: probes, and one id per request.

use crate::raw::raw;
use crate::stage::Stage;
use serde_json::json;
use testkit::Caller;

const CALLERS: &str = "4bf92f3577b34da6a3ce929d0e0e4736";

#[tokio::test]
async fn probes_are_answered_without_a_token() {
    let stage = Stage::start().await;
    for (path, status) in [("/livez", "alive"), ("/readyz", "ready")] {
        let answer = raw(&stage.app.base, "GET", path, &[], b"").await;
        assert_eq!((answer.status, &answer.json()["status"]), (200, &json!(status)));
        assert_eq!(answer.header("cache-control"), Some("no-store"));
    }
}

#[tokio::test]
async fn a_node_without_its_store_is_alive_but_not_ready() {
    let stage = Stage::start().await;
    stage.app.engine().store().close().await.unwrap();
    let anyone = Caller::new(&stage.app.base, "").unwrap();
    assert_eq!(anyone.get("/livez").await.unwrap().status, 200);
    let answer = anyone.get("/readyz").await.unwrap();
    assert_eq!(answer.status, 503);
    assert_eq!(answer.json, json!({ "status": "not_ready", "reason": "store_unavailable" }));
}

#[tokio::test]
async fn an_answer_names_the_trace_that_the_caller_brought() {
    let stage = Stage::start().await;
    let parent = format!("00-{CALLERS}-00f067aa0ba902b7-01");
    let headers = [("traceparent", parent.as_str())];
    let answer = raw(&stage.app.base, "GET", "/v23.0/12345", &headers, b"").await;
    assert_eq!(answer.header("x-trace-id"), Some(CALLERS));
    assert_eq!(answer.json()["error"]["fbtrace_id"], CALLERS);
    let page = raw(&stage.app.base, "GET", "/people/v1/me", &headers, b"").await;
    assert_eq!((page.status, page.header("x-trace-id")), (401, Some(CALLERS)));
}

#[tokio::test]
async fn an_answer_to_a_caller_without_a_trace_names_one_of_its_own() {
    let stage = Stage::start().await;
    let mut seen = Vec::new();
    for given in ["", "00-nonsense", "00-00000000000000000000000000000000-00f067aa0ba902b7-01"] {
        let headers = [("traceparent", given)];
        let answer = raw(&stage.app.base, "GET", "/livez", &headers, b"").await;
        let id = answer.header("x-trace-id").unwrap().to_owned();
        assert!(id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit()), "{id}");
        assert!(!seen.contains(&id), "{id} came twice");
        seen.push(id);
    }
}
