//! Amounts in the smallest unit of a currency, as Stripe counts them.
//!
//! Stripe documents which currencies have no hundredths, and which have thousandths; two more have none in use and are
//! counted in hundredths all the same, which must be zero.

use crate::cents::Cents;
use kurier_policy::money::Currency;

/// No hundredths: 500 is 500 yen.
const WHOLE: [&str; 15] = [
    "BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF",
    "XOF", "XPF",
];
/// Thousandths: 1230 is 1.23 dinars.
const THOUSANDTHS: [&str; 5] = ["BHD", "JOD", "KWD", "OMR", "TND"];
/// Hundredths that are always zero.
const EMPTY_HUNDREDTHS: [&str; 2] = ["ISK", "UGX"];

/// What `amount` of the smallest unit is in hundredths; `None` if it is no whole number of them.
pub fn to_cents(amount: i64, currency: Currency) -> Option<Cents> {
    let code = currency.code();
    if WHOLE.contains(&code) {
        return amount.checked_mul(100).map(Cents);
    }
    if THOUSANDTHS.contains(&code) {
        return (amount.checked_rem(10)? == 0).then_some(Cents(amount.checked_div(10)?));
    }
    Some(Cents(amount))
}

/// What so many hundredths are in the smallest unit; `None` if the currency has no such amount.
pub fn from_cents(amount: Cents, currency: Currency) -> Option<i64> {
    let code = currency.code();
    let is_whole = amount.0.checked_rem(100)? == 0;
    if WHOLE.contains(&code) {
        return is_whole.then_some(amount.0.checked_div(100)?);
    }
    if THOUSANDTHS.contains(&code) {
        return amount.0.checked_mul(10);
    }
    (is_whole || !EMPTY_HUNDREDTHS.contains(&code)).then_some(amount.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn each_currency_is_counted_in_its_own_unit() {
        let cases = [
            ("EUR", 11_900, 11_900),
            ("JPY", 500, 50_000),
            ("KRW", 1, 100),
            ("KWD", 1_230, 123),
            ("UGX", 500, 500),
            ("HUF", 100, 100),
        ];
        for (code, minor, cents) in cases {
            let currency = Currency::parse(code).unwrap();
            assert_eq!(to_cents(minor, currency), Some(Cents(cents)), "{code}");
            assert_eq!(from_cents(Cents(cents), currency), Some(minor), "{code}");
        }
        let of = |code: &str| Currency::parse(code).unwrap();
        assert_eq!(from_cents(Cents(11_950), of("JPY")), None, "half a yen");
        assert_eq!(from_cents(Cents(150), of("ISK")), None);
        assert_eq!(to_cents(1_231, of("KWD")), None, "a thousandth is no hundredth");
        assert_eq!(to_cents(i64::MAX, of("JPY")), None);
    }

    proptest! {
        #[test]
        fn what_goes_there_comes_back(cents in any::<i64>(), at in 0..6_usize) {
            let currency = Currency::parse(["EUR", "USD", "JPY", "BHD", "UGX", "XPF"][at]).unwrap();
            if let Some(minor) = from_cents(Cents(cents), currency) {
                prop_assert_eq!(to_cents(minor, currency), Some(Cents(cents)));
            }
        }
    }
}
