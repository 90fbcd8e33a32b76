//! Tokens: how they come, and what the wrong ones are told.

use crate::raw::raw;
use crate::stage::{Stage, code};
use kurier_wire::signature;
use serde_json::json;

#[tokio::test]
async fn an_expired_token_is_told_so_with_subcode_463() {
    let stage = Stage::start().await;
    let id = stage.shop.business.id;
    let token = stage.app.engine().create_token(id, "short".to_owned(), Some(60)).await.unwrap();
    let api = stage.api.with_token(&token);
    let path = format!("/v23.0/{id}");
    assert_eq!(api.get(&path).await.unwrap().status, 200);
    stage.app.clock.advance_s(60);
    assert_eq!(code(&api.get(&path).await.unwrap()), (401, 190, 463));
}

#[tokio::test]
async fn tokens_that_are_none_are_refused_and_never_repeated() {
    let stage = Stage::start().await;
    let path = format!("/v23.0/{}", stage.shop.business.id);
    let mut flipped = stage.shop.token.clone();
    let last = flipped.pop().unwrap();
    flipped.push(if last == 'A' { 'B' } else { 'A' });
    let long = format!("krt_{}", "a".repeat(6_000));
    let app_guess = format!("{}|{}", stage.shop.business.app, "0".repeat(32));
    let cases = ["x", "krt_", "' OR 1=1 --", "|", "1|", &app_guess, &flipped, &long];
    for token in cases {
        let answer = stage.api.with_token(token).get(&path).await.unwrap();
        assert_eq!(code(&answer), (401, 190, 0), "{token}");
        assert!(token.len() < 5 || !answer.text.contains(token), "{}", answer.text);
        assert!(answer.headers.contains_key("www-authenticate"));
    }
    let none = raw(&stage.app.base, "GET", &path, &[], b"").await;
    assert_eq!((none.status, none.code()), (401, 190));
    let basic = raw(&stage.app.base, "GET", &path, &[("Authorization", "Basic eDp5")], b"").await;
    assert_eq!((basic.status, basic.code()), (401, 190));
    let session = stage.friend("Kim").await.session;
    let persons = stage.api.with_token(&session).get(&path).await.unwrap();
    assert_eq!(code(&persons), (401, 190, 0), "a person's session is no business's token");
}

#[tokio::test]
async fn a_token_may_come_by_header_query_form_or_the_oauth_scheme() {
    let stage = Stage::start().await;
    let (base, token) = (stage.app.base.as_str(), stage.shop.token.as_str());
    let path = format!("/v23.0/{}", stage.shop.business.id);
    for scheme in ["Bearer", "bearer", "OAuth"] {
        let value = format!("{scheme} {token}");
        let answer = raw(base, "GET", &path, &[("Authorization", &value)], b"").await;
        assert_eq!(answer.status, 200, "{scheme}");
    }
    let by_query = raw(base, "GET", &format!("{path}?access_token={token}"), &[], b"").await;
    assert_eq!(by_query.status, 200);
    let form = format!("access_token={token}&override_callback_uri=ftp%3A%2F%2Fx");
    let kind = [("Content-Type", "application/x-www-form-urlencoded")];
    let target = format!("{path}/subscribed_apps");
    let by_form = raw(base, "POST", &target, &kind, form.as_bytes()).await;
    assert_eq!((by_form.status, by_form.code()), (400, 2200), "past the token, at the address");
}

#[tokio::test]
async fn a_proof_is_checked_when_it_is_given() {
    let stage = Stage::start().await;
    let (secret, token) = (&stage.shop.business.app_secret, &stage.shop.token);
    let path = format!("/v23.0/{}", stage.shop.business.id);
    let right = signature::appsecret_proof(secret, token);
    let good = stage.api.get(&format!("{path}?appsecret_proof={right}")).await.unwrap();
    assert_eq!(good.status, 200, "{}", good.text);
    for wrong in [right.replace(['0', '1', '2', '3'], "f"), "zz".to_owned(), String::new()] {
        let answer = stage.api.get(&format!("{path}?appsecret_proof={wrong}")).await.unwrap();
        assert_eq!(code(&answer), (400, 100, 0), "{wrong:?}");
    }
    let body = json!({ "messaging_product": "whatsapp", "appsecret_proof": ["x"] });
    let answer = stage.api.post(&stage.messages(), &body).await.unwrap();
    assert_eq!(code(&answer).1, 100, "a proof of the wrong kind is a wrong proof");
    assert!(answer.text.contains("proof"), "{}", answer.text);
}

#[tokio::test]
async fn an_apps_own_token_is_given_for_its_secret_alone() {
    let stage = Stage::start().await;
    let business = &stage.shop.business;
    let path = |secret: &str| {
        format!(
            "/v23.0/oauth/access_token?grant_type=client_credentials&client_id={}&client_secret={secret}",
            business.app
        )
    };
    let nobody = stage.api.with_token("");
    let good = nobody.get(&path(&business.app_secret)).await.unwrap();
    assert_eq!(good.json["token_type"], "bearer");
    let token = format!("{}|{}", business.app, business.app_secret);
    assert_eq!(good.json["access_token"], token.as_str());
    let bad = nobody.get(&path(&stage.rival.business.app_secret)).await.unwrap();
    assert_eq!(code(&bad).1, 1);
}

#[tokio::test]
async fn the_operators_routes_take_the_operators_token_and_no_other() {
    let stage = Stage::start().await;
    let id = stage.shop.business.id;
    let kim = stage.friend("Kim").await;
    let paths = [
        "/console/v1/businesses".to_owned(),
        format!("/console/v1/businesses/{id}/secret"),
        format!("/console/v1/businesses/{id}/limits"),
        "/console/v1/quality".to_owned(),
        format!("/console/v1/businesses/{id}/quality"),
        format!("/console/v1/businesses/{id}/events"),
        "/sandbox/v1/clock".to_owned(),
        format!("/sandbox/v1/people/{}/messages", kim.id),
    ];
    for path in paths {
        for token in ["", "x", &stage.shop.token, &kim.session] {
            let answer = stage.api.with_token(token).get(&path).await.unwrap();
            assert_eq!((answer.status, answer.code()), (401, "no_session"), "{path}");
        }
        assert_eq!(stage.operator.get(&path).await.unwrap().status, 200, "{path}");
    }
    let graph = stage.operator.get(&format!("/v23.0/{id}")).await.unwrap();
    assert_eq!(code(&graph), (401, 190, 0));
}
