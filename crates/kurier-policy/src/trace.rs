//! The ordered list of checks that decided one message, with their inputs; readable by the person
//! ("why did I get this?") and by the business ("why was this refused?").

use crate::id::ReceiptId;
use crate::market::Market;
use crate::money::Micros;
use crate::pricing::Category;
use crate::refusal::Refusal;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// The inputs that decided one message: small enough to be stored with it. The trace is a pure
/// function of it ([`Evidence::trace`]).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// When it was decided.
    #[serde(rename = "t")]
    pub at: Timestamp,
    /// Category the message counts as.
    #[serde(rename = "c")]
    pub category: Category,
    /// Whether the message was a template.
    #[serde(rename = "tp", default, skip_serializing_if = "std::ops::Not::not")]
    pub is_template: bool,
    /// End of the window, if one was open or had been.
    #[serde(rename = "w", default, skip_serializing_if = "Option::is_none")]
    pub window_until: Option<Timestamp>,
    /// The permission that was used.
    #[serde(rename = "p", default, skip_serializing_if = "Option::is_none")]
    pub permission: Option<PermissionUsed>,
    /// Market of the price.
    #[serde(rename = "m")]
    pub market: Market,
    /// Version of the rate card.
    #[serde(rename = "v")]
    pub rate_card: u32,
    /// Price of the message.
    #[serde(rename = "e")]
    pub price: Micros,
    /// Why it was refused; `None` = accepted.
    #[serde(rename = "r", default, skip_serializing_if = "Option::is_none")]
    pub refusal: Option<Refusal>,
    /// What exactly was wrong, for refusals about a parameter (plain sentence, no secrets).
    #[serde(rename = "d", default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

/// The permission a message went out under.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PermissionUsed {
    /// Its receipt.
    #[serde(rename = "i")]
    pub receipt: ReceiptId,
    /// Its topic.
    #[serde(rename = "o", default, skip_serializing_if = "Option::is_none")]
    pub topic: Option<String>,
    /// Since when.
    #[serde(rename = "s")]
    pub granted_at: Timestamp,
    /// Until when.
    #[serde(rename = "x", default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
}

/// One step of a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// Which rule.
    pub rule: Rule,
    /// How it went.
    pub result: CheckResult,
    /// What it looked at: name → value, in a fixed order.
    pub inputs: Vec<(String, String)>,
}

/// How a check went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckResult {
    /// It allowed the message.
    Passed,
    /// It refused the message.
    Refused,
    /// It did not apply, or an earlier check had refused.
    Skipped,
}

/// The rules in the order they are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// Business and sender may send at all.
    Sender,
    /// The content keeps every documented limit.
    Content,
    /// The template exists, is approved, and its parameters fit.
    Template,
    /// Throughput of the sender.
    Throughput,
    /// The recipient is in a relation with the business and has not blocked it.
    Recipient,
    /// Rate towards this one person.
    PairRate,
    /// The 24-hour window (free-form messages).
    Window,
    /// A live permission of the right purpose and topic (templates).
    Permission,
    /// How often the person allowed it.
    Cadence,
    /// The price and the balance.
    Price,
}
