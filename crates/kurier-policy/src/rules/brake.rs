//! Rule A5: whoever gets no answer waits. After more than so many offers that a person neither read nor
//! answered, the next one goes only after a long pause.

use crate::time::{DAY_S, Timestamp};
use serde::{Deserialize, Serialize};

/// The numbers of the rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct BrakeRule {
    /// How many offers may lie unread and unanswered before the brake holds.
    pub unanswered: u32,
    /// The pause before each further one, in seconds since the last.
    pub pause_s: i64,
}

impl BrakeRule {
    /// More than four: the next after 30 days.
    pub const DEFAULT: Self = Self { unanswered: 4, pause_s: 30 * DAY_S };

    /// Until when the next offer has to wait at `now`; `None` = it may go. `unanswered` counts the offers of one
    /// business since the person last read or wrote in that conversation; `last` is when the newest went.
    pub fn holds_until(
        self,
        unanswered: u32,
        last: Option<Timestamp>,
        now: Timestamp,
    ) -> Option<Timestamp> {
        let until = last.filter(|_| unanswered > self.unanswered)?.plus_s(self.pause_s);
        (now < until).then_some(until)
    }

    /// Whether it lets anything through that `other` would not.
    pub fn is_looser_than(self, other: Self) -> bool {
        self.unanswered > other.unanswered || self.pause_s < other.pause_s
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NOW: Timestamp = Timestamp(1_000_000_000_000_000);

    #[test]
    fn the_sixth_unanswered_offer_waits_for_thirty_days() {
        let rule = BrakeRule::DEFAULT;
        assert_eq!(rule.holds_until(4, Some(NOW), NOW), None);
        let end = NOW.plus_s(30 * DAY_S);
        assert_eq!(rule.holds_until(5, Some(NOW), NOW), Some(end));
        assert_eq!(rule.holds_until(5, Some(NOW), end.plus_s(-1)), Some(end));
        assert_eq!(rule.holds_until(5, Some(NOW), end), None);
        assert_eq!(rule.holds_until(5, None, NOW), None);
    }

    #[test]
    fn fewer_offers_or_a_longer_pause_are_stricter() {
        let rule = BrakeRule::DEFAULT;
        assert!(!rule.is_looser_than(rule));
        assert!(BrakeRule { unanswered: 5, ..rule }.is_looser_than(rule));
        assert!(BrakeRule { pause_s: 1, ..rule }.is_looser_than(rule));
        assert!(!BrakeRule { unanswered: 0, pause_s: 60 * DAY_S }.is_looser_than(rule));
    }

    proptest! {
        #[test]
        fn who_never_gets_an_answer_sends_five_and_then_one_in_thirty_days(gaps_h in proptest::collection::vec(1..800_i64, 1..200)) {
            let (mut now, mut sent, mut last) = (NOW, 0_u32, None);
            for gap in gaps_h {
                now = now.plus_s(gap * 3_600);
                if BrakeRule::DEFAULT.holds_until(sent, last, now).is_none() {
                    (sent, last) = (sent + 1, Some(now));
                }
            }
            let days = now.seconds_since(NOW) / DAY_S;
            prop_assert!(i64::from(sent) <= 6 + days / 30);
        }
    }
}
