//! What must hold of money at every moment, each with a number by which it is named.

use serde::{Deserialize, Serialize};

/// An invariant of the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Invariant {
    /// All debits equal all credits.
    I1,
    /// Each transfer and each reference is there once.
    I2,
    /// What is reserved is resolved at most once, and not older than a message may get.
    I3,
    /// No business spends what it has not got.
    I4,
    /// One posting per delivered, priced message, and none for any other.
    I5,
    /// No message cost more than was announced, and that follows from the rate card.
    I6,
    /// Every balance is the sum of its transfers.
    I7,
    /// A closed month is the sum of its postings.
    I8,
    /// Every amount is a whole number above zero that fits, between the accounts of its kind.
    I9,
    /// What providers announced and the bank does not hold.
    I10,
    /// Transfers are never changed: their numbers have no gap, and so have the logs they follow from.
    I11,
    /// The chain over all transfers, whose head can be published.
    I12,
}

impl Invariant {
    /// Every one, in order.
    pub const ALL: [Self; 12] = [
        Self::I1,
        Self::I2,
        Self::I3,
        Self::I4,
        Self::I5,
        Self::I6,
        Self::I7,
        Self::I8,
        Self::I9,
        Self::I10,
        Self::I11,
        Self::I12,
    ];

    /// `I1` to `I12`.
    pub fn name(self) -> &'static str {
        match self {
            Self::I1 => "I1",
            Self::I2 => "I2",
            Self::I3 => "I3",
            Self::I4 => "I4",
            Self::I5 => "I5",
            Self::I6 => "I6",
            Self::I7 => "I7",
            Self::I8 => "I8",
            Self::I9 => "I9",
            Self::I10 => "I10",
            Self::I11 => "I11",
            Self::I12 => "I12",
        }
    }

    /// What it says, as a short sentence.
    pub fn says(self) -> &'static str {
        match self {
            Self::I1 => "all debits equal all credits",
            Self::I2 => "each transfer is there once",
            Self::I3 => "what is reserved is resolved at most once, and in time",
            Self::I4 => "no business spends what it has not got",
            Self::I5 => "one posting per delivered priced message, none for others",
            Self::I6 => "no message cost more than its rate card says",
            Self::I7 => "every balance is the sum of its transfers",
            Self::I8 => "every closed month is the sum of its postings",
            Self::I9 => "every amount is above zero and between the right accounts",
            Self::I10 => "what providers announced is told until the bank holds it",
            Self::I11 => "transfers and logs have no gap",
            Self::I12 => "the chain over all transfers has one head",
        }
    }
}
