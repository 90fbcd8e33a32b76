//! Payments that went back, and payments that nobody's balance has.

use super::Booking;
use kurier_policy::advance::{Advance, Return};
use kurier_policy::id::BusinessId;
use kurier_policy::ledger::{Channel, TransferKind};
use kurier_policy::money::{Currency, Micros};
use kurier_policy::payback::Share;
use kurier_policy::time::Timestamp;
use serde::{Deserialize, Serialize};

/// A payment that is in the books.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentFound {
    /// Whose.
    pub business: BusinessId,
    /// How much, with tax.
    pub paid: Micros,
    /// What of it was paid in advance.
    pub advance: Option<Advance>,
}

/// A line of [`kurier_policy::payback`] that is to be booked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackBooking {
    /// The payment's name.
    pub payment: String,
    /// The line's name.
    pub reason: String,
    /// Whose payment.
    pub business: BusinessId,
    /// Over which channel.
    pub channel: Channel,
    /// How it divides.
    pub share: Share,
    /// Whether we ask for it ourselves: it is booked before the provider is asked, and only if the balance holds it.
    pub is_asked: bool,
}

/// What was booked of a line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BackDone {
    /// Whether it was taken now.
    pub is_taken: bool,
    /// Its credit note, if it has one since now.
    pub note: Option<Return>,
    /// What came again, and has an invoice of its own since now.
    pub advance: Option<Advance>,
}

/// Why a payment is nobody's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StrayWhy {
    /// It names no business, or one that is none.
    UnknownBusiness,
    /// In another currency than the business's.
    OtherCurrency,
    /// Details of the operator or the business are missing, so that the tax in it is not known.
    DetailsMissing,
}

/// A payment that nobody's balance has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stray {
    /// Its place in their row, drawn by the store.
    pub number: i64,
    /// The payment's name.
    pub payment: String,
    /// Over which channel it came.
    pub channel: Channel,
    /// With tax.
    pub amount: Micros,
    /// In which currency.
    pub currency: Currency,
    /// Why.
    pub why: StrayWhy,
    /// What it says of whose it is.
    pub said: String,
    /// When it was heard of.
    pub at: Timestamp,
    /// Whose it is after all.
    pub placed: Option<BusinessId>,
}

impl BackBooking {
    /// One movement of it.
    pub(crate) fn booking(&self, kind: TransferKind, amount: Micros) -> Booking {
        Booking {
            business: self.business,
            kind,
            category: None,
            channel: self.channel,
            amount,
            reference: String::new(),
        }
    }
}
