//! A double of Stripe's documented API on the loopback: form bodies, keys that repeat an answer, errors, lists in pages.

use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};

/// The operator's key.
pub(crate) const KEY: &str = "sk_test_1";
/// `sk_test_1:` as Basic says it.
const AUTHORIZATION: &str = "Basic c2tfdGVzdF8xOg==";

type Form = HashMap<String, String>;
type Answer = (StatusCode, Json<Value>);

#[derive(Default)]
pub(crate) struct Book {
    /// What was asked, in order: path, key and form.
    pub(crate) asked: Vec<(String, String, Form)>,
    /// What was paid, by the payment's name.
    pub(crate) paid: HashMap<String, i64>,
    /// Every refund that was made.
    pub(crate) refunds: Vec<Value>,
    /// Do what the next asks, and answer with this status all the same.
    pub(crate) break_next: Option<u16>,
    answers: HashMap<String, (Form, u16, Value)>,
}

#[derive(Clone, Default)]
pub(crate) struct Double {
    pub(crate) base: String,
    book: Arc<Mutex<Book>>,
}

impl Double {
    pub(crate) async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let double = Self { base, book: Arc::default() };
        let routes = Router::new()
            .route("/v1/checkout/sessions", post(answer))
            .route("/v1/refunds", post(answer))
            .route("/v1/refunds", get(list))
            .with_state(double.clone());
        tokio::spawn(async move { axum::serve(listener, routes).await });
        double
    }

    pub(crate) fn book<T>(&self, look: impl FnOnce(&mut Book) -> T) -> T {
        look(&mut self.book.lock().unwrap())
    }
}

fn error(status: u16, kind: &str, code: &str, message: &str) -> (u16, Value) {
    (status, json!({ "error": { "type": kind, "code": code, "message": message } }))
}

fn said((status, body): (u16, Value)) -> Answer {
    (StatusCode::from_u16(status).unwrap(), Json(body))
}

fn is_known(headers: &HeaderMap) -> bool {
    headers.get("authorization").is_some_and(|given| given == AUTHORIZATION)
}

fn unauthorized() -> (u16, Value) {
    error(401, "invalid_request_error", "api_key_invalid", "Invalid API Key provided")
}

async fn answer(State(double): State<Double>, uri: Uri, headers: HeaderMap, body: Bytes) -> Answer {
    if !is_known(&headers) {
        return said(unauthorized());
    }
    let form: Form = url::form_urlencoded::parse(&body).into_owned().collect();
    let key = headers["idempotency-key"].to_str().unwrap().to_owned();
    let mut book = double.book.lock().unwrap();
    book.asked.push((uri.path().to_owned(), key.clone(), form.clone()));
    if let Some((before, status, told)) = book.answers.get(&key) {
        if *before != form {
            let message = "Keys for idempotent requests can only be used with the same parameters they were first used with.";
            return said(error(400, "idempotency_error", "idempotency_key_in_use", message));
        }
        return said((*status, told.clone()));
    }
    let (mut status, mut told) = match uri.path() {
        "/v1/refunds" => refund(&mut book, &form),
        _ => (200, session(&form)),
    };
    if let Some(broken) = book.break_next.take() {
        (status, told) = error(broken, "api_error", "", "Something went wrong");
    }
    // The first answer is kept, also that of a failure.
    book.answers.insert(key, (form, status, told.clone()));
    said((status, told))
}

fn session(form: &Form) -> Value {
    json!({
        "id": "cs_test_1", "object": "checkout.session", "currency": form["line_items[0][price_data][currency]"],
        "status": "open", "payment_status": "unpaid", "url": "https://checkout.stripe.com/c/pay/cs_test_1"
    })
}

fn refund(book: &mut Book, form: &Form) -> (u16, Value) {
    let payment = &form["payment_intent"];
    let Some(paid) = book.paid.get(payment) else {
        let message = format!("No such payment_intent: '{payment}'");
        return error(404, "invalid_request_error", "resource_missing", &message);
    };
    let amount: i64 = form["amount"].parse().unwrap();
    let of = book.refunds.iter().filter(|one| one["payment_intent"] == **payment);
    let gone: i64 = of.map(|one| one["amount"].as_i64().unwrap()).sum();
    if gone + amount > *paid {
        let message = "Refund amount is greater than unrefunded amount on charge";
        return error(400, "invalid_request_error", "charge_already_refunded", message);
    }
    let id = format!("re_{}", book.refunds.len() + 1);
    let made = refund_object(&id, payment, amount, form.get("metadata[refund]"), "succeeded");
    book.refunds.push(made.clone());
    (200, made)
}

/// A refund as Stripe documents it.
pub(crate) fn refund_object(
    id: &str,
    payment: &str,
    amount: i64,
    name: Option<&String>,
    status: &str,
) -> Value {
    let metadata = name.map_or_else(|| json!({}), |name| json!({ "refund": name }));
    json!({
        "id": id, "object": "refund", "amount": amount, "balance_transaction": "txn_1", "charge": "ch_1",
        "created": 1_767_225_600, "currency": "eur", "metadata": metadata, "payment_intent": payment,
        "reason": "requested_by_customer", "receipt_number": null, "status": status
    })
}

/// The newest first, two on a page whatever is asked for, so that pages are followed.
async fn list(
    State(double): State<Double>,
    Query(asked): Query<Form>,
    headers: HeaderMap,
) -> Answer {
    if !is_known(&headers) {
        return said(unauthorized());
    }
    let book = double.book.lock().unwrap();
    let of =
        book.refunds.iter().rev().filter(|one| one["payment_intent"] == *asked["payment_intent"]);
    let mut rows: Vec<Value> = of.cloned().collect();
    if let Some(after) = asked.get("starting_after") {
        let place = rows.iter().position(|one| one["id"] == **after).unwrap();
        rows.drain(..=place);
    }
    let has_more = rows.len() > 2;
    rows.truncate(2);
    said((
        200,
        json!({ "object": "list", "url": "/v1/refunds", "has_more": has_more, "data": rows }),
    ))
}
