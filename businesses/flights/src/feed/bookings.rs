use super::row::Row;
use super::table::each;
use super::{Booking, Intake, Reason};
use crate::mvt::{Language, OperatingDay};

/// Columns of addresses, the better ones first.
const ADDRESSES: [&str; 4] = ["kurier_id", "wa_id", "phone_e164", "phone"];

/// Reads passengers as CSV: `record_locator`, `name`, `phone_e164` or `kurier_id`, `flight`, `date`, `from`, `language`,
/// `onward`. Other columns, documents among them, are passed over and kept nowhere.
pub(super) fn read(text: &str, intake: &mut Intake) {
    each(text, "flight", intake, |row, intake| match booking(row) {
        Some(booking) => booking.give(intake),
        None => intake.fault(Reason::NotUnderstood, row.get("record_locator").unwrap_or("a row")),
    });
}

fn booking(row: &Row) -> Option<Booking> {
    let address = ADDRESSES.into_iter().find_map(|name| row.get(name)).and_then(address);
    let day = row.get("date")?.parse().ok()?;
    let onward = row.get("onward").and_then(|flight| flight.replace(' ', "").parse().ok());
    Some(Booking {
        locator: row.get("record_locator").unwrap_or_default().to_owned(),
        name: row.get("name").unwrap_or_default().chars().take(80).collect(),
        address,
        language: row.get("language").map(language),
        flight: row.get("flight")?.replace(' ', "").to_ascii_uppercase().parse().ok()?,
        day: OperatingDay::Date(day),
        from: row.get("from").and_then(|code| code.parse().ok()),
        is_deleted: row
            .get("status")
            .is_some_and(|status| matches!(status, "deleted" | "cancelled")),
        refuses: row.get("contact").is_some_and(|contact| contact == "refused"),
        onward: onward.map(|flight| (flight, None)),
    })
}

/// A `user_id`, or the digits of a phone number or `wa_id`.
pub(super) fn address(text: &str) -> Option<String> {
    let text = text.trim();
    if text.as_bytes().get(2) == Some(&b'.') && text.len() <= 160 && text.is_ascii() {
        return Some(text.to_owned());
    }
    let written = |c: char| c.is_ascii_digit() || matches!(c, '+' | ' ' | '-' | '(' | ')' | '/');
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    (text.chars().all(written) && (7..=15).contains(&digits.len())).then_some(digits)
}

/// `de…` is German, everything else that is a language is English.
pub(super) fn language(text: &str) -> Language {
    let german = text.get(..2).is_some_and(|two| two.eq_ignore_ascii_case("de"));
    if german { Language::German } else { Language::English }
}

impl Booking {
    /// Adds it, counting why she will not be told, if so.
    pub(super) fn give(self, intake: &mut Intake) {
        if self.refuses {
            intake.fault(Reason::Refuses, &self.locator);
        } else if self.address.is_none() && !self.is_deleted && self.onward.is_none() {
            intake.fault(Reason::NoAddress, &self.locator);
        }
        intake.bookings.push(self);
    }
}
