//! Payments that went back: refunds, and what a payer's bank took.

use super::Result;
use crate::record::{PaymentBack, WentBack};
use async_trait::async_trait;
use kurier_policy::advance::Advance;
use kurier_policy::time::Timestamp;

/// The part of the store that books payments back.
#[async_trait]
pub trait ReturnStore {
    /// The advance that a payment made.
    async fn advance_of_payment(&self, reference: String) -> Result<Option<Advance>>;
    /// Says how much of a payment went back in all, for one reason; books what is new of it, net and tax. Of
    /// several that speak of the same reason the last word counts, and without one the largest amount, in whatever order
    /// they come. `NotFound` for a payment that is not booked, or made no advance.
    async fn give_back(&self, back: PaymentBack, now: Timestamp) -> Result<WentBack>;
}
