//! Permissions that nobody uses, as the person and the business see them.

use crate::stage::Stage;
use kurier_policy::rate::Limits;
use kurier_policy::rules::lapse::LapseRule;
use serde_json::{Value, json};

const DAY_S: i64 = 86_400;

async fn marketing(stage: &Stage, session: &str) -> Value {
    let she = stage.api.with_token(session);
    let page = she.get("/people/v1/permissions").await.unwrap().ok().unwrap();
    crate::contract::conforms_to("get", "/people/v1/permissions", 200, &page);
    let all = page["relations"][0]["permissions"].as_array().unwrap().clone();
    all.into_iter().find(|one| one["purpose"] == "marketing").unwrap()
}

#[tokio::test]
async fn a_person_sees_when_an_unused_permission_ends_and_that_reading_keeps_it() {
    let stage = Stage::start().await;
    let limits = Limits { lapse: Some(LapseRule::DEFAULT), ..Limits::default() };
    stage.app.engine().store().set_limits(limits).await.unwrap();
    let kim = stage.reader("Kim").await;
    let fresh = marketing(&stage, &kim.session).await;
    let given = fresh["granted_at"].as_i64().unwrap();
    let end = |from: i64| json!(from + 180 * DAY_S * 1_000_000);
    assert_eq!((&fresh["expires_at"], &fresh["lapses"]), (&end(given), &json!(true)));
    let forward = json!({ "advance_s": 100 * DAY_S });
    stage.operator.post("/sandbox/v1/clock", &forward).await.unwrap().ok().unwrap();
    stage.act(&kim, "say", json!({ "text": "Hello" })).await.ok().unwrap();
    let kept = marketing(&stage, &kim.session).await;
    assert_eq!(kept["expires_at"], end(given + 100 * DAY_S * 1_000_000));
    let forward = json!({ "advance_s": 181 * DAY_S });
    stage.operator.post("/sandbox/v1/clock", &forward).await.unwrap().ok().unwrap();
    let over = marketing(&stage, &kim.session).await;
    assert_eq!((&over["live"], &over["lapses"]), (&json!(false), &json!(true)));
}
