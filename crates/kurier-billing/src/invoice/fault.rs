//! Why a draft is no document.

/// What is wrong with a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// A text that must be there is empty, or held nothing but characters that may not stand on a document.
    #[error("the {party} lacks its {field}")]
    Missing {
        /// Whose.
        party: &'static str,
        /// Which.
        field: &'static str,
    },
    /// No lines, or more than [`super::LINES_MAX`].
    #[error("a document has between 1 and 10,000 lines")]
    Lines,
    /// A quantity of zero or a price below zero. Lines count from 1.
    #[error("line {0} has no quantity, or a price below zero")]
    Line(usize),
    /// An allowance of zero or less, or allowances above the sum of the lines.
    #[error("allowances are above zero, and together not above the lines")]
    Allowances,
    /// A period or a date for payment that ends before it begins.
    #[error("the {0} lies before the day it follows")]
    Dates(&'static str),
    /// Something is to be paid, but nothing says by when.
    #[error("a document with an amount to pay needs a date to pay by")]
    NoDueDate,
    /// More was paid than is billed, or less than nothing.
    #[error("what was paid lies between nothing and the whole amount")]
    Paid,
    /// A statement whose advances do not cover anything.
    #[error("a statement needs the advances that it uses, each above zero")]
    Advances,
    /// A standard rate of zero, or of 100 % and more.
    #[error("a standard rate lies above 0 and below 100 per cent")]
    Rate,
    /// Tax shifts to the buyer only between registered businesses of two member states.
    #[error("reverse charge needs VAT ids of seller and buyer from two member states")]
    ReverseCharge,
    /// A seller whom no tax office knows.
    #[error("the seller needs a VAT id or a tax number")]
    SellerUnknown,
    /// A currency without hundredths; documents count in cents.
    #[error("documents need a currency with two decimals")]
    Currency,
    /// Amounts beyond 64 bits.
    #[error("an amount does not fit 64 bits")]
    Overflow,
}
