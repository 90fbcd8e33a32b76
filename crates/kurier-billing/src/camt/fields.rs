//! Values of single elements.

use super::{Direction, What};
use crate::cents::Cents;
use crate::day::Day;
use crate::text;
use kurier_policy::money::Currency;

/// `1234.5` → 123450 cents. More decimals than two must be zeros.
pub(super) fn amount(value: &str) -> Result<Cents, What> {
    let (whole, part) = value.split_once('.').unwrap_or((value, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let form = !whole.is_empty() && whole.len() <= 15 && part.len() <= 5;
    if !form || !digits(whole) || !digits(part) {
        return Err(What::Amount);
    }
    let padded = format!("{part:0<5}");
    let (cents, rest) = padded.split_at_checked(2).ok_or(What::Amount)?;
    if rest.bytes().any(|byte| byte != b'0') {
        return Err(What::Amount);
    }
    format!("{whole}{cents}").parse().map(Cents).map_err(|_| What::Amount)
}

pub(super) fn currency(value: Option<&str>) -> Result<Currency, What> {
    value.and_then(Currency::parse).ok_or(What::Currency)
}

pub(super) fn direction(value: &str) -> Result<Direction, What> {
    match value {
        "CRDT" => Ok(Direction::Credit),
        "DBIT" => Ok(Direction::Debit),
        _ => Err(What::Direction),
    }
}

/// A date, or the date of a point in time.
pub(super) fn day(value: &str) -> Result<Day, What> {
    value.get(..10).unwrap_or(value).parse().map_err(|_| What::Date)
}

/// Text of a stranger, as one line.
pub(super) fn words(value: &str) -> String {
    text::line(value, text::NOTE_MAX)
}
