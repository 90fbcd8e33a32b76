//! Payments over a provider, against a double of its documented API on the loopback.

mod double;

use crate::raw::raw;
use crate::stage::{Stage, code, operator_bearer, order};
use double::{Double, KEY, refund_object};
use hmac::{Hmac, KeyInit, Mac};
use kurier_engine::psp::{Stripe, StripeKeys};
use serde_json::{Value, json};
use sha2::Sha256;
use std::fmt::Write as _;
use std::sync::Arc;
use testkit::Answer;

const SECRET: &str = "whsec_test_secret";

async fn stage() -> (Stage, Double) {
    let stage = Stage::start().await;
    crate::invoices::with_details(&stage).await;
    let double = over(&stage).await;
    (stage, double)
}

async fn over(stage: &Stage) -> Double {
    let double = Double::start().await;
    double.book(|book| book.paid.insert("pi_1".to_owned(), 11_900));
    let api = Some(double.base.clone());
    let keys = StripeKeys { secret: KEY.to_owned(), webhook: SECRET.to_owned(), api };
    stage.app.pays_with(Arc::new(Stripe::new(&keys).unwrap()));
    double
}

fn signed(at: i64, body: &str, secret: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(format!("{at}.{body}").as_bytes());
    let mut header = format!("t={at},v1=");
    for byte in mac.finalize().into_bytes() {
        write!(header, "{byte:02x}").unwrap();
    }
    header
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

fn session(stage: &Stage, cents: i64) -> Value {
    let business = stage.shop.business.id.to_string();
    json!({
        "id": "cs_test_1", "object": "checkout.session", "amount_subtotal": cents, "amount_total": cents,
        "client_reference_id": "tu-1", "currency": "eur", "metadata": { "business": business, "top_up": "tu-1" },
        "mode": "payment", "payment_intent": "pi_1", "payment_status": "paid", "status": "complete"
    })
}

fn paid(stage: &Stage, cents: i64) -> String {
    event("evt_paid", "checkout.session.completed", &session(stage, cents))
}

fn refund(id: &str, cents: i64, status: &str) -> String {
    let object = refund_object(id, "pi_1", cents, None, status);
    let kind = if status == "failed" { "refund.failed" } else { "refund.created" };
    event(&format!("evt_{id}_{status}"), kind, &object)
}

fn charge_refunded() -> String {
    let charge = json!({
        "id": "ch_1", "object": "charge", "amount": 11_900, "amount_captured": 11_900, "amount_refunded": 2_380,
        "currency": "eur", "metadata": {}, "payment_intent": "pi_1", "refunded": false
    });
    event("evt_charge", "charge.refunded", &charge)
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

async fn give_back(stage: &Stage, cents: i64, reference: &str) -> Answer {
    let ask = json!({ "payment": "pi_1", "amount_cents": cents, "reference": reference });
    stage.operator.post("/console/v1/billing/refunds", &ask).await.unwrap()
}

async fn rows(stage: &Stage, path: &str) -> Vec<Value> {
    let found = stage.operator.get(path).await.unwrap().ok().unwrap();
    found["data"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_business_pays_in_on_the_providers_page_and_gets_an_invoice() {
    let (stage, double) = stage().await;
    let asked = json!({ "amount_cents": 11_900 });
    let page = stage.api.post("/kurier/v1/billing/checkouts", &asked).await.unwrap().ok().unwrap();
    assert_eq!(page["url"], "https://checkout.stripe.com/c/pay/cs_test_1");
    let (path, key, form) = double.book(|book| book.asked[0].clone());
    assert_eq!(path, "/v1/checkout/sessions");
    assert!(key.starts_with("kurier-checkout-"), "{key}");
    assert_eq!(form["line_items[0][price_data][unit_amount]"], "11900");
    assert_eq!(form["metadata[business]"], stage.shop.business.id.to_string());
    let before = prepaid(&stage).await;
    let mut unpaid = session(&stage, 11_900);
    unpaid["payment_status"] = json!("unpaid");
    let pending = event("evt_1", "checkout.session.completed", &unpaid);
    assert_eq!(tell(&stage, &pending).await, 200);
    assert_eq!(prepaid(&stage).await, before, "a bank debit is no money yet");
    let late = event("evt_2", "checkout.session.async_payment_succeeded", &session(&stage, 11_900));
    for body in [&late, &paid(&stage, 11_900), &late, &pending] {
        assert_eq!(tell(&stage, body).await, 200);
    }
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
    // Real money is not told to who plays.
    let live = body.replace("\"livemode\":false", "\"livemode\":true");
    assert_eq!(tell(&stage, &live).await, 200);
    assert_eq!(tell(&stage, &event("evt_x", "payout.paid", &json!({}))).await, 200);
    assert_eq!(prepaid(&stage).await, before);
}

#[tokio::test]
async fn refunds_and_disputes_book_the_same_in_whatever_order_they_are_told() {
    let orders: [&[usize]; 4] = [
        &[0, 1, 2, 3, 4, 5],
        &[5, 4, 3, 2, 1, 0],
        &[3, 0, 5, 1, 4, 2],
        &[1, 1, 4, 0, 5, 3, 2, 4, 0],
    ];
    for told in orders {
        let (stage, _) = stage().await;
        let all = [
            paid(&stage, 11_900),
            refund("re_1", 2_380, "succeeded"),
            refund("re_2", 5_950, "pending"),
            refund("re_2", 5_950, "failed"),
            dispute("created", "needs_response"),
            dispute("closed", "won"),
        ];
        let before = prepaid(&stage).await;
        for place in told {
            assert_eq!(tell(&stage, &all[*place]).await, 200, "{told:?} at {place}");
        }
        // 119.00 came, 23.80 went back: 80.00 without tax are left.
        assert_eq!(prepaid(&stage).await - before, 80_000_000, "{told:?}");
        sound(&stage).await;
    }
}

#[tokio::test]
async fn refunds_of_the_providers_own_pages_are_asked_for_when_their_sum_is_told() {
    let (stage, double) = stage().await;
    let before = prepaid(&stage).await;
    assert_eq!(tell(&stage, &paid(&stage, 11_900)).await, 200);
    for (id, cents) in [("re_1", 595), ("re_2", 595), ("re_3", 1_190)] {
        let made = refund_object(id, "pi_1", cents, None, "succeeded");
        double.book(|book| book.refunds.push(made));
    }
    for body in [charge_refunded(), refund("re_3", 1_190, "succeeded"), charge_refunded()] {
        assert_eq!(tell(&stage, &body).await, 200);
    }
    assert_eq!(prepaid(&stage).await - before, 80_000_000);
    assert_eq!(rows(&stage, "/console/v1/billing/refunds?payment=pi_1").await.len(), 3);
    sound(&stage).await;
}

#[tokio::test]
async fn a_disputed_payment_stops_what_costs_money() {
    let (stage, _) = stage().await;
    stage.order_update().await;
    let kim = stage.reader("Kim").await;
    assert_eq!(tell(&stage, &paid(&stage, 11_900)).await, 200);
    let inquiry = dispute("created", "warning_needs_response");
    assert_eq!(tell(&stage, &inquiry).await, 200);
    assert_eq!(stage.send(order(&kim.wa_id, "Kim", "1")).await.status, 200, "it took no money");
    assert_eq!(tell(&stage, &dispute("created", "needs_response")).await, 200);
    let refused = stage.send(order(&kim.wa_id, "Kim", "2")).await;
    assert_eq!(code(&refused).1, 131_042);
    sound(&stage).await;
}

#[tokio::test]
async fn a_refund_leaves_the_balance_and_has_a_credit_note() {
    let (stage, double) = stage().await;
    assert_eq!(tell(&stage, &paid(&stage, 11_900)).await, 200);
    let before = prepaid(&stage).await;
    let made = give_back(&stage, 5_950, "back 1").await.ok().unwrap();
    assert_eq!((&made["state"], &made["is_booked"]), (&json!("gone"), &json!(true)));
    let (at, _, form) = double.book(|book| book.asked[0].clone());
    assert_eq!((at.as_str(), form["amount"].as_str()), ("/v1/refunds", "5950"));
    assert_eq!(before - prepaid(&stage).await, 50_000_000);
    // What Stripe then tells of it, and the same wish again, change nothing.
    let name = "back 1".to_owned();
    let object = refund_object("re_1", "pi_1", 5_950, Some(&name), "succeeded");
    assert_eq!(tell(&stage, &event("evt_r", "refund.created", &object)).await, 200);
    assert_eq!(tell(&stage, &charge_refunded()).await, 200);
    assert_eq!(give_back(&stage, 5_950, "back 1").await.ok().unwrap(), made);
    assert_eq!(before - prepaid(&stage).await, 50_000_000);
    assert_eq!(double.book(|book| book.refunds.len()), 1);
    let notes = rows(&stage, "/console/v1/billing/invoices?kind=returns").await;
    assert_eq!((notes.len(), &notes[0]["net_micros"]), (1, &json!(-50_000_000)));
    let note = stage.api.get("/kurier/v1/billing/invoices/R-2026-000001").await.unwrap();
    let note = note.ok().unwrap();
    assert_eq!(
        (&note["kind"], &note["corrects"]),
        (&json!("credit_note"), &json!("A-2026-000001"))
    );
    assert_eq!((&note["vat_cents"], &note["gross_cents"]), (&json!(950), &json!(5_950)));
    let xml = crate::invoices::judged(&stage, "R-2026-000001").await;
    assert!(xml.contains("<cbc:CreditNoteTypeCode>381<"), "{xml}");
    sound(&stage).await;
    // Much later the bank of the payer sends it back.
    let failed = refund_object("re_1", "pi_1", 5_950, Some(&name), "failed");
    assert_eq!(tell(&stage, &event("evt_f", "refund.failed", &failed)).await, 200);
    assert_eq!(prepaid(&stage).await, before);
    let again = stage.api.get("/kurier/v1/billing/invoices/A-2026-000002").await.unwrap();
    assert_eq!(again.ok().unwrap()["gross_cents"], 5_950);
    sound(&stage).await;
}

#[tokio::test]
async fn a_refund_that_is_refused_or_unknown_is_booked_as_what_it_is() {
    let (stage, double) = stage().await;
    assert_eq!(tell(&stage, &paid(&stage, 11_900)).await, 200);
    let before = prepaid(&stage).await;
    // Stripe gave a part back already, and has not told it yet.
    let unheard = refund_object("re_0", "pi_1", 11_000, None, "succeeded");
    double.book(|book| book.refunds.push(unheard));
    let refused = give_back(&stage, 5_950, "one").await;
    assert_eq!((refused.status, refused.code()), (422, "payment_refused"), "{}", refused.text);
    assert!(refused.text.contains("greater than unrefunded"), "{}", refused.text);
    assert_eq!(prepaid(&stage).await, before, "it is on the balance again");
    assert_eq!(give_back(&stage, 5_950, "one").await.code(), "refund_name_used");
    assert!(rows(&stage, "/console/v1/billing/invoices?kind=returns").await.is_empty());
    double.book(|book| book.refunds.clear());
    // It was made, and the answer was lost.
    double.book(|book| book.break_next = Some(500));
    let unknown = give_back(&stage, 1_190, "two").await;
    assert_eq!((unknown.status, unknown.code()), (502, "payment_provider"), "{}", unknown.text);
    assert_eq!(before - prepaid(&stage).await, 10_000_000, "nobody spends it meanwhile");
    let again = give_back(&stage, 1_190, "two").await.ok().unwrap();
    assert_eq!(again["state"], "gone");
    assert_eq!(before - prepaid(&stage).await, 10_000_000);
    assert_eq!(double.book(|book| book.refunds.len()), 1);
    assert_eq!(give_back(&stage, 1_191, "two").await.code(), "refund_name_used");
    assert_eq!(give_back(&stage, 11_901, "three").await.status, 400);
    assert_eq!(give_back(&stage, 0, "three").await.status, 400);
    let unknown = json!({ "payment": "pi_2", "amount_cents": 1, "reference": "x" });
    let unknown = stage.operator.post("/console/v1/billing/refunds", &unknown).await.unwrap();
    assert_eq!(unknown.status, 404);
    sound(&stage).await;
}

#[tokio::test]
async fn nobody_gets_back_what_he_spent() {
    let (stage, double) = stage().await;
    assert_eq!(tell(&stage, &paid(&stage, 11_900)).await, 200);
    let there = prepaid(&stage).await;
    let taken = json!({
        "business": stage.shop.business.id.to_string(), "channel": "stripe", "event": "charged_back",
        "amount_micros": there - 10_000_000, "reference": "x"
    });
    stage.operator.post("/console/v1/billing/payments", &taken).await.unwrap().ok().unwrap();
    let refused = give_back(&stage, 11_900, "all").await;
    assert_eq!(
        (refused.status, refused.code()),
        (409, "refund_exceeds_balance"),
        "{}",
        refused.text
    );
    assert_eq!(double.book(|book| book.asked.len()), 0, "Stripe was not even asked");
    assert_eq!(give_back(&stage, 1_190, "part").await.status, 200);
    assert_eq!(prepaid(&stage).await, 0);
    sound(&stage).await;
}

#[tokio::test]
async fn a_payment_that_cannot_be_booked_is_kept_and_placed_by_the_operator() {
    let stage = Stage::start().await;
    let double = over(&stage).await;
    double.book(|book| book.paid.insert("pi_3".to_owned(), 500));
    let before = prepaid(&stage).await;
    assert_eq!(tell(&stage, &paid(&stage, 11_900)).await, 200);
    let of = |id: &str, change: &dyn Fn(&mut Value)| {
        let mut one = session(&stage, 500);
        (one["id"], one["payment_intent"]) = (json!(id), json!(id.replace("cs", "pi")));
        change(&mut one);
        event(&format!("evt_{id}"), "checkout.session.completed", &one)
    };
    let yen = of("cs_2", &|one| one["currency"] = json!("jpy"));
    let foreign = of("cs_3", &|one| one["metadata"] = json!({ "order": "7" }));
    for body in [&yen, &foreign, &yen] {
        assert_eq!(tell(&stage, body).await, 200);
    }
    let found = rows(&stage, "/console/v1/billing/strays").await;
    let told: Vec<_> =
        found.iter().map(|one| (one["payment"].as_str(), one["why"].as_str())).collect();
    assert_eq!(
        told,
        [
            (Some("pi_1"), Some("details_missing")),
            (Some("pi_2"), Some("other_currency")),
            (Some("pi_3"), Some("unknown_business")),
        ]
    );
    assert_eq!(found[1]["amount_micros"], 500_000_000_i64, "500 yen are 500 yen");
    assert_eq!(prepaid(&stage).await, before);
    let business = stage.shop.business.id.to_string();
    let place = async |payment: &str| {
        let body = json!({ "payment": payment, "business": business });
        stage.operator.post("/console/v1/billing/strays", &body).await.unwrap()
    };
    assert_eq!(place("pi_1").await.code(), "billing_details_missing");
    crate::invoices::with_details(&stage).await;
    assert_eq!((place("pi_1").await.status, place("pi_1").await.status), (200, 200));
    assert_eq!(tell(&stage, &paid(&stage, 11_900)).await, 200);
    assert_eq!(prepaid(&stage).await - before, 100_000_000);
    assert_eq!((place("pi_2").await.status, place("pi_9").await.status), (400, 404));
    // What is nobody's goes back to who paid it.
    let ask = json!({ "payment": "pi_3", "amount_cents": 500, "reference": "wrong" });
    let back = stage.operator.post("/console/v1/billing/refunds", &ask).await.unwrap();
    assert_eq!(back.ok().unwrap()["is_booked"], false);
    let found = rows(&stage, "/console/v1/billing/strays?after=2").await;
    assert_eq!(found[0]["went_back_micros"], 5_000_000);
    sound(&stage).await;
}

#[tokio::test]
async fn what_was_placed_before_a_crash_is_booked_when_it_is_told_again() {
    let stage = Stage::start().await;
    over(&stage).await;
    let before = prepaid(&stage).await;
    assert_eq!(tell(&stage, &paid(&stage, 11_900)).await, 200);
    crate::invoices::with_details(&stage).await;
    // The crash came here: it is placed, and nothing is booked.
    let store = stage.app.engine().store();
    store.place_stray("stripe:pi_1".to_owned(), stage.shop.business.id).await.unwrap();
    assert_eq!(prepaid(&stage).await, before);
    for _ in 0..2 {
        assert_eq!(tell(&stage, &paid(&stage, 11_900)).await, 200);
        assert_eq!(prepaid(&stage).await - before, 100_000_000);
    }
    sound(&stage).await;
}

#[tokio::test]
async fn what_went_back_in_another_currency_is_not_booked_at_its_face_value() {
    let (stage, _) = stage().await;
    let before = prepaid(&stage).await;
    assert_eq!(tell(&stage, &paid(&stage, 11_900)).await, 200);
    let mut dollars: Value = serde_json::from_str(&dispute("created", "needs_response")).unwrap();
    dollars["data"]["object"]["currency"] = json!("usd");
    assert_eq!(tell(&stage, &dollars.to_string()).await, 200);
    assert_eq!(prepaid(&stage).await - before, 100_000_000);
    sound(&stage).await;
}

#[tokio::test]
async fn without_a_provider_it_is_said_so() {
    let stage = Stage::start().await;
    crate::invoices::with_details(&stage).await;
    let asked = json!({ "amount_cents": 11_900 });
    let none = stage.api.post("/kurier/v1/billing/checkouts", &asked).await.unwrap();
    assert_eq!(code(&none), (400, 100, 9_000_023), "{}", none.text);
    let bearer = operator_bearer();
    let headers = [("Authorization", bearer.as_str())];
    let none = raw(&stage.app.base, "POST", "/payments/stripe", &headers, b"{}").await;
    assert_eq!(
        (none.status, none.json()["error"]["code"].as_str()),
        (409, Some("payments_not_set_up"))
    );
}

#[test]
fn keys_that_cannot_be_are_refused() {
    let of = |secret: &str, webhook: &str| {
        let (secret, webhook) = (secret.to_owned(), webhook.to_owned());
        Stripe::new(&StripeKeys { secret, webhook, api: None }).is_ok()
    };
    assert!(of("sk_live_1", "whsec_1") && of("rk_test_1", "whsec_1"));
    assert!(!of("pk_live_1", "whsec_1") && !of("sk_1", "whsec_1") && !of("sk_test_1", "sk_test_1"));
}
