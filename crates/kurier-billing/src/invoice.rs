//! Invoices, credit notes, advance invoices and monthly statements: what they say and how their amounts add up.
//!
//! A [`Draft`] is what somebody wants to bill. [`Draft::close`] checks it, makes its texts harmless, rounds each line
//! once and computes all totals; an [`Invoice`] cannot be had otherwise, so its sums agree to the last cent.
//!
//! **Prepaid money.** German VAT on a payment in advance is due when it arrives (§ 13 UStG), so a top-up has an
//! *advance invoice* with tax. What is then used is billed by a *statement*: an invoice over the month's messages from
//! which the advances are deducted with the tax they bore (§ 14 (5) UStG; otherwise it would be owed twice), leaving
//! nothing to pay. Whether an operator's balances are such payments and not multi-purpose vouchers, his adviser must say.

use crate::cents::{self, Cents};
use crate::day::Day;
use crate::number::Number;
use crate::party::{Iban, Party};
use crate::vat::Vat;
use kurier_policy::market::Market;
use kurier_policy::money::{Currency, Micros};
use kurier_policy::pricing::Category;
use serde::{Deserialize, Serialize};

mod close;
mod fault;
mod make;
#[cfg(test)]
mod tests;
pub mod words;

pub use fault::Fault;
pub use words::Language;

/// Most lines of a document.
pub const LINES_MAX: usize = 10_000;

/// What a line is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Item {
    /// Delivered messages of one category in one market at one price.
    Messages {
        /// Category.
        category: Category,
        /// Market; `*` if it did not matter.
        market: Market,
    },
    /// Money paid in, to be spent later.
    Balance,
    /// Something else, in words.
    Other(String),
}

/// One line before rounding. A price step within a month is a line of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// What.
    pub item: Item,
    /// How many; above zero.
    pub quantity: u32,
    /// Net price of one, in micro-units; not below zero.
    pub unit_price: Micros,
}

impl Line {
    /// Quantity × price in micro-units, unrounded; `None` on overflow.
    pub fn exact(&self) -> Option<Micros> {
        self.unit_price.0.checked_mul(i64::from(self.quantity)).map(Micros)
    }

    /// The line's net amount in cents and what rounding it left over; `None` on overflow.
    pub fn rounded(&self) -> Option<cents::Rounded> {
        self.exact().map(cents::round)
    }
}

/// Something that makes the whole document cheaper: a tier discount, goodwill.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allowance {
    /// Why.
    pub reason: String,
    /// By how much, net; above zero.
    pub amount: Cents,
}

/// First and last day that a document is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// First day.
    pub from: Day,
    /// Last day, inclusive.
    pub to: Day,
}

/// Another document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference {
    /// Its number.
    pub number: Number,
    /// Its date.
    pub issued: Day,
}

/// An advance that a statement uses up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Advance {
    /// The advance invoice.
    pub invoice: Reference,
    /// How much of it the ledger says was used in the month, in net micro-units. The statement's amounts are split in
    /// proportion to these.
    pub used: Micros,
}

/// What kind of document it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Something was used and is to be paid (postpaid).
    Invoice,
    /// Money was or is to be paid in, to be used later.
    Advance,
    /// Something was used and was paid by advances.
    Statement(Vec<Advance>),
    /// A correction in the buyer's favour, of this invoice.
    Credit(Reference),
}

/// How money moves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Payment {
    /// The buyer transfers it.
    Transfer {
        /// To this account,
        iban: Iban,
        /// at this bank, if it must be named,
        bic: Option<String>,
        /// with this reference, so that it is found again.
        reference: String,
    },
    /// By a payment provider on the network.
    Online,
    /// Against the balance.
    Balance,
}

/// What somebody wants to bill.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// Number of the document.
    pub number: Number,
    /// Date of the document.
    pub issued: Day,
    /// By when to pay; needed if something is to be paid.
    pub due: Option<Day>,
    /// When what is billed was used; of an advance the day on which the money came, if it came (§ 14 (4) no. 6 UStG).
    pub period: Option<Period>,
    /// Currency of all amounts; one with hundredths.
    pub currency: Currency,
    /// Language of its words.
    pub language: Language,
    /// What kind of document.
    pub kind: Kind,
    /// Who sells: the operator.
    pub seller: Party,
    /// Who buys: the business.
    pub buyer: Party,
    /// What the buyer wants to read to book it (BT-10): for German authorities the Leitweg-ID, else an order number or
    /// the business's own id.
    pub buyer_reference: String,
    /// What is billed.
    pub lines: Vec<Line>,
    /// What makes it cheaper.
    pub allowances: Vec<Allowance>,
    /// Which tax.
    pub vat: Vat,
    /// How money moves.
    pub payment: Payment,
    /// What was paid already, with tax. For statements it is computed; give zero.
    pub paid: Cents,
    /// Further sentences.
    pub notes: Vec<String>,
}

/// The sums of a document, in its currency. Names of EN 16931 in brackets.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// Sum of the lines' net amounts (BT-106).
    pub lines: Cents,
    /// Sum of allowances (BT-107).
    pub allowances: Cents,
    /// Net: lines − allowances (BT-109).
    pub net: Cents,
    /// Tax on the net amount (BT-110).
    pub vat: Cents,
    /// Net + tax (BT-112).
    pub gross: Cents,
    /// Paid before (BT-113).
    pub paid: Cents,
    /// Still to pay: gross − paid (BT-115); of a credit note, what the buyer gets.
    pub due: Cents,
    /// Exact amounts minus rounded ones over all lines, in micro-units: for the account of rounding. Less than a cent a
    /// line, and not on the document.
    pub rounding: Micros,
}

/// What of one advance was used, as a statement shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deduction<'a> {
    /// The advance invoice.
    pub invoice: &'a Reference,
    /// Net.
    pub net: Cents,
    /// Tax that it bore.
    pub vat: Cents,
}

/// A checked document whose sums agree. Kept as its draft; reading it back computes it anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "Draft", try_from = "Draft")]
pub struct Invoice {
    draft: Draft,
    nets: Vec<Cents>,
    totals: Totals,
    deducted: Vec<(Cents, Cents)>,
}

impl Invoice {
    /// Everything that was asked for, texts made harmless.
    pub fn draft(&self) -> &Draft {
        &self.draft
    }

    /// The sums.
    pub fn totals(&self) -> Totals {
        self.totals
    }

    /// The lines with their net amounts.
    pub fn lines(&self) -> impl Iterator<Item = (&Line, Cents)> {
        self.draft.lines.iter().zip(self.nets.iter().copied())
    }

    /// The advances that a statement uses up; they add up to its net amount and its tax. Empty for other kinds.
    pub fn deductions(&self) -> impl Iterator<Item = Deduction<'_>> {
        let advances: &[Advance] = match &self.draft.kind {
            Kind::Statement(advances) => advances,
            Kind::Invoice | Kind::Advance | Kind::Credit(_) => &[],
        };
        let pairs = advances.iter().zip(&self.deducted);
        pairs.map(|(advance, (net, vat))| Deduction {
            invoice: &advance.invoice,
            net: *net,
            vat: *vat,
        })
    }

    /// Number and date, for documents that speak of this one.
    pub fn reference(&self) -> Reference {
        Reference { number: self.draft.number.clone(), issued: self.draft.issued }
    }

    /// Whether it gives money back.
    pub fn is_credit(&self) -> bool {
        matches!(self.draft.kind, Kind::Credit(_))
    }
}

impl From<Invoice> for Draft {
    fn from(invoice: Invoice) -> Self {
        let mut draft = invoice.draft;
        if matches!(draft.kind, Kind::Statement(_)) {
            draft.paid = Cents::ZERO;
        }
        draft
    }
}

impl TryFrom<Draft> for Invoice {
    type Error = Fault;

    fn try_from(draft: Draft) -> Result<Self, Fault> {
        draft.close()
    }
}
