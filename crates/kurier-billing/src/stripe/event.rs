//! What an event says, as far as balances are concerned.

use super::{Subject, minor};
use crate::cents::Cents;
use kurier_policy::id::BusinessId;
use kurier_policy::money::Currency;
use serde_json::Value;

/// Largest body; Stripe's are a few kilobytes.
pub const BODY_MAX: usize = 512 * 1024;

/// One event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
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
    /// Something of a charge went back; which refunds these are, the list of refunds says. The payment, if it has one.
    Refunded(Option<String>),
    /// How a refund stands.
    Refund(Refund),
    /// How a dispute stands.
    Dispute(Dispute),
    /// Something that changes no balance (completed without the money, failed, expired, anything else); its type.
    Other(String),
}

/// A checkout.
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
    /// For whom; `None` = we did not begin it, or somebody changed what we wrote.
    pub subject: Option<Subject>,
    /// What it says of whose it is, for a human.
    pub said: String,
}

/// One refund.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refund {
    /// `re_…`.
    pub id: String,
    /// `pi_…`.
    pub payment: Option<String>,
    /// How much.
    pub amount: Cents,
    /// Currency.
    pub currency: Currency,
    /// Our name of it, if we asked for it.
    pub name: Option<String>,
    /// Whether it failed or was taken back: the money is ours again.
    pub is_undone: bool,
}

/// Money that a payer's bank claims.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dispute {
    /// `dp_…` or `du_…`.
    pub id: String,
    /// `pi_…`: by it the payment is found.
    pub payment: Option<String>,
    /// How much.
    pub amount: Cents,
    /// Currency.
    pub currency: Currency,
    /// How it stands.
    pub stands: Stands,
}

/// How a dispute stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stands {
    /// A question that took no money.
    Asked,
    /// The money is away, for now.
    Open,
    /// The money is ours again.
    Won,
    /// The money is away.
    Lost,
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
    Ok(Event {
        live: event["livemode"].as_bool().ok_or(EventFault::Missing("livemode"))?,
        what: what(&text(&event, "type")?, &event["data"]["object"])?,
    })
}

fn what(kind: &str, object: &Value) -> Result<What, EventFault> {
    // Checkouts that carry on a contract or keep a card pay for nothing of ours.
    let is_payment = object["mode"].as_str().is_none_or(|mode| mode == "payment");
    Ok(match kind {
        // Completed with a bank debit the money comes later, and is told then.
        "checkout.session.completed" if is_payment && object["payment_status"] != "unpaid" => {
            What::Paid(checkout(object)?)
        }
        "checkout.session.async_payment_succeeded" if is_payment => What::Paid(checkout(object)?),
        "charge.refunded" => What::Refunded(id_of(&object["payment_intent"])),
        "refund.created" | "refund.updated" | "refund.failed" | "charge.refund.updated" => {
            What::Refund(refund(object)?)
        }
        "charge.dispute.created"
        | "charge.dispute.updated"
        | "charge.dispute.closed"
        | "charge.dispute.funds_withdrawn"
        | "charge.dispute.funds_reinstated" => What::Dispute(dispute(object)?),
        other => What::Other(other.chars().take(100).collect()),
    })
}

fn checkout(object: &Value) -> Result<Checkout, EventFault> {
    let said = [&object["metadata"]["business"], &object["client_reference_id"]];
    let said: Vec<&str> = said.into_iter().filter_map(Value::as_str).collect();
    let currency = currency(object)?;
    Ok(Checkout {
        session: text(object, "id")?,
        payment: id_of(&object["payment_intent"]),
        amount: amount(object, "amount_total", currency)?,
        currency,
        subject: subject(object),
        said: said.join(" ").chars().take(100).collect(),
    })
}

/// Reads one refund, as events and answers hold it.
pub fn refund(object: &Value) -> Result<Refund, EventFault> {
    let currency = currency(object)?;
    let name = object["metadata"]["refund"].as_str().filter(|name| !name.is_empty());
    Ok(Refund {
        id: text(object, "id")?,
        payment: id_of(&object["payment_intent"]),
        amount: amount(object, "amount", currency)?,
        currency,
        name: name.map(str::to_owned),
        is_undone: matches!(object["status"].as_str(), Some("failed" | "canceled")),
    })
}

fn dispute(object: &Value) -> Result<Dispute, EventFault> {
    let currency = currency(object)?;
    let stands = match text(object, "status")?.as_str() {
        "needs_response" | "under_review" => Stands::Open,
        // An inquiry that ends took no money; what it took before comes again.
        "won" | "warning_closed" => Stands::Won,
        "lost" => Stands::Lost,
        _ => Stands::Asked,
    };
    Ok(Dispute {
        id: text(object, "id")?,
        payment: id_of(&object["payment_intent"]),
        amount: amount(object, "amount", currency)?,
        currency,
        stands,
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

fn amount(object: &Value, name: &'static str, of: Currency) -> Result<Cents, EventFault> {
    let amount = object[name].as_i64().filter(|amount| *amount >= 0);
    amount.and_then(|amount| minor::to_cents(amount, of)).ok_or(EventFault::Missing(name))
}

fn currency(object: &Value) -> Result<Currency, EventFault> {
    let code = object["currency"].as_str().map(str::to_ascii_uppercase);
    code.and_then(|code| Currency::parse(&code)).ok_or(EventFault::Missing("currency"))
}

/// Another object: its id, or all of it if the endpoint expands it.
fn id_of(value: &Value) -> Option<String> {
    let id = value.as_str().or_else(|| value["id"].as_str());
    id.filter(|id| (1..=255).contains(&id.len())).map(str::to_owned)
}
