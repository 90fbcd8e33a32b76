//! Money: what is to move, what lies there, and what an audit found.

use kurier_policy::advance::Advance;
use kurier_policy::id::BusinessId;
use kurier_policy::ledger::{Channel, Invariant, Transfer, TransferKind};
use kurier_policy::money::Micros;
use kurier_policy::pricing::Category;
use kurier_policy::statement::Month;
use kurier_policy::time::Timestamp;
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
    /// Over which channel, for a payment.
    pub channel: Channel,
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
    /// Every broken rule, as a plain sentence that begins with its number; empty = all is well.
    pub findings: Vec<String>,
    /// Each invariant: how often it was looked at, and how often it was broken.
    #[serde(default)]
    pub invariants: Vec<InvariantLine>,
    /// Head of the chain over all transfers, in hex: publish it, and nobody can change one of them unnoticed.
    #[serde(default)]
    pub head: String,
    /// What providers announced and the bank does not hold.
    #[serde(default)]
    pub uncleared: Micros,
}

/// What an audit says of one invariant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvariantLine {
    /// Which.
    pub invariant: Invariant,
    /// How many things were looked at.
    pub checked: u64,
    /// How many of them broke it.
    pub broken: u64,
}

/// Balance of a business.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Balance {
    /// Paid in, neither spent nor reserved.
    pub prepaid: Micros,
    /// Reserved for messages on their way.
    pub reserved: Micros,
    /// Owed of the credit line.
    #[serde(default)]
    pub owed: Micros,
}

/// Money that is given back with a note of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreditRequest {
    /// To whom.
    pub business: BusinessId,
    /// [`TransferKind::Goodwill`] or [`TransferKind::ReportReturn`].
    pub kind: TransferKind,
    /// How much; of reports no more than they had cost.
    pub amount: Micros,
    /// The month that it is about.
    pub month: Month,
    /// In plain words.
    pub reason: String,
    /// Names it: it is given once.
    pub reference: String,
}

/// A payment that a provider or the bank confirmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentIn {
    /// Whose.
    pub business: BusinessId,
    /// Over which channel.
    pub channel: Channel,
    /// What can be used of it; above zero.
    pub net: Micros,
    /// The tax in it.
    pub vat: Micros,
    /// Names it: it is booked once.
    pub reference: String,
}

/// What became of a payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaidIn {
    /// Whether it was booked now, and not before.
    pub is_new: bool,
    /// The transfer of what can be used.
    pub transfer: Option<Transfer>,
    /// What of it was paid in advance.
    pub advance: Option<Advance>,
}

/// A document that was issued, whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issued {
    /// Its number as it is printed.
    pub number: String,
    /// For whom.
    pub business: BusinessId,
    /// When.
    pub at: Timestamp,
    /// All that it says, as JSON of its maker.
    pub document: String,
}

/// Details as they are kept and exported.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct DetailsLine {
    /// 0 = the operator.
    pub(crate) business: i64,
    pub(crate) data: String,
}

impl PaymentIn {
    /// What it moves: what can be used, and the tax.
    pub(crate) fn bookings(&self) -> [Booking; 2] {
        let of = |kind, amount, reference: String| Booking {
            business: self.business,
            kind,
            category: None,
            channel: self.channel,
            amount,
            reference,
        };
        let (reference, vat) = (self.reference.clone(), format!("{}:vat", self.reference));
        [
            of(TransferKind::Payment, self.net, reference),
            of(TransferKind::PaymentVat, self.vat, vat),
        ]
    }
}
