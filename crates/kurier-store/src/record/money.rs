//! Money: what is to move, what lies there, and what an audit found.

use kurier_policy::id::BusinessId;
use kurier_policy::ledger::TransferKind;
use kurier_policy::money::Micros;
use kurier_policy::pricing::Category;
use serde::{Deserialize, Serialize};

/// Money that is to move for no single message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Booking {
    /// Whose.
    pub business: BusinessId,
    /// Why, and so between which accounts.
    pub kind: TransferKind,
    /// Of which category, for a correction.
    pub category: Option<Category>,
    /// At most so much: never more than the account holds that it leaves.
    pub amount: Micros,
    /// Names it: it is booked once.
    pub reference: String,
}

/// A finding of a ledger check.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerReport {
    /// Number of transfers read.
    pub transfers: u64,
    /// Number of priced messages read.
    pub messages: u64,
    /// Sum of all accounts; must be zero.
    pub imbalance: Micros,
    /// Every broken rule, as a plain sentence; empty = all is well.
    pub findings: Vec<String>,
}

/// Balance of a business.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Balance {
    /// Paid in, neither spent nor reserved.
    pub prepaid: Micros,
    /// Reserved for messages on their way.
    pub reserved: Micros,
}
