//! Whole cents, the unit of documents, and the one place where micro-units become cents.

use kurier_policy::money::Micros;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Micro-units in a cent.
pub const MICROS_PER_CENT: i64 = 10_000;

/// An amount in cents of the document's currency (1 € = 100).
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Cents(pub i64);

impl Cents {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// The sum, or `None` on overflow.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// The difference, or `None` on overflow.
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).map(Self)
    }

    /// The sum of many, or `None` on overflow.
    pub fn sum(all: impl IntoIterator<Item = Self>) -> Option<Self> {
        all.into_iter().try_fold(Self::ZERO, Self::checked_add)
    }

    /// The same amount in micro-units, or `None` on overflow.
    pub fn micros(self) -> Option<Micros> {
        self.0.checked_mul(MICROS_PER_CENT).map(Micros)
    }

    /// Splits this amount in proportion to `weights`, so that the parts add up to it exactly: everybody gets the
    /// part rounded towards zero, and the cents left over go one by one to those who lost most by that, the earlier
    /// first among equals. `None` if there is no weight above zero.
    pub fn allocate(self, weights: &[u64]) -> Option<Vec<Self>> {
        let total: i128 = weights.iter().map(|weight| i128::from(*weight)).sum();
        if total <= 0 {
            return None;
        }
        let mut parts = Vec::with_capacity(weights.len());
        let mut order = Vec::with_capacity(weights.len());
        let mut left = i128::from(self.0);
        for (place, weight) in weights.iter().enumerate() {
            let product = i128::from(self.0).checked_mul(i128::from(*weight))?;
            let part = product.checked_div(total)?;
            left = left.checked_sub(part)?;
            order.push((std::cmp::Reverse(product.checked_rem(total)?.unsigned_abs()), place));
            parts.push(i64::try_from(part).ok()?);
        }
        order.sort_unstable();
        let step = if self.0 < 0 { -1 } else { 1 };
        let short = usize::try_from(left.unsigned_abs()).ok()?;
        for (_, place) in order.into_iter().take(short) {
            let part = parts.get_mut(place)?;
            *part = part.checked_add(step)?;
        }
        Some(parts.into_iter().map(Self).collect())
    }
}

impl fmt::Display for Cents {
    /// Two decimals, a point, a leading minus: `-1234.05`. The form of XML and CSV.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let magnitude = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:02}", magnitude / 100, magnitude % 100)
    }
}

/// An amount in cents and what rounding took away from it or added to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rounded {
    /// The rounded amount.
    pub cents: Cents,
    /// Exact amount minus rounded amount, at most half a cent: what the ledger books as rounding.
    pub residual: Micros,
}

/// Rounds micro-units to cents, half a cent away from zero.
///
/// Half to even would be fairer over many amounts, but a bill is checked by others: offices round by DIN 1333, and the
/// rules of EN 16931 recompute tax and line amounts the same way. Away from zero instead of up makes a credit note the
/// exact mirror of its invoice.
pub fn round(exact: Micros) -> Rounded {
    let whole = exact.0 / MICROS_PER_CENT;
    let rest = exact.0 % MICROS_PER_CENT;
    let up = rest.unsigned_abs() >= MICROS_PER_CENT.unsigned_abs() / 2;
    // A quotient by 10,000 is far from the ends of 64 bits: nothing saturates.
    let step = if up { rest.signum() } else { 0 };
    let cents = Cents(whole.saturating_add(step));
    let residual = rest.saturating_sub(step.saturating_mul(MICROS_PER_CENT));
    Rounded { cents, residual: Micros(residual) }
}

/// `amount × numerator ÷ denominator`, half a cent away from zero; `None` on overflow or a denominator of zero.
pub(crate) fn share(amount: Cents, numerator: i64, denominator: i64) -> Option<Cents> {
    let product = i128::from(amount.0).checked_mul(i128::from(numerator))?;
    let denominator = i128::from(denominator);
    let quotient = product.checked_div(denominator)?;
    let rest = product.checked_rem(denominator)?.unsigned_abs();
    let up = rest.checked_mul(2)? >= denominator.unsigned_abs();
    let sign = product.signum().checked_mul(denominator.signum())?;
    let rounded = quotient.checked_add(if up { sign } else { 0 })?;
    i64::try_from(rounded).ok().map(Cents)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn half_a_cent_goes_away_from_zero() {
        let cases = [(0, 0, 0), (4_999, 0, 4_999), (5_000, 1, -5_000), (15_000, 2, -5_000)];
        for (exact, cents, residual) in cases {
            let expected = Rounded { cents: Cents(cents), residual: Micros(residual) };
            assert_eq!(round(Micros(exact)), expected, "{exact}");
            let mirror = Rounded { cents: Cents(-cents), residual: Micros(-residual) };
            assert_eq!(round(Micros(-exact)), mirror, "-{exact}");
        }
    }

    #[test]
    fn amounts_print_with_two_decimals() {
        assert_eq!(Cents(123_405).to_string(), "1234.05");
        assert_eq!(Cents(-5).to_string(), "-0.05");
        assert_eq!(Cents(i64::MIN).to_string(), "-92233720368547758.08");
    }

    #[test]
    fn left_over_cents_go_to_those_who_lost_most() {
        let parts = Cents(100).allocate(&[1, 1, 1]).unwrap();
        assert_eq!(parts, [Cents(34), Cents(33), Cents(33)]);
        assert_eq!(Cents(5).allocate(&[0, 0]), None);
    }

    proptest! {
        #[test]
        fn rounding_loses_less_than_a_cent_and_says_what(exact in any::<i64>()) {
            let Rounded { cents, residual } = round(Micros(exact));
            let back = i128::from(cents.0) * 10_000 + i128::from(residual.0);
            prop_assert_eq!(back, i128::from(exact));
            prop_assert!(residual.0.abs() <= 5_000);
        }

        #[test]
        fn parts_add_up_and_none_is_off_by_a_cent(
            amount in any::<i64>(), weights in proptest::collection::vec(any::<u64>(), 1..40)
        ) {
            let total: i128 = weights.iter().map(|weight| i128::from(*weight)).sum();
            prop_assume!(total > 0);
            // The product of the two must fit 128 bits; amounts beyond that are refused, not wrong.
            if let Some(parts) = Cents(amount).allocate(&weights) {
                prop_assert_eq!(Cents::sum(parts.iter().copied()), Some(Cents(amount)));
                for (part, weight) in parts.iter().zip(&weights) {
                    let exact = i128::from(amount) * i128::from(*weight);
                    prop_assert!((i128::from(part.0) * total - exact).abs() < total);
                }
            }
        }

        #[test]
        fn a_share_is_the_nearest_cent(amount in any::<i64>(), rate in 0..10_000_i64) {
            if let Some(Cents(part)) = share(Cents(amount), rate, 10_000) {
                let off = i128::from(part) * 10_000 - i128::from(amount) * i128::from(rate);
                prop_assert!(off.abs() <= 5_000);
            }
        }
    }
}
