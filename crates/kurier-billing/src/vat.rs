//! Value added tax: which kind a document bears, and how much that is.

use crate::cents::{self, Cents};
use crate::party::{Party, VatId};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A rate in hundredths of a per cent: 1900 = 19 %.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Rate(pub u16);

impl Rate {
    /// The German standard rate since 2007.
    pub const STANDARD_DE: Self = Self(1_900);
    /// Nothing.
    pub const ZERO: Self = Self(0);
}

impl fmt::Display for Rate {
    /// `19`, or `19.5`, without a sign.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, part) = (self.0 / 100, self.0 % 100);
        match part {
            0 => write!(f, "{whole}"),
            tens if tens % 10 == 0 => write!(f, "{whole}.{}", tens / 10),
            _ => write!(f, "{whole}.{part:02}"),
        }
    }
}

/// The kind of tax of a whole document: one seller sells one service to one buyer, so there is one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Vat {
    /// S: the seller owes it at this rate.
    Standard(Rate),
    /// AE: the buyer owes it, a business in another member state (Art. 196 of Directive 2006/112/EC, § 13b UStG).
    ReverseCharge,
    /// Z: a rate of zero.
    Zero,
    /// E: none, for a reason that the document must give, such as § 19 UStG.
    Exempt(String),
}

impl Vat {
    /// What is usual between two parties, or `None` where an adviser must be asked: buyers outside the Union.
    pub fn usual(seller: &Party, buyer: &Party, standard: Rate) -> Option<Self> {
        let abroad = seller.address.country != buyer.address.country;
        if !crate::party::in_union(buyer.address.country) {
            return None;
        }
        let registered = |party: &Party| party.vat_id.as_ref().and_then(VatId::country).is_some();
        let shifts = abroad && registered(seller) && registered(buyer);
        Some(if shifts { Self::ReverseCharge } else { Self::Standard(standard) })
    }

    /// Code of UNTDID 5305 (BT-118, BT-151).
    pub fn code(&self) -> &'static str {
        match self {
            Self::Standard(_) => "S",
            Self::ReverseCharge => "AE",
            Self::Zero => "Z",
            Self::Exempt(_) => "E",
        }
    }

    /// The rate, zero for all but the first kind.
    pub fn rate(&self) -> Rate {
        match self {
            Self::Standard(rate) => *rate,
            Self::ReverseCharge | Self::Zero | Self::Exempt(_) => Rate::ZERO,
        }
    }

    /// Code of the reason for no tax (BT-121), where one exists.
    pub fn reason_code(&self) -> Option<&'static str> {
        matches!(self, Self::ReverseCharge).then_some("VATEX-EU-AE")
    }

    /// The tax on a net amount; `None` on overflow.
    pub fn on(&self, net: Cents) -> Option<Cents> {
        cents::share(net, i64::from(self.rate().0), 10_000)
    }

    /// Splits a payment into net amount, tax and what is left: the largest net amount that with its tax is not above
    /// `gross`. At most a cent is left over, because not every sum is a net amount with its tax (0.03 at 19 % is none);
    /// it belongs to the account of rounding. `None` below zero and on overflow.
    pub fn split(&self, gross: Cents) -> Option<Split> {
        if gross < Cents::ZERO {
            return None;
        }
        let whole = i64::from(self.rate().0).checked_add(10_000)?;
        let near = cents::share(gross, 10_000, whole)?;
        let candidates = [near.checked_add(Cents(1))?, near, near.checked_sub(Cents(1))?];
        candidates.into_iter().filter(|net| *net >= Cents::ZERO).find_map(|net| {
            let vat = self.on(net)?;
            let left = gross.checked_sub(net.checked_add(vat)?)?;
            (left >= Cents::ZERO).then_some(Split { net, vat, left })
        })
    }
}

/// A payment in its parts; they add up to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Split {
    /// What may be spent.
    pub net: Cents,
    /// What goes to the tax office.
    pub vat: Cents,
    /// What no net amount reaches, at most a cent.
    pub left: Cents,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_payment_is_split_as_an_invoice_would_add_it_up() {
        let vat = Vat::Standard(Rate::STANDARD_DE);
        let split = |gross| vat.split(Cents(gross)).unwrap();
        assert_eq!(split(11_900), Split { net: Cents(10_000), vat: Cents(1_900), left: Cents(0) });
        assert_eq!(split(3), Split { net: Cents(2), vat: Cents(0), left: Cents(1) });
        assert_eq!(vat.split(Cents(-1)), None);
        let free = Vat::ReverseCharge.split(Cents(500)).unwrap();
        assert_eq!(free, Split { net: Cents(500), vat: Cents(0), left: Cents(0) });
    }

    #[test]
    fn rates_print_without_empty_decimals() {
        let printed = [1_900, 700, 550, 825, 0].map(|rate| Rate(rate).to_string());
        assert_eq!(printed, ["19", "7", "5.5", "8.25", "0"]);
    }

    proptest! {
        #[test]
        fn a_split_adds_up_and_leaves_at_most_a_cent(gross in 0..i64::MAX / 2, rate in 0..=3_000_u16) {
            let vat = Vat::Standard(Rate(rate));
            let Split { net, vat: tax, left } = vat.split(Cents(gross)).unwrap();
            prop_assert_eq!(net.0 + tax.0 + left.0, gross);
            prop_assert_eq!(vat.on(net), Some(tax));
            prop_assert!((0..=1).contains(&left.0));
        }
    }
}
