//! Tokens in exchange for codes and for tokens.

use crate::stage::{Stage, code};
use kurier_policy::time::DAY_S;
use serde_json::{Value, json};
use testkit::Answer;

async fn ask(stage: &Stage, grant: &str) -> Answer {
    let business = &stage.shop.business;
    let path = format!(
        "/v23.0/oauth/access_token?client_id={}&client_secret={}&{grant}",
        business.app, business.app_secret
    );
    stage.api.with_token("").get(&path).await.unwrap()
}

async fn operators_code(stage: &Stage) -> String {
    let path = format!("/console/v1/businesses/{}/codes", stage.shop.business.id);
    let made = stage.operator.post(&path, &json!({})).await.unwrap().ok().unwrap();
    made["code"].as_str().unwrap().to_owned()
}

async fn worth(stage: &Stage, token: &str) -> Value {
    let path = format!("/v23.0/debug_token?input_token={token}");
    stage.api.get(&path).await.unwrap().ok().unwrap()["data"].clone()
}

#[tokio::test]
async fn a_code_is_exchanged_once() {
    let stage = Stage::start().await;
    let given = operators_code(&stage).await;
    let answer = ask(&stage, &format!("code={given}")).await.ok().unwrap();
    let token = answer["access_token"].as_str().unwrap();
    assert_eq!((&answer["token_type"], &answer["expires_in"]), (&json!("bearer"), &Value::Null));
    let own = format!("/v23.0/{}", stage.shop.business.id);
    stage.api.with_token(token).get(&own).await.unwrap().ok().unwrap();
    let known = worth(&stage, token).await;
    assert_eq!((&known["is_valid"], &known["expires_at"]), (&json!(true), &json!(0)));
    let again = ask(&stage, &format!("grant_type=authorization_code&code={given}")).await;
    assert_eq!(code(&again), (400, 100, 36_009));
}

#[tokio::test]
async fn a_code_is_good_for_ten_minutes_and_one_app() {
    let stage = Stage::start().await;
    let given = operators_code(&stage).await;
    let rival = &stage.rival.business;
    let path = format!(
        "/oauth/access_token?client_id={}&client_secret={}&code={given}",
        rival.app, rival.app_secret
    );
    let theirs = stage.rival_api.get(&path).await.unwrap();
    assert_eq!(code(&theirs), (400, 100, 36_007));
    let mut other = given.clone().into_bytes();
    other[20] = if other[20] == b'A' { b'B' } else { b'A' };
    let other = String::from_utf8(other).unwrap();
    for wrong in ["x", "krc_", "krc_AAAA", &given[..given.len() - 2], &other] {
        let answer = ask(&stage, &format!("code={wrong}")).await;
        assert_eq!(code(&answer), (400, 100, 36_007), "{wrong}");
        assert!(answer.text.contains("Invalid verification code"), "{}", answer.text);
    }
    stage.app.clock.advance_s(600);
    let late = ask(&stage, &format!("code={given}")).await;
    assert_eq!(code(&late), (400, 100, 36_007));
    assert!(late.text.contains("expired"), "{}", late.text);
}

#[tokio::test]
async fn a_token_is_exchanged_for_one_of_sixty_days() {
    let stage = Stage::start().await;
    let id = stage.shop.business.id;
    let short = stage.app.engine().create_token(id, "short".to_owned(), Some(60)).await.unwrap();
    let grant = format!("grant_type=fb_exchange_token&fb_exchange_token={short}");
    let answer = ask(&stage, &grant).await.ok().unwrap();
    assert_eq!(answer["expires_in"], json!(60 * DAY_S));
    let long = answer["access_token"].as_str().unwrap();
    let known = worth(&stage, long).await;
    let lives = known["expires_at"].as_i64().unwrap() - known["issued_at"].as_i64().unwrap();
    assert_eq!(lives, 60 * DAY_S);
    stage.app.clock.advance_s(60);
    assert_eq!(code(&ask(&stage, &grant).await), (401, 190, 463));
    assert_eq!(worth(&stage, long).await["is_valid"], true);
    for strange in [stage.rival.token.as_str(), "krt_nothing"] {
        let grant = format!("grant_type=fb_exchange_token&fb_exchange_token={strange}");
        assert_eq!(code(&ask(&stage, &grant).await), (401, 190, 0), "{strange}");
    }
}

#[tokio::test]
async fn a_form_may_ask_and_wrong_questions_have_their_codes() {
    let stage = Stage::start().await;
    let business = &stage.shop.business;
    let form = json!({ "grant_type": "client_credentials", "client_id": business.app.to_string(),
        "client_secret": business.app_secret });
    let nobody = stage.api.with_token("");
    nobody.post("/v23.0/oauth/access_token", &form).await.unwrap().ok().unwrap();
    for (grant, wanted) in [
        ("grant_type=refresh_token", "Invalid grant_type: 'refresh_token'."),
        ("grant_type=authorization_code", "`code` is missing."),
        ("grant_type=fb_exchange_token", "`fb_exchange_token` is missing."),
        ("x=1", "`code` is missing."),
    ] {
        let answer = ask(&stage, grant).await;
        assert_eq!(code(&answer), (400, 100, 0), "{grant}");
        assert!(answer.text.contains(wanted), "{}", answer.text);
    }
    for (id, secret, wanted) in [
        ("", business.app_secret.as_str(), 101),
        ("123456789012345", business.app_secret.as_str(), 101),
        (&business.app.to_string(), "", 1),
        (&business.app.to_string(), stage.rival.business.app_secret.as_str(), 1),
    ] {
        let path = format!(
            "/oauth/access_token?grant_type=client_credentials&client_id={id}&client_secret={secret}"
        );
        assert_eq!(code(&nobody.get(&path).await.unwrap()).1, wanted, "{id} {secret}");
    }
}
