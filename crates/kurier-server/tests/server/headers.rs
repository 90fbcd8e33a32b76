//! Headers that every answer carries, and what answers must not hold.

use crate::raw::raw;
use crate::stage::{Stage, operator_bearer, text};

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let stage = Stage::start().await;
    let kim = stage.friend("Kim").await;
    let business = format!("Bearer {}", stage.shop.token);
    let person = format!("Bearer {}", kim.session);
    let operator = operator_bearer();
    let sender = format!("/v23.0/{}", stage.shop.sender.id);
    let body = text(&kim.wa_id, "Hi").to_string();
    let requests = [
        ("GET", "/".to_owned(), "", ""),
        ("GET", "/chats".to_owned(), "", ""),
        ("GET", "/docs/errors".to_owned(), "", ""),
        ("GET", "/assets/none.js".to_owned(), "", ""),
        ("GET", "/nothing/like/it/at/all".to_owned(), "", ""),
        ("GET", sender.clone(), business.as_str(), ""),
        ("GET", sender, "", ""),
        ("POST", stage.messages(), business.as_str(), body.as_str()),
        ("POST", stage.messages(), business.as_str(), "{"),
        ("GET", "/people/v1/me".to_owned(), person.as_str(), ""),
        ("GET", "/people/v1/me".to_owned(), "", ""),
        ("GET", "/people/v1/none".to_owned(), "", ""),
        ("PUT", "/people/v1/me".to_owned(), person.as_str(), ""),
        ("GET", "/console/v1/businesses".to_owned(), operator.as_str(), ""),
        ("GET", "/console/v1/none".to_owned(), "", ""),
        ("GET", "/sandbox/v1/clock".to_owned(), operator.as_str(), ""),
        ("POST", "/sandbox/v1/clock".to_owned(), operator.as_str(), "["),
    ];
    for (method, target, authorization, body) in requests {
        let headers = [("Authorization", authorization), ("Content-Type", "application/json")];
        let answer = raw(&stage.app.base, method, &target, &headers, body.as_bytes()).await;
        let policy = answer.header("content-security-policy").unwrap();
        // Pages of documentation have no script at all.
        let is_docs = target.starts_with("/docs");
        let scripts = if is_docs { "style-src 'self'" } else { "script-src 'self'" };
        let wanted = format!("default-src 'none'; {scripts}");
        assert!(policy.starts_with(&wanted), "{target}: {policy}");
        assert!(!policy.contains("unsafe") && !policy.contains('*'), "{target}: {policy}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{target}");
        assert_eq!(answer.header("referrer-policy"), Some("no-referrer"), "{target}");
        assert!(answer.header("x-frame-options").is_some(), "{target}");
        let cache = answer.header("cache-control").unwrap();
        let is_page = is_docs || matches!(target.as_str(), "/" | "/chats");
        assert!(cache == "no-store" || is_page && cache == "no-cache", "{target}: {cache}");
        assert_eq!(answer.header("access-control-allow-origin"), None, "{target}");
        assert_eq!(answer.header("server"), None, "{target}");
    }
}

#[tokio::test]
async fn no_error_repeats_a_token_or_a_secret() {
    let stage = Stage::start().await;
    let kim = stage.friend("Kim").await;
    let secrets =
        [&stage.shop.token, &stage.shop.business.app_secret, &kim.session, &stage.rival.token];
    let (token, secret) = (secrets[0], secrets[1]);
    let paths = [
        format!("/v23.0/1?access_token={token}"),
        format!("/v23.0/{token}?access_token={token}"),
        format!("/v23.0/{}?access_token={token}", stage.rival.sender.id),
        format!("/v23.0/1?access_token={}", kim.session),
        format!("/v23.0/1?access_token=1%7C{secret}"),
        format!("/people/v1/none?x={token}"),
    ];
    for path in &paths[2..] {
        let answer = raw(&stage.app.base, "GET", path, &[], b"").await;
        assert!((400..500).contains(&answer.status), "{path}");
        for secret in secrets {
            assert!(!answer.body.contains(secret.as_str()), "{path}: {}", answer.body);
        }
    }
    let answer = raw(&stage.app.base, "GET", &paths[0], &[], b"").await;
    assert!(!answer.body.contains(token.as_str()) && !answer.head.contains(token.as_str()));
}
