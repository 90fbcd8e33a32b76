//! Stripe: its pages, webhooks and refunds, over the guarded client.

use super::{
    CheckoutAsk, CheckoutPage, PROVIDER, Paid, Psp, REFUSED, RefundAsk, Told, WEBHOOK, WentBack,
};
use crate::{EngineError, Result};
use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kurier_billing::stripe::{
    self as wire, CheckoutRequest, Dispute, Form, Refund, RefundRequest, Stands, Subject, What,
    parse, refunds_path, verify,
};
use kurier_egress::{Client, HeaderValue, Method, Policy, Request, header};
use kurier_policy::ledger::Channel;
use kurier_policy::payback::BackState;
use kurier_policy::time::Timestamp;
use serde_json::Value;

/// Where Stripe answers.
const API: &str = "https://api.stripe.com";
/// How far the time of a webhook may be from ours, in seconds.
const TOLERANCE_S: u32 = 300;
/// Longest part of a refusal that is told.
const TOLD_MAX: usize = 200;
/// Refunds on a page, and most pages: nobody gives a payment back in more parts.
const PAGE: u32 = 100;
const PAGES_MAX: u32 = 10;
/// Longest answer: a page of refunds.
const ANSWER_MAX: usize = 512 * 1024;

/// What Stripe gave the operator.
#[derive(Clone)]
pub struct StripeKeys {
    /// `sk_…` or `rk_…`: proves us to it.
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
    is_live: bool,
}

fn failed(told: impl std::fmt::Display) -> EngineError {
    EngineError::invalid(PROVIDER, format!("Stripe: {told}"))
}

fn odd_amount() -> EngineError {
    EngineError::invalid("bad_request", "the currency has no such amount")
}

impl Stripe {
    /// With the operator's keys. `Err` says which of them cannot be one.
    pub fn new(keys: &StripeKeys) -> std::result::Result<Self, String> {
        let is_secret = ["sk_", "rk_"].iter().any(|mark| keys.secret.starts_with(mark));
        let (is_live, is_test) = (keys.secret.contains("_live_"), keys.secret.contains("_test_"));
        if !is_secret || is_live == is_test {
            return Err("the secret key of Stripe looks like sk_live_… or sk_test_…".to_owned());
        }
        if !keys.webhook.starts_with("whsec_") {
            return Err("the webhook secret of Stripe begins with whsec_".to_owned());
        }
        let basic = STANDARD.encode(format!("{}:", keys.secret));
        let mut authorization = HeaderValue::try_from(format!("Basic {basic}"))
            .map_err(|_| "the secret key of Stripe holds odd characters".to_owned())?;
        authorization.set_sensitive(true);
        let policy = if keys.api.is_some() { Policy::configured() } else { Policy::default() };
        let policy = Policy { max_body: ANSWER_MAX, ..policy };
        let client = Client::new(policy).map_err(|error| error.to_string())?;
        let base = keys.api.as_deref().unwrap_or(API).trim_end_matches('/').to_owned();
        Ok(Self { client, base, authorization, webhook: keys.webhook.clone(), is_live })
    }

    async fn post(&self, form: Form) -> Result<Value> {
        let mut request = Request::new(Method::POST, format!("{}{}", self.base, form.path));
        let kind = HeaderValue::from_static("application/x-www-form-urlencoded");
        request.headers.insert(header::CONTENT_TYPE, kind);
        let key = HeaderValue::try_from(form.idempotency_key).map_err(failed)?;
        request.headers.insert("idempotency-key", key);
        request.body = form.body.into();
        self.call(request).await
    }

    async fn call(&self, mut request: Request) -> Result<Value> {
        request.headers.insert(header::AUTHORIZATION, self.authorization.clone());
        let answer = self.client.request(request).await.map_err(failed)?;
        let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        if answer.status.is_success() {
            return Ok(body);
        }
        let told = body["error"]["message"].as_str().unwrap_or("no reason was given");
        let told: String = told.chars().take(TOLD_MAX).collect();
        let status = answer.status.as_u16();
        let told = format!("{status}: {told}");
        // Documented: 409 is another call under the same key, 429 is too many; both may be tried again, as all of 5xx.
        // 401 and 403 are about the key, and say nothing of what an earlier call did.
        let is_no =
            (400..500).contains(&status) && ![401, 403, 408, 409, 425, 429].contains(&status);
        if is_no {
            return Err(EngineError::invalid(REFUSED, format!("Stripe: {told}")));
        }
        Err(failed(told))
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
        let made = self.post(form.form().ok_or_else(odd_amount)?).await?;
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
        // Play money is no money, and real money is not played with.
        Ok(if event.live == self.is_live { told(event.what) } else { Told::Nothing })
    }

    async fn refund(&self, ask: &RefundAsk) -> Result<WentBack> {
        let form = RefundRequest {
            payment: &ask.payment,
            amount: ask.amount,
            currency: ask.currency,
            business: ask.business,
            refund: &ask.name,
        };
        let made = self.post(form.form().ok_or_else(odd_amount)?).await?;
        let refund = wire::refund(&made).map_err(failed)?;
        // Ours by whom we asked, whatever the answer repeats of it.
        Ok(of_refund(Refund { name: Some(ask.name.clone()), ..refund }))
    }

    async fn refunds(&self, payment: &str) -> Result<Vec<WentBack>> {
        let mut all = Vec::new();
        let mut after: Option<String> = None;
        for _ in 0..PAGES_MAX {
            let path = refunds_path(payment, after.as_deref(), PAGE);
            let page = self.call(Request::new(Method::GET, format!("{}{path}", self.base))).await?;
            let rows = page["data"].as_array().ok_or_else(|| failed("no list of refunds"))?;
            for row in rows {
                let refund = wire::refund(row).map_err(failed)?;
                after = Some(refund.id.clone());
                all.push(of_refund(refund));
            }
            if page["has_more"] != true || rows.is_empty() {
                return Ok(all);
            }
        }
        Err(failed("more than a thousand refunds of one payment"))
    }
}

fn told(what: What) -> Told {
    match what {
        What::Paid(paid) => Told::Paid(Paid {
            business: paid.subject.map(|subject| subject.business),
            said: paid.said,
            // A page that was paid names its payment; its own name does as well.
            payment: paid.payment.unwrap_or(paid.session),
            amount: paid.amount,
            currency: paid.currency,
        }),
        What::Refunded(payment) => payment.map_or(Told::Nothing, Told::Refunded),
        What::Refund(refund) => match refund.payment.clone() {
            Some(payment) => Told::WentBack(payment, of_refund(refund)),
            None => Told::Nothing,
        },
        What::Dispute(dispute) => of_dispute(dispute),
        What::Other(_) => Told::Nothing,
    }
}

fn of_refund(refund: Refund) -> WentBack {
    let name = refund.name.unwrap_or(refund.id);
    WentBack {
        reason: format!("refund:{name}"),
        amount: refund.amount,
        currency: refund.currency,
        state: if refund.is_undone { BackState::Undone } else { BackState::Gone },
        is_dispute: false,
    }
}

fn of_dispute(dispute: Dispute) -> Told {
    let state = match dispute.stands {
        Stands::Asked => return Told::Nothing,
        Stands::Open => BackState::Gone,
        Stands::Lost => BackState::Kept,
        Stands::Won => BackState::Undone,
    };
    let Some(payment) = dispute.payment else { return Told::Nothing };
    let reason = format!("dispute:{}", dispute.id);
    let Dispute { amount, currency, .. } = dispute;
    Told::WentBack(payment, WentBack { reason, amount, currency, state, is_dispute: true })
}
