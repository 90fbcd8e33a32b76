//! Reports of people, the operator's desk, and what everybody may know of it.

use crate::stage::{Someone, Stage, code, order};
use kurier_policy::rate::Limits;
use kurier_policy::time::DAY_S;
use serde_json::{Value, json};
use testkit::{Answer, Caller, SECOND_OPERATOR_TOKEN};

async fn report(stage: &Stage, who: &Someone, body: Value) -> Answer {
    let path = format!("/people/v1/permissions/{}/report", stage.shop.business.id);
    stage.people(who).post(&path, &body).await.unwrap()
}

async fn reports(stage: &Stage, query: &str) -> Vec<Value> {
    let path = format!("/console/v1/desk/reports{query}");
    let found = stage.operator.get(&path).await.unwrap().ok().unwrap();
    found["data"].as_array().unwrap().clone()
}

async fn blocked(stage: &Stage, who: &Someone) -> bool {
    let me = stage.people(who).get("/people/v1/me").await.unwrap().ok().unwrap();
    me["businesses"][0]["blocked"].as_bool().unwrap()
}

fn second(stage: &Stage) -> Caller {
    stage.operator.with_token(SECOND_OPERATOR_TOKEN)
}

/// Suspends the shop; answers the measure.
async fn suspended(stage: &Stage) -> String {
    let body = json!({ "business": stage.shop.business.id.to_string(), "kind": "suspend",
        "reason": "many reports" });
    let made = stage.operator.post("/console/v1/desk/measures", &body).await.unwrap();
    let id = made.ok().unwrap()["id"].as_str().unwrap().to_owned();
    let confirm = format!("/console/v1/desk/measures/{id}/confirm");
    second(stage).post(&confirm, &json!({})).await.unwrap().ok().unwrap();
    id
}

#[tokio::test]
async fn a_report_reaches_the_desk_with_what_she_shows_and_without_her() {
    let stage = Stage::start().await;
    let kim = stage.friend("Kim").await;
    stage.text(&kim, "Win a prize!").await;
    stage.text(&kim, "Last chance!").await;
    let body = json!({ "reason": "not_signed_up", "block": true, "show": [3, 2, 999] });
    let done = report(&stage, &kim, body).await.ok().unwrap();
    assert_eq!(done["undo_s"], 10);
    assert!(blocked(&stage, &kim).await);
    assert_eq!(reports(&stage, "").await.len(), 0, "it can still be taken back");
    stage.app.clock.advance_s(11);
    let found = reports(&stage, "?reason=not_signed_up&state=open").await;
    assert_eq!(found.len(), 1);
    let one = &found[0];
    assert_eq!((&one["id"], &one["blocked"]), (&done["report"], &json!(true)));
    assert_eq!(one["business"]["name"], "Shop");
    let shown: Vec<&Value> =
        one["shown"].as_array().unwrap().iter().map(|it| &it["text"]).collect();
    assert_eq!(shown, ["Hello shop", "Win a prize!"]);
    assert!(!one.to_string().contains(&kim.id.to_string()), "who reported stays unsaid: {one}");
    assert_eq!(reports(&stage, "?reason=scam").await.len(), 0);
    let rival = format!("?business={}", stage.rival.business.id);
    assert_eq!(reports(&stage, &rival).await.len(), 0);
}

#[tokio::test]
async fn a_report_is_taken_back_with_its_block_within_ten_seconds() {
    let stage = Stage::start().await;
    stage.order_update().await;
    let kim = stage.reader("Kim").await;
    stage.send(order(&kim.wa_id, "Kim", "1")).await.ok().unwrap();
    // It reached her: what is still on its way when she blocks is gone, and blamed for nothing.
    stage.inbox(&kim).await;
    let body = json!({ "reason": "too_often", "block": true });
    let first = report(&stage, &kim, body.clone()).await.ok().unwrap();
    let undo = |id: &Value| format!("/people/v1/reports/{}/undo", id.as_str().unwrap());
    let eve = stage.reader("Eve").await;
    let theirs = stage.people(&eve).post(&undo(&first["report"]), &json!({})).await.unwrap();
    assert_eq!((theirs.status, theirs.code()), (404, "not_found"));
    stage.people(&kim).post(&undo(&first["report"]), &json!({})).await.unwrap().ok().unwrap();
    assert!(!blocked(&stage, &kim).await);
    let complaints = async || {
        let (store, since) = (stage.app.engine().store(), kurier_policy::time::Timestamp(0));
        store.complaints(stage.shop.business.id, since, 9).await.unwrap().len()
    };
    assert_eq!(complaints().await, 0);
    let second = report(&stage, &kim, body).await.ok().unwrap();
    assert_eq!(complaints().await, 1);
    stage.app.clock.advance_s(11);
    let late = stage.people(&kim).post(&undo(&second["report"]), &json!({})).await.unwrap();
    assert_eq!((late.status, late.code()), (409, "too_late"));
    assert!(blocked(&stage, &kim).await);
    assert_eq!(reports(&stage, "").await.len(), 1);
}

#[tokio::test]
async fn a_report_needs_a_conversation_a_known_reason_and_five_messages_at_most() {
    let stage = Stage::start().await;
    let kim = stage.reader("Kim").await;
    let bad = report(&stage, &kim, json!({ "reason": "boring" })).await;
    assert_eq!((bad.status, bad.code()), (400, "bad_request"));
    let many = json!({ "reason": "scam", "show": [1, 2, 3, 4, 5, 6] });
    assert_eq!(report(&stage, &kim, many).await.code(), "bad_request");
    let eve = stage.app.person("Eve").await.unwrap();
    let path = format!("/people/v1/permissions/{}/report", stage.shop.business.id);
    let none = stage.api.with_token(&eve.session).post(&path, &json!({ "reason": "scam" })).await;
    assert_eq!(none.unwrap().code(), "no_relation");
}

#[tokio::test]
async fn a_report_is_handled_once_with_its_outcome_and_time() {
    let stage = Stage::start().await;
    let kim = stage.reader("Kim").await;
    let done = report(&stage, &kim, json!({ "reason": "scam" })).await.ok().unwrap();
    stage.app.clock.advance_s(3_600);
    let path = format!("/console/v1/desk/reports/{}/close", done["report"].as_str().unwrap());
    let close = json!({ "outcome": "warned", "note": "told them" });
    let handled = stage.operator.post(&path, &close).await.unwrap().ok().unwrap();
    assert_eq!(handled["handled"]["handling_s"], 3_600);
    assert_eq!(handled["handled"]["by"], "operator");
    let again = stage.operator.post(&path, &close).await.unwrap();
    assert_eq!((again.status, again.code()), (409, "conflict"));
    assert_eq!(reports(&stage, "?state=open").await.len(), 0);
    let month =
        stage.api.get("/transparency.json").await.unwrap().ok().unwrap()["months"][0].clone();
    assert_eq!((&month["month"], &month["reports"]), (&json!("2026-01"), &json!(1)));
    assert_eq!(month["median_handling_s"], 3_600);
}

#[tokio::test]
async fn everybody_is_told_which_rules_are_looser_here() {
    let stage = Stage::start().await;
    let loose = async || {
        let told = stage.api.get("/transparency.json").await.unwrap().ok().unwrap();
        let rules = told["loose_rules"].as_array().unwrap().clone();
        (rules, stage.raw("GET", "/transparency", b"").await)
    };
    let (lifted, page) = loose().await;
    assert!(lifted.iter().any(|one| one["rule"] == "budget" && one["here"].is_null()));
    assert!(page.status == 200 && page.body.contains("<code>budget</code>: lifted"));
    stage.app.engine().store().set_limits(Limits::REAL).await.unwrap();
    let (none, page) = loose().await;
    assert_eq!(none, [] as [Value; 0]);
    assert!(page.body.contains("None: every rule"));
}

#[tokio::test]
async fn what_one_operator_proposes_another_confirms_and_then_the_business_is_silent() {
    let stage = Stage::start().await;
    let receiver = stage.receiver().await;
    let kim = stage.friend("Kim").await;
    let measures = "/console/v1/desk/measures";
    let body = json!({ "business": stage.shop.business.id.to_string(), "kind": "suspend",
        "reason": "many reports" });
    let made = stage.operator.post(measures, &body).await.unwrap().ok().unwrap();
    let confirm = format!("{measures}/{}/confirm", made["id"].as_str().unwrap());
    let own = stage.operator.post(&confirm, &json!({})).await.unwrap();
    assert_eq!((own.status, own.code()), (403, "four_eyes"));
    stage.text(&kim, "Still here").await;
    let twice = stage.operator.post(measures, &body).await.unwrap();
    assert_eq!((twice.status, twice.code()), (409, "conflict"));
    let done = second(&stage).post(&confirm, &json!({})).await.unwrap().ok().unwrap();
    assert_eq!((&done["state"], &done["settled"]["by"]), (&json!("in_force"), &json!("second")));
    let refused = stage.send(crate::stage::text(&kim.wa_id, "Hello?")).await;
    assert_eq!(code(&refused).1, 368, "{}", refused.text);
    let is_told = |field: &Value| field["entry"][0]["changes"][0]["field"] == "account_update";
    receiver.wait_for("the notice", |all| all.iter().any(|one| is_told(&one.json))).await.unwrap();
    let lift = format!("{measures}/{}/lift", made["id"].as_str().unwrap());
    stage.operator.post(&lift, &json!({})).await.unwrap().ok().unwrap();
    stage.text(&kim, "Back").await;
    let again = stage.operator.post(&lift, &json!({})).await.unwrap();
    assert_eq!((again.status, again.code()), (409, "conflict"));
}

#[tokio::test]
async fn a_suspended_business_appeals_and_another_operator_answers() {
    let stage = Stage::start().await;
    let text = json!({ "text": "It was a mistake." });
    let early = stage.api.post("/kurier/v1/appeals", &text).await.unwrap();
    assert_eq!(code(&early).1, 131_009, "{}", early.text);
    suspended(&stage).await;
    let filed = stage.api.post("/kurier/v1/appeals", &text).await.unwrap().ok().unwrap();
    let twice = stage.api.post("/kurier/v1/appeals", &text).await.unwrap();
    assert_eq!(code(&twice).1, 131_009);
    let path = format!("/console/v1/desk/appeals/{}/answer", filed["id"].as_str().unwrap());
    let answer = json!({ "granted": true, "text": "Right." });
    let own = stage.operator.post(&path, &answer).await.unwrap();
    assert_eq!((own.status, own.code()), (403, "four_eyes"));
    second(&stage).post(&path, &answer).await.unwrap().ok().unwrap();
    let told = stage.api.get("/kurier/v1/appeals").await.unwrap().ok().unwrap();
    assert_eq!(
        (&told["under"], &told["data"][0]["answer"]["granted"]),
        (&Value::Null, &json!(true))
    );
    assert!(!told.to_string().contains("second"), "the business is not told who answered");
    let rival = stage.rival_api.get("/kurier/v1/appeals").await.unwrap().ok().unwrap();
    assert_eq!(rival["data"], json!([]));
    let kim = stage.friend("Kim").await;
    stage.text(&kim, "Back").await;
}

#[tokio::test]
async fn a_business_is_told_numbers_of_many_and_nothing_of_few() {
    let stage = Stage::start().await;
    for n in 0..19 {
        let one = stage.reader(&format!("Person {n}")).await;
        report(&stage, &one, json!({ "reason": "too_often" })).await.ok().unwrap();
    }
    stage.app.clock.advance_s(11);
    let few = stage.api.get("/kurier/v1/reports").await.unwrap().ok().unwrap();
    assert_eq!(
        (&few["data"][0]["reports"], &few["data"][0]["reasons"]),
        (&Value::Null, &json!({}))
    );
    let last = stage.reader("Last").await;
    report(&stage, &last, json!({ "reason": "scam" })).await.ok().unwrap();
    stage.app.clock.advance_s(8 * DAY_S);
    let many = stage.api.get("/kurier/v1/reports").await.unwrap().ok().unwrap();
    let month = &many["data"][1];
    assert_eq!((&month["days"], &month["reports"]), (&json!(28), &json!(20)));
    assert_eq!(month["reasons"], json!({}), "no reason was given by twenty");
    assert_eq!(many["data"][0]["reports"], Value::Null);
}

#[tokio::test]
async fn the_operators_page_signs_in_by_cookie_from_its_own_origin_only() {
    let stage = Stage::start().await;
    let body = json!({ "token": testkit::OPERATOR_TOKEN }).to_string();
    let session = "/console/v1/session";
    let own = stage.app.base.clone();
    let with = async |origin: &str, cookie: &str, method: &str, path: &str, body: &str| {
        let headers =
            [("Origin", origin), ("Cookie", cookie), ("Content-Type", "application/json")];
        crate::raw::raw(&stage.app.base, method, path, &headers, body.as_bytes()).await
    };
    assert_eq!(with("https://evil.example", "", "POST", session, &body).await.status, 403);
    let wrong = json!({ "token": "kro_wrong" }).to_string();
    assert_eq!(with(&own, "", "POST", session, &wrong).await.status, 401);
    let begun = with(&own, "", "POST", session, &body).await;
    assert_eq!(begun.status, 200);
    let cookie = begun.header("set-cookie").unwrap().to_owned();
    assert!(cookie.contains("HttpOnly; SameSite=Strict"), "{cookie}");
    let cookie = cookie.split(';').next().unwrap();
    assert_eq!(with(&own, cookie, "GET", session, "").await.status, 200);
    let propose = json!({ "business": stage.shop.business.id.to_string(), "kind": "close",
        "reason": "forged" });
    let path = "/console/v1/desk/measures";
    let forged = with("https://evil.example", cookie, "POST", path, &propose.to_string()).await;
    assert_eq!(forged.status, 403);
    assert_eq!(with(&own, cookie, "POST", path, &propose.to_string()).await.status, 200);
    assert_eq!(with(&own, "kurier_operator=kro_x", "GET", session, "").await.status, 401);
}

#[tokio::test]
async fn templates_of_all_businesses_wait_in_one_list() {
    let stage = Stage::start().await;
    let body = json!({ "name": "news", "language": "en_US", "category": "MARKETING",
        "components": [{ "type": "BODY", "text": "News." }] });
    let path = format!("/v23.0/{}/message_templates", stage.rival.business.id);
    stage.rival_api.post(&path, &body).await.unwrap().ok().unwrap();
    let found = stage.operator.get("/console/v1/desk/templates").await.unwrap().ok().unwrap();
    assert_eq!(found["data"].as_array().unwrap().len(), 1);
    assert_eq!(found["data"][0]["business"], "Rival");
    assert_eq!(found["data"][0]["template"]["name"], "news");
}

#[tokio::test]
async fn the_desk_is_for_operators_alone() {
    let stage = Stage::start().await;
    for path in ["reports", "measures", "appeals", "templates", "reports/123456789012345"] {
        let answer = stage.api.get(&format!("/console/v1/desk/{path}")).await.unwrap();
        assert_eq!((answer.status, answer.code()), (401, "no_session"), "{path}");
    }
}
