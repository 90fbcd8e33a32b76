//! Money that was paid in to be used later, with the tax that was due when it came: each has an invoice of its own.

use crate::id::BusinessId;
use crate::ledger::Channel;
use crate::money::{Currency, Micros};
use crate::statement::StatementNumber;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// An immutable record of money that was paid in to be used later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Advance {
    /// Its number, in a row of its own.
    pub number: StatementNumber,
    /// Whose.
    pub business: BusinessId,
    /// Over which channel it came.
    pub channel: Channel,
    /// The payment's name.
    pub reference: String,
    /// The transfer of the payment.
    pub transfer: i64,
    /// When it was booked.
    pub received_at: Timestamp,
    /// Currency of both amounts.
    pub currency: Currency,
    /// What can be used; above zero.
    pub net: Micros,
    /// The tax on it.
    pub vat: Micros,
}

impl Advance {
    /// `A-2026-000017`.
    pub fn name(&self) -> String {
        format!("A-{}", self.number.name())
    }
}

/// An immutable record of an advance, or a part of it, that was given back: its credit note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Return {
    /// Its number, in a row of its own.
    pub number: StatementNumber,
    /// Whose.
    pub business: BusinessId,
    /// Over which channel it went.
    pub channel: Channel,
    /// The payment's name.
    pub payment: String,
    /// Names the refund or dispute among those of the payment.
    pub reason: String,
    /// The advance that it corrects.
    pub advance: StatementNumber,
    /// When it was booked.
    pub returned_at: Timestamp,
    /// Currency of both amounts.
    pub currency: Currency,
    /// What cannot be used any more; above zero.
    pub net: Micros,
    /// The tax on it.
    pub vat: Micros,
}

impl Return {
    /// `R-2026-000003`.
    pub fn name(&self) -> String {
        format!("R-{}", self.number.name())
    }
}

/// Which part of a payment is paid in advance, with its share of the tax: what goes beyond `owed`, since what is owed was
/// billed already. `None` = nothing.
pub fn beyond(net: Micros, vat: Micros, owed: Micros) -> Option<(Micros, Micros)> {
    let rest = net.0.checked_sub(owed.0.max(0)).filter(|rest| *rest > 0 && net.0 > 0)?;
    let product = i128::from(vat.0).checked_mul(i128::from(rest))?;
    let share = product.checked_div(i128::from(net.0))?;
    Some((Micros(rest), Micros(i64::try_from(share).ok()?)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_owed_is_no_advance() {
        let (net, vat) = (Micros(100_000_000), Micros(19_000_000));
        assert_eq!(beyond(net, vat, Micros::ZERO), Some((net, vat)));
        let half = Some((Micros(50_000_000), Micros(9_500_000)));
        assert_eq!(beyond(net, vat, Micros(50_000_000)), half);
        assert_eq!(beyond(net, vat, net), None);
        assert_eq!(beyond(Micros::ZERO, Micros::ZERO, Micros::ZERO), None);
    }

    proptest! {
        #[test]
        fn a_part_is_never_more_than_the_whole(net in 1..1_i64 << 50, vat in 0..1_i64 << 50, owed in 0..1_i64 << 50) {
            if let Some((part, tax)) = beyond(Micros(net), Micros(vat), Micros(owed)) {
                prop_assert_eq!(part.0 + owed, net);
                prop_assert!((0..=vat).contains(&tax.0));
            } else {
                prop_assert!(owed >= net);
            }
        }
    }
}
