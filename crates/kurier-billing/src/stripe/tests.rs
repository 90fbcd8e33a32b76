use super::*;
use crate::cents::Cents;
use kurier_policy::money::Currency;
use kurier_policy::time::Timestamp;
use proptest::prelude::*;
use serde_json::{Value, json};

const SECRET: &str = "whsec_test_secret";
const NOW: Timestamp = Timestamp(1_794_000_000_000_000);

fn subject() -> Subject {
    Subject { business: BusinessId(123_456_789_012_345), top_up: "tu-42".to_owned() }
}

fn event(kind: &str, object: &Value) -> Vec<u8> {
    json!({
        "id": "evt_nameOfTheEvent", "object": "event", "api_version": "2026-09-30",
        "created": 1_793_999_990, "livemode": false, "pending_webhooks": 1,
        "request": {"id": null, "idempotency_key": null}, "type": kind, "data": {"object": object}
    })
    .to_string()
    .into_bytes()
}

fn session(payment_status: &str) -> Value {
    json!({
        "id": "cs_test_nameOfTheCheckout", "object": "checkout.session",
        "amount_subtotal": 11_900, "amount_total": 11_900, "client_reference_id": "tu-42", "currency": "eur",
        "metadata": {"business": "123456789012345", "top_up": "tu-42"}, "mode": "payment",
        "payment_intent": "pi_nameOfThePayment", "payment_status": payment_status, "status": "complete"
    })
}

fn what(kind: &str, object: &Value) -> What {
    parse(&event(kind, object)).unwrap().what
}

#[test]
fn a_checkout_is_paid_when_the_money_is_there() {
    let checkout = Checkout {
        session: "cs_test_nameOfTheCheckout".to_owned(),
        payment: Some("pi_nameOfThePayment".to_owned()),
        amount: Cents(11_900),
        currency: Currency::EUR,
        subject: Some(subject()),
        said: "123456789012345 tu-42".to_owned(),
    };
    let paid = What::Paid(checkout);
    assert_eq!(what("checkout.session.completed", &session("paid")), paid);
    assert_eq!(what("checkout.session.async_payment_succeeded", &session("paid")), paid);
    for ends in ["completed", "async_payment_failed", "expired"] {
        let kind = format!("checkout.session.{ends}");
        assert_eq!(what(&kind, &session("unpaid")), What::Other(kind.clone()));
    }
    assert!(!parse(&event("checkout.session.completed", &session("paid"))).unwrap().live);
}

#[test]
fn money_that_goes_back_is_understood() {
    let payment = Some("pi_nameOfThePayment".to_owned());
    let charge = json!({
        "id": "ch_nameOfTheCharge", "object": "charge", "amount": 11_900, "amount_captured": 11_900,
        "amount_refunded": 5_950, "currency": "eur", "refunded": false, "status": "succeeded",
        "payment_intent": {"id": "pi_nameOfThePayment", "object": "payment_intent"}
    });
    assert_eq!(what("charge.refunded", &charge), What::Refunded(payment.clone()));
    let refund = |status: &str, metadata: Value| {
        json!({
            "id": "re_nameOfTheRefund", "object": "refund", "amount": 5_950, "currency": "eur",
            "charge": "ch_nameOfTheCharge", "metadata": metadata, "reason": null, "status": status,
            "payment_intent": "pi_nameOfThePayment", "balance_transaction": null
        })
    };
    let ours = json!({ "refund": "refund-1" });
    for (kind, status, is_undone) in [
        ("refund.created", "pending", false),
        ("refund.updated", "succeeded", false),
        ("charge.refund.updated", "canceled", true),
        ("refund.failed", "failed", true),
    ] {
        let name = Some("refund-1".to_owned());
        let (id, amount) = ("re_nameOfTheRefund".to_owned(), Cents(5_950));
        let (payment, currency) = (payment.clone(), Currency::EUR);
        let expected = Refund { id, payment, amount, currency, name, is_undone };
        assert_eq!(what(kind, &refund(status, ours.clone())), What::Refund(expected), "{kind}");
    }
    let foreign = what("refund.created", &refund("succeeded", json!({})));
    assert!(matches!(foreign, What::Refund(Refund { name: None, .. })));
    assert_eq!(what("payout.paid", &json!({})), What::Other("payout.paid".to_owned()));
}

#[test]
fn a_dispute_stands_as_its_status_says_whatever_the_event_is_called() {
    let dispute = |status: &str| {
        json!({
            "id": "du_nameOfTheDispute", "object": "dispute", "amount": 11_900, "currency": "eur",
            "charge": "ch_nameOfTheCharge", "payment_intent": "pi_nameOfThePayment",
            "metadata": {}, "status": status
        })
    };
    for (kind, status, stands) in [
        ("created", "needs_response", Stands::Open),
        ("created", "warning_needs_response", Stands::Asked),
        ("updated", "under_review", Stands::Open),
        ("funds_withdrawn", "needs_response", Stands::Open),
        ("funds_reinstated", "won", Stands::Won),
        ("closed", "won", Stands::Won),
        ("closed", "warning_closed", Stands::Won),
        ("closed", "lost", Stands::Lost),
    ] {
        let heard = what(&format!("charge.dispute.{kind}"), &dispute(status));
        assert!(matches!(heard, What::Dispute(one) if one.stands == stands), "{kind} {status}");
    }
}

#[test]
fn amounts_of_currencies_without_hundredths_are_exact() {
    let mut yen = session("paid");
    (yen["currency"], yen["amount_total"]) = (json!("jpy"), json!(500));
    let What::Paid(paid) = what("checkout.session.completed", &yen) else { panic!("paid") };
    assert_eq!((paid.amount, paid.currency.code()), (Cents(50_000), "JPY"));
    let currency = paid.currency;
    let (payment, business, refund) = ("pi_1", None, "one");
    let of = |amount| RefundRequest { payment, amount, currency, business, refund }.form();
    assert!(of(Cents(50_000)).unwrap().body.contains("amount=500&"));
    assert_eq!(of(Cents(50_050)), None);
}

#[test]
fn strange_events_are_refused_with_the_reason() {
    assert_eq!(parse(b"[]"), Err(EventFault::NotJson));
    assert_eq!(parse(b"{}"), Err(EventFault::Missing("livemode")));
    let fault = |name: &str, value: Value| {
        let mut changed = session("paid");
        changed[name] = value;
        parse(&event("checkout.session.completed", &changed)).err()
    };
    assert_eq!(fault("amount_total", json!(1.5)), Some(EventFault::Missing("amount_total")));
    assert_eq!(fault("amount_total", json!(-1)), Some(EventFault::Missing("amount_total")));
    assert_eq!(fault("currency", json!("euro")), Some(EventFault::Missing("currency")));
    assert_eq!(fault("payment_intent", Value::Null), None);
    for (name, value) in [("metadata", json!({})), ("client_reference_id", json!("tu-43"))] {
        let mut changed = session("paid");
        changed[name] = value;
        let heard = what("checkout.session.completed", &changed);
        assert!(matches!(heard, What::Paid(Checkout { subject: None, .. })), "{name}");
    }
    let mut contract = session("paid");
    contract["mode"] = json!("subscription");
    assert!(matches!(what("checkout.session.completed", &contract), What::Other(_)));
}

fn header(body: &[u8], seconds: i64) -> String {
    let hex = signature::sign(body, &seconds.to_string(), SECRET).unwrap();
    format!("t={seconds},v1={hex},v0={}", "0".repeat(64))
}

#[test]
fn only_what_was_signed_just_now_is_believed() {
    let body = event("checkout.session.completed", &session("paid"));
    let now = NOW.seconds();
    let check = |header: &str| verify(&body, header, SECRET, NOW, 300);
    let good = header(&body, now - 10);
    assert_eq!(check(&good), Ok(Timestamp::from_seconds(now - 10)));
    assert_eq!(check(&header(&body, now - 300)), Ok(Timestamp::from_seconds(now - 300)));
    assert_eq!(check(&header(&body, now - 301)), Err(SignatureFault::Stale));
    assert_eq!(check(&header(&body, now + 301)), Err(SignatureFault::Stale));
    let other = verify(&body, &good, "whsec_other", NOW, 300);
    assert_eq!(other, Err(SignatureFault::Wrong));
    let mut changed = body.clone();
    changed[20] ^= 1;
    assert_eq!(verify(&changed, &good, SECRET, NOW, 300), Err(SignatureFault::Wrong));
    // While a secret is changed, there is a signature by each.
    let two = good.replace(",v1=", &format!(",v1={},v1=", "a".repeat(64)));
    assert!(check(&two).is_ok());
    // A signature of another version proves nothing, nor does another time beside it.
    assert_eq!(check(&good.replace("v1=", "v2=")), Err(SignatureFault::Malformed));
    assert_eq!(check(&good.replace("t=", "t=1")), Err(SignatureFault::Wrong));
    for wrong in ["", "t=,v1=a", "t=+5,v1=a", "t=1", "v1=a", &"t=1,v1=a,".repeat(2_000)] {
        assert_eq!(check(wrong), Err(SignatureFault::Malformed), "{wrong}");
    }
}

#[test]
fn the_signature_is_the_one_of_the_documentation() {
    // HMAC-SHA256 with key "whsec" over "1.{}", computed with another program.
    let hex = signature::sign(b"{}", "1", "whsec").unwrap();
    assert_eq!(hex, "6ab13b5991724d5a0c7f02d7989ba3425b580e39d5b9a0a6258a7f5d0419173a");
}

#[test]
fn forms_say_what_is_to_be_paid_and_for_whom() {
    let request = CheckoutRequest {
        subject: &subject(),
        amount: Cents(11_900),
        currency: Currency::EUR,
        product: "Guthaben & mehr",
        success_url: "https://kurier.example/done?session={CHECKOUT_SESSION_ID}",
        cancel_url: "https://kurier.example/",
        email: Some("bill@baeckerei.example"),
        expires: NOW.plus_s(3_600),
        locale: "de",
    };
    let form = request.form().unwrap();
    assert_eq!(
        (form.path, &*form.idempotency_key),
        ("/v1/checkout/sessions", "kurier-checkout-tu-42")
    );
    let pairs: Vec<(String, String)> =
        url::form_urlencoded::parse(form.body.as_bytes()).into_owned().collect();
    let value = |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| &**value);
    assert_eq!(value("line_items[0][price_data][unit_amount]"), Some("11900"));
    assert_eq!(value("line_items[0][price_data][currency]"), Some("eur"));
    assert_eq!(value("line_items[0][price_data][product_data][name]"), Some("Guthaben & mehr"));
    assert_eq!(value("payment_intent_data[metadata][business]"), Some("123456789012345"));
    assert_eq!(value("expires_at"), Some("1794003600"));
    let (payment, refund, business) = ("pi_1", "rf-1 ü", Some(subject().business));
    let (amount, currency) = (Cents(100), Currency::EUR);
    let request = RefundRequest { payment, amount, currency, business, refund };
    let form = request.form().unwrap();
    assert!(form.body.starts_with("payment_intent=pi_1&amount=100&"), "{}", form.body);
    assert!(form.idempotency_key.len() == 14 + 64 && form.idempotency_key.is_ascii());
    assert_eq!(form.idempotency_key, request.form().unwrap().idempotency_key);
    let other = RefundRequest { payment: "pi_2", ..request }.form().unwrap();
    assert_ne!(form.idempotency_key, other.idempotency_key);
    let path = refunds_path("pi_1", Some("re_1"), 50);
    assert_eq!(path, "/v1/refunds?payment_intent=pi_1&limit=50&starting_after=re_1");
}

proptest! {
    #[test]
    fn any_header_and_body_is_judged(header in ".{0,200}", body in proptest::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(verify(&body, &header, SECRET, NOW, 300).is_err());
        let _event = parse(&body);
    }
}
