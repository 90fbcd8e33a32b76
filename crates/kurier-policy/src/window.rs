//! The customer-service window: 24 hours in which a business may answer freely, opened by each
//! message of the person.

use crate::time::{DAY_S, Timestamp};

/// How long the window stays open after a person's message, in seconds (Cloud API: 24 hours).
pub const WINDOW_S: i64 = DAY_S;

/// End (exclusive) of the window that a message at `now` opens.
pub fn opened(now: Timestamp) -> Timestamp {
    now.plus_s(WINDOW_S)
}

/// Whether a window that ends at `until` is open at `now`.
pub fn is_open(until: Option<Timestamp>, now: Timestamp) -> bool {
    until.is_some_and(|end| now < end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_is_open_until_the_last_microsecond_of_24_hours() {
        let start = Timestamp::from_seconds(1_000);
        let until = Some(opened(start));
        assert!(is_open(until, start));
        assert!(is_open(until, Timestamp(start.0 + 24 * 3_600 * 1_000_000 - 1)));
        assert!(!is_open(until, Timestamp(start.0 + 24 * 3_600 * 1_000_000)));
        assert!(!is_open(None, start));
    }
}
