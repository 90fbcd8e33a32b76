//! Payments that went back: refunds, and what a payer's bank took; and payments that nobody's balance has.

use super::Result;
use crate::record::{BackBooking, BackDone, PaymentFound, Stray};
use async_trait::async_trait;
use kurier_policy::advance::Return;
use kurier_policy::id::BusinessId;
use kurier_policy::payback::Back;
use kurier_policy::statement::StatementNumber;
use kurier_policy::time::Timestamp;

/// The [`super::StoreError::Conflict`] of a refund that the balance does not hold.
pub const BALANCE_TOO_SMALL: &str = "balance";

/// The part of the store that books payments back.
#[async_trait]
pub trait ReturnStore {
    /// A payment that is in the books.
    async fn payment(&self, payment: String) -> Result<Option<PaymentFound>>;
    /// Keeps what was heard of a line, whether its payment is known or not; answers what is known of it then. Nothing is
    /// booked.
    async fn note_back(&self, told: Back) -> Result<Back>;
    /// The lines of a payment, by their names; at most a thousand.
    async fn backs(&self, payment: String) -> Result<Vec<Back>>;
    /// Books what is due of a line, in one step with the number of its credit note, or of the invoice of what came
    /// again. Nothing due: nothing happens. `NotFound` for no such line, `Conflict` ([`BALANCE_TOO_SMALL`]) for one that is
    /// asked for and that the balance does not hold.
    async fn book_back(&self, booking: BackBooking, now: Timestamp) -> Result<BackDone>;
    /// Credit notes of one business, or of all, in the order of their numbers, after `after`; at most `limit`.
    async fn returns(
        &self,
        business: Option<BusinessId>,
        after: Option<StatementNumber>,
        limit: u32,
    ) -> Result<Vec<Return>>;
    /// Keeps a payment that nobody's balance has, and draws its number. The first of a name stays; answers what is kept.
    async fn keep_stray(&self, stray: Stray) -> Result<Stray>;
    /// One of them.
    async fn stray(&self, payment: String) -> Result<Option<Stray>>;
    /// Those after a number, in their order; at most `limit`.
    async fn strays(&self, after: i64, limit: u32) -> Result<Vec<Stray>>;
    /// Says whose it is, once and before it is booked. `Conflict` if it is somebody else's, `NotFound` for none.
    async fn place_stray(&self, payment: String, business: BusinessId) -> Result<Stray>;
}
