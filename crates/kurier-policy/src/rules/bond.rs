//! What a business leaves as a bond (rule A12): a new name is free for a spammer, a bond is not. It is forfeited to
//! the account `commons` when the business is closed, and never becomes income of the operator.

use crate::money::Micros;
use serde::{Deserialize, Serialize};

/// How large it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct BondRule {
    /// For a business that signed up by itself. Nothing for one that the operator chose.
    pub amount: Micros,
}

/// What a business left.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Bond {
    /// So much is held.
    pub held: Micros,
    /// How many bonds it left so far: the next one has another number.
    pub left: u8,
}

impl BondRule {
    /// Open sign-up: 100 units of the currency.
    pub const OPEN: Self = Self { amount: Micros(100_000_000) };
    /// A pilot whose businesses were chosen by hand.
    pub const CHOSEN: Self = Self { amount: Micros::ZERO };

    /// Whether less is asked than by `other`.
    pub fn is_looser_than(&self, other: &Self) -> bool {
        self.amount < other.amount
    }

    /// What is still to be left when `held` is there already. `None` = it is complete.
    pub fn missing(&self, held: Micros) -> Option<Micros> {
        let missing = Micros(self.amount.0.saturating_sub(held.0));
        (missing > Micros::ZERO).then_some(missing)
    }

    /// What to take of `prepaid` now: all that is missing or nothing, so that a small payment is not swallowed.
    pub fn takes(&self, held: Micros, prepaid: Micros) -> Option<Micros> {
        self.missing(held).filter(|missing| *missing <= prepaid)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_taken_whole_and_once() {
        let rule = BondRule::OPEN;
        assert_eq!(rule.takes(Micros::ZERO, Micros(99_999_999)), None);
        assert_eq!(rule.takes(Micros::ZERO, Micros(100_000_000)), Some(rule.amount));
        assert_eq!(rule.takes(rule.amount, Micros(500_000_000)), None);
        assert_eq!(rule.missing(rule.amount), None);
        assert_eq!(rule.takes(Micros(40_000_000), Micros(60_000_000)), Some(Micros(60_000_000)));
    }

    #[test]
    fn whom_the_operator_chose_leaves_nothing() {
        assert_eq!(BondRule::CHOSEN.missing(Micros::ZERO), None);
        assert!(BondRule::CHOSEN.is_looser_than(&BondRule::OPEN));
    }
}
