//! Invoices: who they are from and for, what was issued, and payments that have one.

use super::Result;
use crate::record::{Issued, PaidIn, PaymentIn};
use async_trait::async_trait;
use kurier_policy::advance::Advance;
use kurier_policy::id::BusinessId;
use kurier_policy::statement::StatementNumber;
use kurier_policy::time::Timestamp;

/// The part of the store that keeps what is on invoices.
#[async_trait]
pub trait InvoiceStore {
    /// Name, address and numbers for the invoices of a business, as its caller wrote them; `None` = of the operator.
    /// `None` if nothing was set.
    async fn billing_details(&self, of: Option<BusinessId>) -> Result<Option<String>>;
    /// Sets them. What was issued stays as it is. `NotFound` for a business that is none.
    async fn set_billing_details(&self, of: Option<BusinessId>, data: String) -> Result<()>;
    /// Keeps a document for ever. The first of a number stays; answers the one that is kept.
    async fn issue(&self, document: Issued) -> Result<Issued>;
    /// The document of a number, if it was issued.
    async fn issued(&self, number: String) -> Result<Option<Issued>>;
    /// Books a payment and the tax in it, once per reference, and draws the number of its advance in the same step. What
    /// pays back a credit line is no advance: it was billed.
    async fn pay_in(&self, payment: PaymentIn, now: Timestamp) -> Result<PaidIn>;
    /// Advances of one business, or of all, in the order of their numbers, after `after`; at most `limit`.
    async fn advances(
        &self,
        business: Option<BusinessId>,
        after: Option<StatementNumber>,
        limit: u32,
    ) -> Result<Vec<Advance>>;
}
