//! Closed months and credit notes.

use super::Result;
use crate::record::CreditRequest;
use async_trait::async_trait;
use kurier_policy::id::BusinessId;
use kurier_policy::statement::{Month, Statement, StatementNumber};
use kurier_policy::time::Timestamp;

/// The part of the store that closes months.
#[async_trait]
pub trait BillingStore {
    /// Closes a month: an immutable record of what was posted in it, by category, market and price, with the next
    /// number of its year; what tiers take off, and less than a cent, is booked in the same step. A month that is closed
    /// already answers its record. `Conflict` if it is not over, or an earlier one with transfers is open.
    async fn close_month(
        &self,
        business: BusinessId,
        month: Month,
        now: Timestamp,
    ) -> Result<Statement>;
    /// Gives money back, once per reference (which it shares with payments), and writes a note with the next number.
    /// `Conflict` if there is nothing to give back.
    async fn give_credit(&self, request: CreditRequest, now: Timestamp) -> Result<Statement>;
    /// Statements and notes of one business, or of all, in the order of their numbers, after `after`; at most `limit`.
    async fn statements(
        &self,
        business: Option<BusinessId>,
        after: Option<StatementNumber>,
        limit: u32,
    ) -> Result<Vec<Statement>>;
}
