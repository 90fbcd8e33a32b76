//! The operator's routes over a real listener.

#![expect(clippy::unwrap_used, reason = "a test stops where something is missing")]

use kurier_policy::permission::Purpose;
use serde_json::{Value, json};
use testkit::{Caller, FakeReceiver, Load, TestApp, within};

async fn operator() -> (TestApp, Caller) {
    let app = TestApp::start().await.unwrap();
    let operator = app.operator().unwrap();
    (app, operator)
}

async fn create(operator: &Caller, name: &str) -> Value {
    let body =
        json!({ "name": name, "display_number": "+49 30 5550 1001", "credit_micros": 5_000_000 });
    operator.post("/console/v1/businesses", &body).await.unwrap().ok().unwrap()
}

fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

#[tokio::test]
async fn a_new_business_has_what_its_developers_need_and_its_secret_is_not_in_lists() {
    let (_app, operator) = operator().await;
    let made = create(&operator, "Blue Shop").await;
    let id = text(&made, "/business/id");
    let api = operator.with_token(text(&made, "/token"));
    let sender = api.get(&format!("/v23.0/{}", text(&made, "/sender/id"))).await.unwrap();
    assert_eq!(sender.status, 200, "{}", sender.text);
    let list = operator.get("/console/v1/businesses").await.unwrap();
    assert!(!list.text.contains(text(&made, "/app_secret")), "{}", list.text);
    let shown = operator.get(&format!("/console/v1/businesses/{id}")).await.unwrap().json;
    assert_eq!(shown["balance"]["prepaid_micros"], json!(5_000_000));
}

#[tokio::test]
async fn lists_are_paged_without_gaps_and_repeats() {
    let (_app, operator) = operator().await;
    for number in 0..5 {
        create(&operator, &format!("Shop {number}")).await;
    }
    let mut seen = Vec::new();
    let mut path = "/console/v1/businesses?limit=2".to_owned();
    loop {
        let page = operator.get(&path).await.unwrap().ok().unwrap();
        let rows = page["data"].as_array().unwrap();
        assert!(rows.len() <= 2);
        seen.extend(rows.iter().map(|row| text(row, "/id").to_owned()));
        match page["next"].as_str() {
            Some(next) => path = format!("/console/v1/businesses?limit=2&after={next}"),
            None => break,
        }
    }
    let mut unique = seen.clone();
    unique.sort();
    unique.dedup();
    assert_eq!((seen.len(), unique.len()), (5, 5));
}

#[tokio::test]
async fn the_same_payment_is_booked_once() {
    let (_app, operator) = operator().await;
    let made = create(&operator, "Shop").await;
    let path = format!("/console/v1/businesses/{}/top-ups", text(&made, "/business/id"));
    let body = json!({ "amount_micros": 7_000_000, "reference": "bank statement 12, line 3" });
    for _ in 0..2 {
        let booked = operator.post(&path, &body).await.unwrap().ok().unwrap();
        assert_eq!(booked["balance"]["prepaid_micros"], json!(12_000_000));
    }
    let report = operator.post("/console/v1/ledger/verify", &json!({})).await.unwrap().json;
    assert_eq!((&report["imbalance"], &report["findings"]), (&json!(0), &json!([])));
}

#[tokio::test]
async fn a_rejection_needs_a_reason_and_approval_lets_a_template_go() {
    let (_app, operator) = operator().await;
    let made = create(&operator, "Shop").await;
    let api = operator.with_token(text(&made, "/token"));
    let waba = text(&made, "/business/id");
    let body = json!({
        "name": "hello", "language": "en", "category": "UTILITY",
        "components": [{ "type": "BODY", "text": "Welcome to our shop." }],
    });
    let path = format!("/v23.0/{waba}/message_templates");
    let template = api.post(&path, &body).await.unwrap().ok().unwrap();
    let review = format!("/console/v1/templates/{}/review", text(&template, "/id"));
    let bare = operator.post(&review, &json!({ "status": "REJECTED" })).await.unwrap();
    assert_eq!(bare.status, 400);
    let approved = operator.post(&review, &json!({ "status": "APPROVED" })).await.unwrap();
    assert_eq!(approved.ok().unwrap()["status"], json!("APPROVED"));
}

#[tokio::test]
async fn an_invitation_made_here_opens_for_a_person() {
    let (_app, operator) = operator().await;
    let made = create(&operator, "Shop").await;
    let path = format!("/console/v1/businesses/{}/invites", text(&made, "/business/id"));
    let body =
        json!({ "asks": [{ "purpose": "utility", "wording": "About your order." }], "uses": 1 });
    let invite = operator.post(&path, &body).await.unwrap().ok().unwrap();
    let code = text(&invite, "/code");
    assert!(text(&invite, "/link").ends_with(&format!("/i/{code}")));
    let offer = operator.with_token("").get(&format!("/people/v1/invites/{code}")).await.unwrap();
    assert_eq!(text(&offer.ok().unwrap(), "/business/name"), "Shop");
    let listed = operator.get(&path).await.unwrap().json;
    assert_eq!(text(&listed, "/data/0/code"), code);
}

#[tokio::test]
async fn waiting_for_events_ends_as_soon_as_there_is_one_with_the_very_bytes_of_the_webhook() {
    let (app, operator) = operator().await;
    let made = create(&operator, "Shop").await;
    let (id, secret) = (text(&made, "/business/id").to_owned(), text(&made, "/app_secret"));
    let receiver = FakeReceiver::start(secret).await.unwrap();
    let api = Load::api(
        &app.base,
        text(&made, "/token"),
        text(&made, "/sender/id"),
        &id,
        operator.client().clone(),
    );
    api.subscribe_webhook(&receiver.url, &receiver.verify_token).await.unwrap();
    let path = format!("/console/v1/businesses/{id}/events?after=0&wait_s=20");
    let waiting = {
        let operator = operator.clone();
        tokio::spawn(async move { operator.get(&path).await })
    };
    let person = app.person("Kim").await.unwrap();
    app.allow(person.person.id, id.parse().unwrap(), &[Purpose::Utility]).await.unwrap();
    let page = within("the event", waiting).await.unwrap().unwrap().unwrap().ok().unwrap();
    let came = receiver.wait_for("the webhook", |came| !came.is_empty()).await.unwrap();
    assert_eq!(text(&page, "/events/0/body").as_bytes(), &came[0].raw[..]);
    assert_eq!(text(&page, "/events/0/signature"), came[0].signature);
    assert_eq!(text(&page, "/events/0/id"), came[0].id);
}

#[tokio::test]
async fn a_replay_sends_past_events_again_and_only_the_owner_of_a_subscription_has_it() {
    let (app, operator) = operator().await;
    let made = create(&operator, "Shop").await;
    let id = text(&made, "/business/id").to_owned();
    let receiver = FakeReceiver::start(text(&made, "/app_secret")).await.unwrap();
    let client = operator.client().clone();
    let api = Load::api(&app.base, text(&made, "/token"), text(&made, "/sender/id"), &id, client);
    api.subscribe_webhook(&receiver.url, &receiver.verify_token).await.unwrap();
    let person = app.person("Kim").await.unwrap();
    app.allow(person.person.id, id.parse().unwrap(), &[Purpose::Utility]).await.unwrap();
    receiver.wait_for("the webhook", |came| came.len() == 1).await.unwrap();

    let path = format!("/console/v1/businesses/{id}/subscriptions");
    let cursor_moved = async {
        loop {
            let listed = operator.get(&path).await.unwrap().json;
            if listed.pointer("/data/0/cursor") == Some(&json!(1)) {
                return text(&listed, "/data/0/id").to_owned();
            }
            tokio::task::yield_now().await;
        }
    };
    let subscription = within("the cursor", cursor_moved).await.unwrap();
    let other = create(&operator, "Other").await;
    let foreign = format!(
        "/console/v1/businesses/{}/subscriptions/{subscription}/replay",
        text(&other, "/business/id")
    );
    assert_eq!(operator.post(&foreign, &json!({ "after": 0 })).await.unwrap().status, 404);
    let beyond = format!("{path}/{subscription}/replay");
    assert_eq!(operator.post(&beyond, &json!({ "after": 9 })).await.unwrap().status, 400);
    operator.post(&beyond, &json!({ "after": 0 })).await.unwrap().ok().unwrap();
    let came = receiver.wait_for("it again", |came| came.len() >= 2).await.unwrap();
    assert_eq!(came[0].id, came[1].id);
}

#[tokio::test]
async fn malformed_calls_get_a_code() {
    let (_app, operator) = operator().await;
    let cases = [
        ("/console/v1/businesses", json!({ "name": "x", "display_number": "+49305550100" }), 400),
        ("/console/v1/businesses", json!({ "name": "Shop", "display_number": "030" }), 400),
        ("/console/v1/businesses", json!({ "name": "Shop" }), 400),
        ("/console/v1/businesses", json!("Shop"), 400),
        ("/console/v1/businesses/1/tokens", json!({}), 404),
        ("/console/v1/businesses/1/top-ups", json!({ "amount_micros": 1, "reference": "r" }), 404),
        ("/console/v1/businesses/x/invites", json!({ "asks": [] }), 404),
        ("/console/v1/templates/1/review", json!({ "status": "APPROVED" }), 404),
        ("/console/v1/templates/1/review", json!({ "status": "MAYBE" }), 400),
        ("/console/v1/nowhere", json!({}), 404),
    ];
    for (path, body, status) in cases {
        let answer = operator.post(path, &body).await.unwrap();
        assert_eq!(answer.status, status, "{path} {body}: {}", answer.text);
        assert!(!answer.code().is_empty(), "{path} {body}: {}", answer.text);
    }
}

#[tokio::test]
async fn only_the_operator_may_use_the_console_routes() {
    let (_app, operator) = operator().await;
    let made = create(&operator, "Shop").await;
    for token in ["", "kro_wrong", text(&made, "/token")] {
        let stranger = operator.with_token(token);
        assert_eq!(stranger.get("/console/v1/businesses").await.unwrap().status, 401, "{token}");
        let verify = stranger.post("/console/v1/ledger/verify", &json!({})).await.unwrap();
        assert_eq!(verify.status, 401, "{token}");
    }
}
