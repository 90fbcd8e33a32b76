//! What an event says, as far as balances are concerned.

use super::Subject;
use crate::cents::Cents;
use kurier_policy::id::BusinessId;
use kurier_policy::money::Currency;
use kurier_policy::time::Timestamp;
use serde_json::Value;

/// Largest body; Stripe's are a few kilobytes.
pub const BODY_MAX: usize = 512 * 1024;

/// One event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// `evt_…`: take each once.
    pub id: String,
    /// When it happened.
    pub created: Timestamp,
    /// Whether money is real.
    pub live: bool,
    /// What happened.
    pub what: What,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// The money is there: `checkout.session.completed` with payment, or `…async_payment_succeeded`.
    Paid(Checkout),
    /// Completed, but the money comes later (bank debit): nothing may be spent yet.
    Pending(Checkout),
    /// It did not come after all.
    Failed(Checkout),
    /// Nobody paid in time.
    Expired(Checkout),
    /// Money went back.
    Refunded(Refund),
    /// The payer's bank took money back, for now.
    DisputeOpened(Dispute),
    /// Decided.
    DisputeClosed {
        /// Which.
        dispute: Dispute,
        /// For us: the money is ours again.
        won: bool,
    },
    /// Something that changes no balance; its type.
    Other(String),
}

/// A checkout of ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkout {
    /// `cs_…`.
    pub session: String,
    /// `pi_…`, once there is one; refunds and disputes name it.
    pub payment: Option<String>,
    /// Total, with tax.
    pub amount: Cents,
    /// Currency.
    pub currency: Currency,
    /// For whom.
    pub subject: Subject,
}

/// What was given back of a charge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refund {
    /// `ch_…`.
    pub charge: String,
    /// `pi_…`.
    pub payment: Option<String>,
    /// Of this total …
    pub amount: Cents,
    /// … so much in all refunds so far: a state, not a step.
    pub refunded: Cents,
    /// Currency.
    pub currency: Currency,
    /// For whom, if the charge still says it.
    pub subject: Option<Subject>,
}

/// Money that a payer's bank claims.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dispute {
    /// `dp_…` or `du_…`.
    pub id: String,
    /// `ch_…`.
    pub charge: String,
    /// `pi_…`: by it the top-up is found.
    pub payment: Option<String>,
    /// How much.
    pub amount: Cents,
    /// Currency.
    pub currency: Currency,
    /// Stripe's word for why.
    pub reason: String,
}

/// Why an event is not understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EventFault {
    /// No JSON object, or far too large.
    #[error("the event is no JSON object")]
    NotJson,
    /// A member that every such event has is missing or of another type.
    #[error("the event lacks `{0}`")]
    Missing(&'static str),
    /// A checkout that we did not begin, or whose name of a business was changed.
    #[error("the checkout bears no reference of ours")]
    NotOurs,
}

/// Reads an event whose signature was checked.
pub fn parse(body: &[u8]) -> Result<Event, EventFault> {
    if body.len() > BODY_MAX {
        return Err(EventFault::NotJson);
    }
    let event: Value = serde_json::from_slice(body).map_err(|_| EventFault::NotJson)?;
    if !event.is_object() {
        return Err(EventFault::NotJson);
    }
    let created = event["created"].as_i64().ok_or(EventFault::Missing("created"))?;
    Ok(Event {
        id: text(&event, "id")?,
        created: Timestamp::from_seconds(created),
        live: event["livemode"].as_bool().ok_or(EventFault::Missing("livemode"))?,
        what: what(&text(&event, "type")?, &event["data"]["object"])?,
    })
}

fn what(kind: &str, object: &Value) -> Result<What, EventFault> {
    Ok(match kind {
        "checkout.session.completed" if object["payment_status"] == "unpaid" => {
            What::Pending(checkout(object)?)
        }
        "checkout.session.completed" | "checkout.session.async_payment_succeeded" => {
            What::Paid(checkout(object)?)
        }
        "checkout.session.async_payment_failed" => What::Failed(checkout(object)?),
        "checkout.session.expired" => What::Expired(checkout(object)?),
        "charge.refunded" => What::Refunded(refund(object)?),
        "charge.dispute.created" => What::DisputeOpened(dispute(object)?),
        "charge.dispute.closed" => {
            // `warning_closed` is an inquiry that took no money.
            let won = matches!(object["status"].as_str(), Some("won" | "warning_closed"));
            What::DisputeClosed { dispute: dispute(object)?, won }
        }
        other => What::Other(other.chars().take(100).collect()),
    })
}

fn checkout(object: &Value) -> Result<Checkout, EventFault> {
    Ok(Checkout {
        session: text(object, "id")?,
        payment: id_of(&object["payment_intent"]),
        amount: amount(object, "amount_total")?,
        currency: currency(object)?,
        subject: subject(object).ok_or(EventFault::NotOurs)?,
    })
}

fn refund(object: &Value) -> Result<Refund, EventFault> {
    Ok(Refund {
        charge: text(object, "id")?,
        payment: id_of(&object["payment_intent"]),
        amount: amount(object, "amount")?,
        refunded: amount(object, "amount_refunded")?,
        currency: currency(object)?,
        subject: subject(object),
    })
}

fn dispute(object: &Value) -> Result<Dispute, EventFault> {
    Ok(Dispute {
        id: text(object, "id")?,
        charge: id_of(&object["charge"]).ok_or(EventFault::Missing("charge"))?,
        payment: id_of(&object["payment_intent"]),
        amount: amount(object, "amount")?,
        currency: currency(object)?,
        reason: text(object, "reason")?,
    })
}

/// What we wrote into the request. If both places name a top-up, they must agree.
fn subject(object: &Value) -> Option<Subject> {
    let metadata = &object["metadata"];
    let business: BusinessId = metadata["business"].as_str()?.parse().ok()?;
    let top_up = metadata["top_up"].as_str().filter(|text| !text.is_empty())?;
    let agrees = object["client_reference_id"].as_str().is_none_or(|other| other == top_up);
    agrees.then(|| Subject { business, top_up: top_up.to_owned() })
}

fn text(object: &Value, name: &'static str) -> Result<String, EventFault> {
    let text = object[name].as_str().filter(|text| (1..=255).contains(&text.len()));
    text.map(str::to_owned).ok_or(EventFault::Missing(name))
}

fn amount(object: &Value, name: &'static str) -> Result<Cents, EventFault> {
    let amount = object[name].as_i64().filter(|amount| *amount >= 0);
    amount.map(Cents).ok_or(EventFault::Missing(name))
}

fn currency(object: &Value) -> Result<Currency, EventFault> {
    let code = object["currency"].as_str().map(str::to_ascii_uppercase);
    code.and_then(|code| Currency::parse(&code)).ok_or(EventFault::Missing("currency"))
}

/// Another object: its id, or all of it if the endpoint expands it.
fn id_of(value: &Value) -> Option<String> {
    value.as_str().or_else(|| value["id"].as_str()).map(str::to_owned)
}
