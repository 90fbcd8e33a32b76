//! Field selection and paging.

use crate::raw::raw;
use crate::stage::{Stage, code};
use serde_json::json;
use std::collections::BTreeSet;

#[tokio::test]
async fn the_next_link_works_alone_when_the_token_came_by_query() {
    let stage = Stage::start().await;
    for number in 0..7 {
        let name = format!("t_{number}");
        stage.template(&name, "UTILITY", json!([{ "type": "BODY", "text": "Hi." }])).await;
    }
    let id = stage.shop.business.id;
    let mut target = format!(
        "/v14.0/{id}/message_templates?access_token={}&limit=3&fields=name",
        stage.shop.token
    );
    let (mut names, mut pages) = (BTreeSet::new(), 0);
    loop {
        let answer = raw(&stage.app.base, "GET", &target, &[], b"").await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let page = answer.json();
        for one in page["data"].as_array().unwrap() {
            assert!(names.insert(one["name"].as_str().unwrap().to_owned()), "no name comes twice");
        }
        pages += 1;
        let Some(next) = page["paging"]["next"].as_str() else { break };
        target = next.strip_prefix(&stage.app.base).unwrap().to_owned();
    }
    assert_eq!((names.len(), pages), (7, 3));
}

#[tokio::test]
async fn a_header_token_never_shows_in_a_link() {
    let stage = Stage::start().await;
    for name in ["one", "two"] {
        stage.template(name, "UTILITY", json!([{ "type": "BODY", "text": "Hi." }])).await;
    }
    let path = format!("/v23.0/{}/message_templates?limit=1", stage.shop.business.id);
    let answer = stage.api.get(&path).await.unwrap();
    assert!(answer.json["paging"]["next"].is_string());
    assert!(!answer.text.contains(&stage.shop.token));
}

#[tokio::test]
async fn fields_cut_an_object_down_and_unknown_ones_are_named() {
    let stage = Stage::start().await;
    let sender = format!("/v23.0/{}", stage.shop.sender.id);
    let got = stage.api.get(&format!("{sender}?fields=verified_name,throughput%7Blevel%7D")).await;
    assert_eq!(
        got.unwrap().json,
        json!({ "id": stage.shop.sender.id.to_string(), "verified_name": "Shop",
            "throughput": { "level": "STANDARD" } })
    );
    let bad = stage.api.get(&format!("{sender}?fields=verified_name,nonsense")).await.unwrap();
    assert_eq!(code(&bad), (400, 100, 0));
    let words = bad.json["error"]["message"].as_str().unwrap();
    assert!(words.starts_with("(#100) Tried accessing nonexisting field (nonsense)"), "{words}");
    for broken in ["%7B", "a%7B", "a%7D", &"a%7B".repeat(50), &"id,".repeat(300), "a.limit("] {
        let answer = stage.api.get(&format!("{sender}?fields={broken}")).await.unwrap();
        assert_eq!(code(&answer), (400, 100, 0), "{broken}");
    }
    let business = format!("/v23.0/{}", stage.shop.business.id);
    let got = stage.api.get(&business).await.unwrap().json;
    for member in ["id", "name", "timezone_id"] {
        assert!(got[member].is_string(), "{member}");
    }
}

#[tokio::test]
async fn limits_are_brought_inside_their_bounds() {
    let stage = Stage::start().await;
    let path = format!("/v23.0/{}/phone_numbers", stage.shop.business.id);
    for limit in ["0", "1", "100000", "99999999999999999999"] {
        let answer = stage.api.get(&format!("{path}?limit={limit}")).await.unwrap();
        if limit.len() < 19 {
            assert_eq!(answer.json["data"][0]["id"], stage.shop.sender.id.to_string(), "{limit}");
        } else {
            assert_eq!(code(&answer).1, 100);
        }
    }
    let answer = stage.api.get(&format!("{path}?limit=many")).await.unwrap();
    assert_eq!(code(&answer).1, 100);
}

#[tokio::test]
async fn two_like_calls_at_the_same_moment_have_trace_ids_of_their_own() {
    let stage = Stage::start().await;
    let mut seen = BTreeSet::new();
    for _ in 0..3 {
        let answer = stage.raw("GET", "/v23.0/12345", b"").await;
        let named = answer.json()["error"]["fbtrace_id"].as_str().unwrap().to_owned();
        assert_eq!(answer.header("x-fb-trace-id"), Some(named.as_str()));
        assert!(seen.insert(named.clone()), "{named} twice");
    }
}
