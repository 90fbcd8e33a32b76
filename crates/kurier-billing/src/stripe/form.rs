//! Bodies of requests to Stripe: `application/x-www-form-urlencoded`, nested names in brackets.

use super::{Subject, minor};
use crate::cents::Cents;
use kurier_policy::id::BusinessId;
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
    /// Total, with tax.
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
    /// either bear it. `None` if the currency has no such amount.
    pub fn form(&self) -> Option<Form> {
        let amount = minor::from_cents(self.amount, self.currency)?;
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
            .append_pair("line_items[0][price_data][unit_amount]", &amount.to_string())
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
        Some(Form {
            path: "/v1/checkout/sessions",
            idempotency_key: key("checkout", top_up),
            body: body.finish(),
        })
    }
}

/// Asks for money to be given back.
#[derive(Debug, Clone)]
pub struct RefundRequest<'a> {
    /// `pi_…` of the payment.
    pub payment: &'a str,
    /// How much.
    pub amount: Cents,
    /// Currency of the payment.
    pub currency: Currency,
    /// For whom, if somebody's.
    pub business: Option<BusinessId>,
    /// Our name of this refund; each is done once.
    pub refund: &'a str,
}

impl RefundRequest<'_> {
    /// `POST /v1/refunds`. `None` if the currency has no such amount.
    pub fn form(&self) -> Option<Form> {
        let amount = minor::from_cents(self.amount, self.currency)?;
        let mut body = Serializer::new(String::new());
        body.append_pair("payment_intent", self.payment)
            .append_pair("amount", &amount.to_string())
            .append_pair("reason", "requested_by_customer")
            .append_pair("metadata[refund]", self.refund);
        if let Some(business) = self.business {
            body.append_pair("metadata[business]", &business.to_string());
        }
        // Of another payment the same name is another refund.
        let named = format!("{}-{}", self.payment, self.refund);
        let idempotency_key = key("refund", &named);
        Some(Form { path: "/v1/refunds", idempotency_key, body: body.finish() })
    }
}

/// `GET /v1/refunds`: those of a payment, the newest first; so many, after one.
pub fn refunds_path(payment: &str, after: Option<&str>, limit: u32) -> String {
    let mut query = Serializer::new(String::new());
    query.append_pair("payment_intent", payment).append_pair("limit", &limit.to_string());
    if let Some(after) = after {
        query.append_pair("starting_after", after);
    }
    format!("/v1/refunds?{}", query.finish())
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
