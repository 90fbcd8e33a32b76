//! Invoices: who they are from and for, what is issued for closed months, notes and payments, and payments that come by
//! bank statement.
//!
//! The number of a document is drawn by the store in the step that closes the month, writes the note or books the
//! payment. The document itself is written once, when both sides are known, and never again.

mod bank;
mod comparison;
mod issue;
mod returned;

pub use bank::{BankOutcome, BankRow, BankStatement};
pub use comparison::example;
pub use issue::{Form, InvoiceFile, Row};
pub use kurier_billing::camt::BYTES_MAX as BANK_STATEMENT_MAX;

use crate::{Engine, EngineError, Result};
use kurier_billing::details::{BadDetails, Buyer, Seller, payment_reference};
use kurier_billing::papers::PaperFault;
use kurier_policy::id::BusinessId;
use serde_json::{Map, Value};

/// No details are set.
pub const DETAILS_MISSING: &str = "billing_details_missing";
/// Details that do not fit.
pub const DETAILS_UNFIT: &str = "billing_details_unfit";
/// A note about a month that is not closed.
pub const MONTH_OPEN: &str = "month_open";
/// What the ledger holds does not fit a document.
pub const NO_DOCUMENT: &str = "no_document";

/// Who sets details.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Writer {
    /// The business its own: it does not decide about tax.
    Business,
    /// The operator.
    Operator,
}

impl Engine {
    /// What stands on the invoices of a business (`None`: of the operator), as it was set.
    pub async fn billing_details(&self, of: Option<BusinessId>) -> Result<Value> {
        let kept = self.details(of).await?;
        Ok(serde_json::from_str(&kept).unwrap_or_default())
    }

    /// What a business writes into a bank transfer, so that its payment is found.
    pub fn payment_reference(&self, business: BusinessId) -> Option<String> {
        payment_reference(business).map(|found| found.to_string())
    }

    async fn details(&self, of: Option<BusinessId>) -> Result<String> {
        let kept = self.parts.store.billing_details(of).await?;
        kept.ok_or_else(|| {
            let told = match of {
                Some(_) => {
                    "the business has no billing details: name, street, postcode, city, country, email"
                }
                None => "the operator has no billing details: they stand on every invoice",
            };
            EngineError::invalid(DETAILS_MISSING, told)
        })
    }

    async fn seller(&self) -> Result<Seller> {
        Seller::parse(&self.details(None).await?).map_err(unfit)
    }

    async fn buyer(&self, business: BusinessId) -> Result<Buyer> {
        Buyer::parse(&self.details(Some(business)).await?).map_err(unfit)
    }

    /// Sets what stands on invoices from now on; answers what is kept.
    pub async fn set_billing_details(
        &self,
        of: Option<BusinessId>,
        writer: Writer,
        asked: Map<String, Value>,
    ) -> Result<Value> {
        let mut asked = asked;
        if let (Some(_), Writer::Business) = (of, writer) {
            if asked.contains_key("exempt") {
                let told =
                    "exempt is set by the operator: who owes the tax is not the buyer's choice";
                return Err(EngineError::invalid(DETAILS_UNFIT, told));
            }
            // What the operator set stays.
            let kept = self.parts.store.billing_details(of).await?;
            let kept: Value =
                kept.and_then(|it| serde_json::from_str(&it).ok()).unwrap_or_default();
            if let Some(reason) = kept.get("exempt").filter(|reason| reason.is_string()) {
                asked.insert("exempt".to_owned(), reason.clone());
            }
        }
        let text = Value::Object(asked).to_string();
        let kept = match of {
            None => serde_json::to_string(&Seller::parse(&text).map_err(unfit)?),
            Some(_) => serde_json::to_string(&Buyer::parse(&text).map_err(unfit)?),
        };
        let kept = kept.unwrap_or_default();
        self.parts.store.set_billing_details(of, kept.clone()).await?;
        Ok(serde_json::from_str(&kept).unwrap_or_default())
    }
}

#[expect(clippy::needless_pass_by_value, reason = "given to map_err as it is")]
fn unfit(fault: BadDetails) -> EngineError {
    EngineError::invalid(DETAILS_UNFIT, fault.to_string())
}

#[expect(clippy::needless_pass_by_value, reason = "given to map_err as it is")]
fn no_document(fault: PaperFault) -> EngineError {
    let code = match &fault {
        PaperFault::Details(_) => DETAILS_UNFIT,
        PaperFault::MonthOpen => MONTH_OPEN,
        PaperFault::Document(_)
        | PaperFault::Number(_)
        | PaperFault::Time
        | PaperFault::TooMuch => NO_DOCUMENT,
    };
    EngineError::invalid(code, fault.to_string())
}
