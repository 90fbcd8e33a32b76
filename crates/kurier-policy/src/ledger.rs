//! The double-entry ledger: every posting moves one amount from one account to another, so every
//! set of postings balances to zero by construction and by test.

use crate::id::{BusinessId, EventSeq};
use crate::money::{Currency, Micros};
use crate::pricing::Category;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// An account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Account {
    /// Money a business paid in and has not spent or reserved. Never below zero.
    Prepaid(BusinessId),
    /// Money reserved for accepted, not yet delivered messages.
    Reserved(BusinessId),
    /// Earned by delivered messages of a category.
    Revenue(Category),
    /// Where top-ups come from: the operator's bank.
    Bank,
}

/// Why money moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TransferKind {
    /// A business paid in: bank → prepaid.
    TopUp,
    /// Accepted: prepaid → reserved.
    Reserve,
    /// Delivered: reserved → revenue.
    Post,
    /// Failed: reserved → prepaid.
    Void,
}

/// One immutable posting. It covers a range of the business's events, so that the prices in the
/// messages of that range add up to `amount` exactly.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transfer {
    /// Number of the transfer, rising without gaps per installation.
    pub id: i64,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub kind: TransferKind,
    /// Whose money.
    pub business: BusinessId,
    /// Category of the messages covered; `None` for top-ups.
    pub category: Option<Category>,
    /// Amount leaves here …
    pub debit: Account,
    /// … and arrives here.
    pub credit: Account,
    /// Always above zero.
    pub amount: Micros,
    /// Currency of the amount.
    pub currency: Currency,
    /// How many priced messages it covers; 0 for top-ups.
    pub messages: u32,
    /// First event it covers; 0 for top-ups.
    pub first_event: EventSeq,
    /// Last event it covers; 0 for top-ups.
    pub last_event: EventSeq,
}
