//! Bank statements in the form CAMT.053 (ISO 20022), as German banks give them out: who paid what, and with which
//! reference of ours.
//!
//! A file is a stranger's input: its size, depth and number of entries are bounded, no entity is ever expanded, and a
//! fault names the line. Nothing is guessed: an amount that is no whole cent, or a batch whose parts do not add up,
//! refuses the file.

use crate::cents::Cents;
use crate::day::Day;
use crate::reference::Reference;
use kurier_policy::money::Currency;

mod entry;
mod fields;
mod read;
#[cfg(test)]
mod tests;

pub use read::read;

/// Largest file.
pub const BYTES_MAX: usize = 16 * 1024 * 1024;
/// Deepest nesting; the schema needs fewer than half.
pub const DEPTH_MAX: usize = 40;
/// Most entries of a file.
pub const ENTRIES_MAX: usize = 100_000;
/// Longest text of one element, in bytes.
pub const TEXT_MAX: usize = 4_096;

/// Which way money went, seen from the account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// It came.
    Credit,
    /// It left.
    Debit,
}

/// One movement of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Line of the file at which it begins.
    pub line: usize,
    /// Which account, as the file names it.
    pub account: String,
    /// What the bank calls this movement; for taking each once. Movements within a batch have `#` and their place added
    /// where the bank names only the batch. May be empty: then the caller needs other means.
    pub bank_reference: String,
    /// When it was booked.
    pub booked: Option<Day>,
    /// Whether it is final; announced movements are not.
    pub is_booked: bool,
    /// How much, above or equal zero.
    pub amount: Cents,
    /// In which currency.
    pub currency: Currency,
    /// Which way.
    pub direction: Direction,
    /// Whether it takes an earlier one back.
    pub reversal: bool,
    /// What the payer's program called it; `None` for NOTPROVIDED.
    pub end_to_end: Option<String>,
    /// Name of the other side, if told.
    pub counterparty: Option<String>,
    /// What the payer wrote.
    pub remittance: String,
}

impl Entry {
    /// The one reference of ours in it, or `None` if there is none or more than one: then a human decides.
    pub fn reference(&self) -> Option<Reference> {
        let mut found = Reference::find(&self.remittance);
        for other in self.end_to_end.iter().flat_map(|text| Reference::find(text)) {
            if !found.contains(&other) {
                found.push(other);
            }
        }
        if let [one] = found[..] { Some(one) } else { None }
    }
}

/// Why a file is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {what}")]
pub struct Fault {
    /// Counted from 1.
    pub line: usize,
    /// What is wrong.
    pub what: What,
}

/// What is wrong with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum What {
    /// Beyond [`BYTES_MAX`].
    #[error("the file is larger than 16 MiB")]
    TooLarge,
    /// Another encoding.
    #[error("the file is not UTF-8")]
    NotUtf8,
    /// Not well-formed, or cut off.
    #[error("the file is not well-formed XML")]
    NotXml,
    /// A document type or an entity of its own.
    #[error("document types and entities are not taken")]
    Entity,
    /// Beyond [`DEPTH_MAX`].
    #[error("elements are nested too deep")]
    TooDeep,
    /// Beyond [`TEXT_MAX`].
    #[error("a text is longer than 4096 bytes")]
    TextTooLong,
    /// Beyond [`ENTRIES_MAX`].
    #[error("more than 100,000 entries")]
    TooMany,
    /// Another kind of document, or another version.
    #[error("not a bank statement camt.053.001.02 or camt.053.001.08")]
    OtherKind,
    /// An amount that is missing, no number, or no whole cents.
    #[error("the amount is missing or no whole number of cents")]
    Amount,
    /// A currency that is missing or no code.
    #[error("the currency is missing or no code")]
    Currency,
    /// Neither credit nor debit.
    #[error("an entry is neither credit nor debit")]
    Direction,
    /// A date that is none.
    #[error("a booking date is no date")]
    Date,
    /// The parts of a batch do not add up to it.
    #[error("the parts of a batch do not add up to its amount")]
    Batch,
}
