//! Payments over a provider, against a double of its documented API on the loopback.

use crate::raw::raw;
use crate::stage::{Stage, code, operator_bearer, order};
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::routing::post;
use hmac::{Hmac, KeyInit, Mac};
use kurier_engine::psp::{Stripe, StripeKeys};
use serde_json::{Value, json};
use sha2::Sha256;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};

const SECRET: &str = "whsec_test_secret";

type Asked = Arc<Mutex<Vec<(String, HeaderMap, HashMap<String, String>)>>>;

/// Answers as Stripe does, and keeps what it was asked.
async fn double() -> (String, Asked) {
    let asked: Asked = Arc::default();
    let answer = |State(asked): State<Asked>, uri: Uri, headers: HeaderMap, body: Bytes| async move {
        let form: HashMap<String, String> =
            url::form_urlencoded::parse(&body).into_owned().collect();
        let path = uri.path().to_owned();
        let refused = form.get("amount").is_some_and(|amount| amount == "666");
        asked.lock().unwrap().push((path.clone(), headers, form));
        if refused {
            let body = json!({ "error": { "message": "Charge has already been refunded." } });
            return (axum::http::StatusCode::BAD_REQUEST, axum::Json(body));
        }
        let body = if path == "/v1/refunds" {
            json!({ "id": "re_1", "object": "refund", "status": "succeeded" })
        } else {
            json!({ "id": "cs_test_1", "object": "checkout.session", "url": "https://checkout.stripe.com/c/pay/cs_test_1" })
        };
        (axum::http::StatusCode::OK, axum::Json(body))
    };
    let routes = Router::new()
        .route("/v1/checkout/sessions", post(answer))
        .route("/v1/refunds", post(answer))
        .with_state(Arc::clone(&asked));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, routes).await });
    (base, asked)
}

async fn stage() -> (Stage, Asked) {
    let stage = Stage::start().await;
    crate::invoices::with_details(&stage).await;
    let (base, asked) = double().await;
    let keys =
        StripeKeys { secret: "sk_test_1".to_owned(), webhook: SECRET.to_owned(), api: Some(base) };
    stage.app.pays_with(Arc::new(Stripe::new(&keys).unwrap()));
    (stage, asked)
}

fn signed(at: i64, body: &str, secret: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(format!("{at}.{body}").as_bytes());
    let hex: String =
        mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("t={at},v1={hex}")
}

fn event(id: &str, kind: &str, object: &Value) -> String {
    json!({
        "id": id, "object": "event", "api_version": "2026-09-30", "created": 1_767_225_600, "livemode": false,
        "pending_webhooks": 1, "request": { "id": null, "idempotency_key": null }, "type": kind,
        "data": { "object": object }
    })
    .to_string()
}

async fn tell(stage: &Stage, body: &str) -> u16 {
    let header = signed(stage.app.clock_seconds(), body, SECRET);
    let headers = [("Stripe-Signature", header.as_str()), ("Content-Type", "application/json")];
    raw(&stage.app.base, "POST", "/payments/stripe", &headers, body.as_bytes()).await.status
}

fn paid(stage: &Stage, cents: i64) -> String {
    let business = stage.shop.business.id.to_string();
    let session = json!({
        "id": "cs_test_1", "object": "checkout.session", "amount_subtotal": cents, "amount_total": cents,
        "client_reference_id": "tu-1", "currency": "eur", "metadata": { "business": business, "top_up": "tu-1" },
        "mode": "payment", "payment_intent": "pi_1", "payment_status": "paid", "status": "complete"
    });
    event("evt_paid", "checkout.session.completed", &session)
}

fn refunded(cents: i64) -> String {
    let charge = json!({
        "id": "ch_1", "object": "charge", "amount": 11_900, "amount_captured": 11_900, "amount_refunded": cents,
        "currency": "eur", "metadata": {}, "payment_intent": "pi_1", "refunded": cents == 11_900
    });
    event(&format!("evt_refund_{cents}"), "charge.refunded", &charge)
}

fn dispute(kind: &str, status: &str) -> String {
    let dispute = json!({
        "id": "du_1", "object": "dispute", "amount": 11_900, "currency": "eur", "charge": "ch_1",
        "payment_intent": "pi_1", "metadata": {}, "reason": "fraudulent", "status": status
    });
    event(&format!("evt_{kind}_{status}"), &format!("charge.dispute.{kind}"), &dispute)
}

async fn prepaid(stage: &Stage) -> i64 {
    let balance = stage.api.get("/kurier/v1/billing/balance").await.unwrap().ok().unwrap();
    balance["prepaid_micros"].as_i64().unwrap()
}

async fn sound(stage: &Stage) {
    let audit = stage.app.engine().store().verify_ledger().await.unwrap();
    assert_eq!(audit.findings, Vec::<String>::new());
}

#[tokio::test]
async fn a_business_pays_in_on_the_providers_page_and_gets_an_invoice() {
    let (stage, asked) = stage().await;
    let page = stage.api.post("/kurier/v1/billing/checkouts", &json!({ "amount_cents": 11_900 }));
    let page = page.await.unwrap().ok().unwrap();
    assert_eq!(page["url"], "https://checkout.stripe.com/c/pay/cs_test_1");
    let (path, headers, form) = asked.lock().unwrap()[0].clone();
    assert_eq!(path, "/v1/checkout/sessions");
    assert!(headers["authorization"].to_str().unwrap().starts_with("Basic "));
    assert!(headers["idempotency-key"].to_str().unwrap().starts_with("kurier-checkout-"));
    assert_eq!(form["line_items[0][price_data][unit_amount]"], "11900");
    assert_eq!(form["metadata[business]"], stage.shop.business.id.to_string());
    let before = prepaid(&stage).await;
    let body = paid(&stage, 11_900);
    assert_eq!((tell(&stage, &body).await, tell(&stage, &body).await), (200, 200));
    assert_eq!(prepaid(&stage).await - before, 100_000_000);
    let invoice = stage.api.get("/kurier/v1/billing/invoices/A-2026-000001").await.unwrap();
    let invoice = invoice.ok().unwrap();
    assert_eq!((&invoice["gross_cents"], &invoice["due_cents"]), (&json!(11_900), &json!(0)));
    sound(&stage).await;
}

#[tokio::test]
async fn only_what_the_provider_signed_just_now_is_believed() {
    let (stage, _) = stage().await;
    let before = prepaid(&stage).await;
    let body = paid(&stage, 11_900);
    let now = stage.app.clock_seconds();
    for header in [
        String::new(),
        "t=1,v1=00".to_owned(),
        signed(now, &body, "whsec_other"),
        signed(now - 301, &body, SECRET),
        signed(now, &paid(&stage, 1), SECRET),
    ] {
        let headers = [("Stripe-Signature", header.as_str())];
        let answer =
            raw(&stage.app.base, "POST", "/payments/stripe", &headers, body.as_bytes()).await;
        assert_eq!(answer.status, 400, "{header}: {}", answer.body);
        assert_eq!(answer.json()["error"]["code"], "payment_webhook");
    }
    let large = " ".repeat(600 * 1024);
    let header = signed(now, &large, SECRET);
    let headers = [("Stripe-Signature", header.as_str())];
    let answer = raw(&stage.app.base, "POST", "/payments/stripe", &headers, large.as_bytes()).await;
    assert_eq!(answer.status, 413);
    assert_eq!(prepaid(&stage).await, before);
}

#[tokio::test]
async fn refunds_and_disputes_book_the_same_in_whatever_order_they_are_told() {
    let orders: [&[usize]; 4] =
        [&[0, 1, 2, 3, 4], &[0, 2, 1, 4, 3], &[0, 4, 3, 2, 1], &[0, 1, 1, 2, 3, 3, 4, 2, 0]];
    for told in orders {
        let (stage, _) = stage().await;
        let all = [
            paid(&stage, 11_900),
            refunded(2_380),
            refunded(5_950),
            dispute("created", "needs_response"),
            dispute("closed", "won"),
        ];
        let before = prepaid(&stage).await;
        // What comes before its payment is told again later.
        assert_eq!(tell(&stage, &all[2]).await, 404);
        for place in told {
            assert_eq!(tell(&stage, &all[*place]).await, 200, "{told:?} at {place}");
        }
        // 119.00 came, 59.50 went back: 50.00 without tax are left.
        assert_eq!(prepaid(&stage).await - before, 50_000_000, "{told:?}");
        sound(&stage).await;
    }
}

#[tokio::test]
async fn a_disputed_payment_stops_what_costs_money() {
    let (stage, _) = stage().await;
    stage.order_update().await;
    let kim = stage.reader("Kim").await;
    assert_eq!(tell(&stage, &paid(&stage, 11_900)).await, 200);
    assert_eq!(tell(&stage, &dispute("created", "needs_response")).await, 200);
    let refused = stage.send(order(&kim.wa_id, "Kim", "1")).await;
    assert_eq!(code(&refused).1, 131_042);
    sound(&stage).await;
}

#[tokio::test]
async fn the_operator_gives_a_payment_back_over_the_provider() {
    let (stage, asked) = stage().await;
    assert_eq!(tell(&stage, &paid(&stage, 11_900)).await, 200);
    let ask =
        |cents: i64| json!({ "payment": "pi_1", "amount_cents": cents, "reference": "back 1" });
    let path = "/console/v1/billing/refunds";
    stage.operator.post(path, &ask(5_950)).await.unwrap().ok().unwrap();
    let (at, _, form) = asked.lock().unwrap()[0].clone();
    assert_eq!(
        (at.as_str(), form["payment_intent"].as_str(), form["amount"].as_str()),
        ("/v1/refunds", "pi_1", "5950")
    );
    let refused = stage.operator.post(path, &ask(666)).await.unwrap();
    assert_eq!((refused.status, refused.code()), (502, "payment_provider"));
    assert!(refused.text.contains("already been refunded"), "{}", refused.text);
    assert_eq!(stage.operator.post(path, &ask(11_901)).await.unwrap().status, 400);
    let unknown = json!({ "payment": "pi_2", "amount_cents": 1, "reference": "x" });
    assert_eq!(stage.operator.post(path, &unknown).await.unwrap().status, 404);
}

#[tokio::test]
async fn without_a_provider_it_is_said_so() {
    let stage = Stage::start().await;
    crate::invoices::with_details(&stage).await;
    let none = stage.api.post("/kurier/v1/billing/checkouts", &json!({ "amount_cents": 11_900 }));
    let none = none.await.unwrap();
    assert_eq!(code(&none), (400, 100, 9_000_023), "{}", none.text);
    let bearer = operator_bearer();
    let headers = [("Authorization", bearer.as_str())];
    let none = raw(&stage.app.base, "POST", "/payments/stripe", &headers, b"{}").await;
    assert_eq!(
        (none.status, none.json()["error"]["code"].as_str()),
        (409, Some("payments_not_set_up"))
    );
}
