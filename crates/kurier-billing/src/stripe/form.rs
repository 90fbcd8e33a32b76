//! Bodies of requests to Stripe: `application/x-www-form-urlencoded`, nested names in brackets.

use super::Subject;
use crate::cents::Cents;
use kurier_policy::money::Currency;
use kurier_policy::time::Timestamp;
use url::form_urlencoded::Serializer;

/// A request that somebody else sends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// Path at Stripe's server.
    pub path: &'static str,
    /// Value of the header `Idempotency-Key`: the same request twice does one thing.
    pub idempotency_key: String,
    /// The body.
    pub body: String,
}

/// Asks for a page on which a business pays for a top-up.
#[derive(Debug, Clone)]
pub struct CheckoutRequest<'a> {
    /// For whom.
    pub subject: &'a Subject,
    /// Total, with tax; in the smallest unit of the currency.
    pub amount: Cents,
    /// Currency.
    pub currency: Currency,
    /// What the page calls it.
    pub product: &'a str,
    /// Where the payer goes afterwards.
    pub success_url: &'a str,
    /// Where he goes if he does not pay.
    pub cancel_url: &'a str,
    /// For the receipt, if known.
    pub email: Option<&'a str>,
    /// Until when it can be paid; Stripe takes 30 minutes to 24 hours from now.
    pub expires: Timestamp,
    /// Language of the page: `de`, `en`, `auto`.
    pub locale: &'a str,
}

impl CheckoutRequest<'_> {
    /// `POST /v1/checkout/sessions`. The subject goes into the session and into the payment, so that later events of
    /// either bear it.
    pub fn form(&self) -> Form {
        let business = self.subject.business.to_string();
        let top_up = self.subject.top_up.as_str();
        let mut body = Serializer::new(String::new());
        body.append_pair("mode", "payment")
            .append_pair("client_reference_id", top_up)
            .append_pair("line_items[0][quantity]", "1")
            .append_pair(
                "line_items[0][price_data][currency]",
                &self.currency.code().to_ascii_lowercase(),
            )
            .append_pair("line_items[0][price_data][unit_amount]", &self.amount.0.to_string())
            .append_pair("line_items[0][price_data][product_data][name]", self.product)
            .append_pair("metadata[business]", &business)
            .append_pair("metadata[top_up]", top_up)
            .append_pair("payment_intent_data[metadata][business]", &business)
            .append_pair("payment_intent_data[metadata][top_up]", top_up)
            .append_pair("success_url", self.success_url)
            .append_pair("cancel_url", self.cancel_url)
            .append_pair("expires_at", &self.expires.seconds().to_string())
            .append_pair("locale", self.locale);
        if let Some(email) = self.email {
            body.append_pair("customer_email", email);
        }
        Form {
            path: "/v1/checkout/sessions",
            idempotency_key: key("checkout", top_up),
            body: body.finish(),
        }
    }
}

/// Asks for money to be given back.
#[derive(Debug, Clone)]
pub struct RefundRequest<'a> {
    /// `pi_…` of the payment.
    pub payment: &'a str,
    /// How much, in the smallest unit; `None`: all that is left.
    pub amount: Option<Cents>,
    /// For whom.
    pub subject: &'a Subject,
    /// Our name of this refund; each is done once.
    pub refund: &'a str,
}

impl RefundRequest<'_> {
    /// `POST /v1/refunds`.
    pub fn form(&self) -> Form {
        let mut body = Serializer::new(String::new());
        body.append_pair("payment_intent", self.payment)
            .append_pair("reason", "requested_by_customer")
            .append_pair("metadata[business]", &self.subject.business.to_string())
            .append_pair("metadata[top_up]", &self.subject.top_up)
            .append_pair("metadata[refund]", self.refund);
        if let Some(amount) = self.amount {
            body.append_pair("amount", &amount.0.to_string());
        }
        Form {
            path: "/v1/refunds",
            idempotency_key: key("refund", self.refund),
            body: body.finish(),
        }
    }
}

/// A header value of at most 255 visible characters; longer names are told apart by their digest.
fn key(kind: &str, name: &str) -> String {
    use sha2::{Digest, Sha256};
    use std::fmt::Write as _;
    let plain = name.len() <= 200 && name.bytes().all(|byte| byte.is_ascii_graphic());
    let mut key = format!("kurier-{kind}-");
    if plain {
        key.push_str(name);
        return key;
    }
    for byte in Sha256::digest(name.as_bytes()) {
        // Writing into a string cannot fail.
        let _written: Result<(), std::fmt::Error> = write!(key, "{byte:02x}");
    }
    key
}
