//! Stripe: its pages, webhooks and refunds, over the guarded client.

use super::{CheckoutAsk, CheckoutPage, PROVIDER, Psp, RefundAsk, Told, WEBHOOK};
use crate::{EngineError, Result};
use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kurier_billing::cents::Cents;
use kurier_billing::stripe::{CheckoutRequest, Form, RefundRequest, Subject, What, parse, verify};
use kurier_egress::{Client, HeaderMap, HeaderValue, Method, Policy, Request, header};
use kurier_policy::ledger::Channel;
use kurier_policy::time::Timestamp;
use serde_json::Value;

/// Where Stripe answers.
const API: &str = "https://api.stripe.com";
/// How far the time of a webhook may be from ours, in seconds.
const TOLERANCE_S: u32 = 300;
/// Longest part of a refusal that is told.
const TOLD_MAX: usize = 200;

/// What Stripe gave the operator.
#[derive(Clone)]
pub struct StripeKeys {
    /// `sk_…`: proves us to it.
    pub secret: String,
    /// `whsec_…`: proves its webhooks to us.
    pub webhook: String,
    /// Another address than Stripe's, for tests.
    pub api: Option<String>,
}

impl std::fmt::Debug for StripeKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StripeKeys").field("api", &self.api).finish_non_exhaustive()
    }
}

/// Stripe.
pub struct Stripe {
    client: Client,
    base: String,
    authorization: HeaderValue,
    webhook: String,
}

fn failed(told: impl std::fmt::Display) -> EngineError {
    EngineError::invalid(PROVIDER, format!("Stripe: {told}"))
}

impl Stripe {
    /// With the operator's keys. `Err` says which of them cannot be one.
    pub fn new(keys: &StripeKeys) -> std::result::Result<Self, String> {
        if !keys.webhook.starts_with("whsec_") {
            return Err("the webhook secret of Stripe begins with whsec_".to_owned());
        }
        let basic = STANDARD.encode(format!("{}:", keys.secret));
        let mut authorization = HeaderValue::try_from(format!("Basic {basic}"))
            .map_err(|_| "the secret key of Stripe holds odd characters".to_owned())?;
        authorization.set_sensitive(true);
        let policy = if keys.api.is_some() { Policy::configured() } else { Policy::default() };
        let client = Client::new(policy).map_err(|error| error.to_string())?;
        let base = keys.api.as_deref().unwrap_or(API).trim_end_matches('/').to_owned();
        Ok(Self { client, base, authorization, webhook: keys.webhook.clone() })
    }

    async fn send(&self, form: Form) -> Result<Value> {
        let mut request = Request::new(Method::POST, format!("{}{}", self.base, form.path));
        let mut headers = HeaderMap::new();
        headers.insert(header::AUTHORIZATION, self.authorization.clone());
        let kind = HeaderValue::from_static("application/x-www-form-urlencoded");
        headers.insert(header::CONTENT_TYPE, kind);
        let key = HeaderValue::try_from(form.idempotency_key).map_err(failed)?;
        headers.insert("idempotency-key", key);
        request.headers = headers;
        request.body = form.body.into();
        let answer = self.client.request(request).await.map_err(failed)?;
        let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        if answer.status.is_success() {
            return Ok(body);
        }
        let told = body["error"]["message"].as_str().unwrap_or("no reason was given");
        let told: String = told.chars().take(TOLD_MAX).collect();
        Err(failed(format!("{}: {told}", answer.status.as_u16())))
    }
}

fn unlike(told: impl std::fmt::Display) -> EngineError {
    EngineError::invalid(WEBHOOK, told.to_string())
}

#[async_trait]
impl Psp for Stripe {
    fn channel(&self) -> Channel {
        Channel::Stripe
    }

    async fn create_checkout(&self, ask: &CheckoutAsk) -> Result<CheckoutPage> {
        let subject = Subject { business: ask.business, top_up: ask.name.clone() };
        let form = CheckoutRequest {
            subject: &subject,
            amount: ask.amount,
            currency: ask.currency,
            product: "Balance for messages",
            success_url: &ask.back,
            cancel_url: &ask.back,
            email: None,
            expires: ask.expires,
            locale: "auto",
        };
        let made = self.send(form.form()).await?;
        match (made["id"].as_str(), made["url"].as_str()) {
            (Some(id), Some(url)) if url.starts_with("https://") => {
                Ok(CheckoutPage { id: id.to_owned(), url: url.to_owned() })
            }
            _ => Err(failed("the answer names no page")),
        }
    }

    fn parse_webhook(&self, body: &[u8], signature: &str, now: Timestamp) -> Result<Told> {
        verify(body, signature, &self.webhook, now, TOLERANCE_S).map_err(unlike)?;
        let event = parse(body).map_err(unlike)?;
        Ok(told(event.what))
    }

    async fn refund(&self, ask: &RefundAsk) -> Result<()> {
        let subject = Subject { business: ask.business, top_up: ask.name.clone() };
        let form = RefundRequest {
            payment: &ask.payment,
            amount: Some(ask.amount),
            subject: &subject,
            refund: &ask.name,
        };
        self.send(form.form()).await?;
        Ok(())
    }
}

fn told(what: What) -> Told {
    let back = |payment: Option<String>, reason: String, total, is_final, is_dispute| match payment
    {
        Some(payment) => Told::WentBack { payment, reason, total, is_final, is_dispute },
        None => Told::Nothing,
    };
    match what {
        What::Paid(paid) => Told::Paid {
            business: paid.subject.business,
            // A page that was paid names its payment; its own name does as well.
            payment: paid.payment.unwrap_or(paid.session),
            amount: paid.amount,
            currency: paid.currency,
        },
        What::Refunded(refund) => {
            back(refund.payment, "refund".to_owned(), refund.refunded, false, false)
        }
        What::DisputeOpened(dispute) => {
            back(dispute.payment, dispute.id, dispute.amount, false, true)
        }
        What::DisputeClosed { dispute, won } => {
            let total = if won { Cents::ZERO } else { dispute.amount };
            back(dispute.payment, dispute.id, total, true, true)
        }
        What::Pending(_) | What::Failed(_) | What::Expired(_) | What::Other(_) => Told::Nothing,
    }
}
