//! Rule A1: permissions that nobody uses lapse. Marketing lapses half a year after the person last read or wrote in the
//! conversation; what she allowed about one thing (an order, a flight, a cow) lapses a month after the business last
//! used it, unless it has an end of its own.

use crate::permission::{Permission, Purpose};
use crate::time::{DAY_S, Timestamp};
use serde::{Deserialize, Serialize};

/// The numbers of the rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LapseRule {
    /// How long marketing lives after the last read or reply, in seconds.
    pub marketing_s: i64,
    /// How long a notice's topic lives after the last notice, in seconds.
    pub topic_s: i64,
}

/// When a pair last used what was allowed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LastUse {
    /// When she last read a message of the business or wrote to it.
    pub answered_at: Option<Timestamp>,
    /// When the business last sent her a utility template, about whatever topic.
    pub notice_at: Option<Timestamp>,
}

impl LapseRule {
    /// 180 days and 30 days.
    pub const DEFAULT: Self = Self { marketing_s: 180 * DAY_S, topic_s: 30 * DAY_S };

    /// Until when (exclusive) a permission lives if nothing more happens; its own end counts, too. `None` = until it is
    /// withdrawn.
    pub fn ends_at(self, permission: &Permission, last: LastUse) -> Option<Timestamp> {
        let after = |used: Option<Timestamp>, life_s: i64| {
            let from = used.map_or(permission.granted_at, |used| used.max(permission.granted_at));
            from.plus_s(life_s)
        };
        let own = permission.expires_at;
        match permission.purpose {
            Purpose::Marketing => {
                let lapse = after(last.answered_at, self.marketing_s);
                Some(own.map_or(lapse, |own| own.min(lapse)))
            }
            Purpose::Utility if own.is_none() && permission.topic.is_some() => {
                Some(after(last.notice_at, self.topic_s))
            }
            Purpose::Utility | Purpose::Authentication => own,
        }
    }

    /// If this permission for marketing ended because nobody used it: when it was used last. That moment names the lapse,
    /// whatever the numbers of the rule are; every permission of the pair that lapsed with it has the same.
    pub fn unused_since(
        self,
        permission: &Permission,
        last: LastUse,
        now: Timestamp,
    ) -> Option<Timestamp> {
        let end = self.ends_at(permission, last).filter(|end| *end <= now)?;
        let of_itself = permission.expires_at.is_some_and(|own| own <= end);
        if permission.purpose != Purpose::Marketing || of_itself {
            return None;
        }
        let used = last.answered_at.unwrap_or(permission.granted_at);
        Some(used.max(permission.granted_at))
    }

    /// Whether it lets anything through that `other` would not.
    pub fn is_looser_than(self, other: Self) -> bool {
        self.marketing_s > other.marketing_s || self.topic_s > other.topic_s
    }
}

/// Until when a permission lives, where the rule may be lifted.
pub fn ends_at(
    rule: Option<LapseRule>,
    permission: &Permission,
    last: LastUse,
) -> Option<Timestamp> {
    rule.map_or(permission.expires_at, |rule| rule.ends_at(permission, last))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::ReceiptId;
    use crate::permission::Cadence;
    use proptest::prelude::*;

    const GIVEN: Timestamp = Timestamp(1_000_000_000_000_000);

    fn permission(purpose: Purpose, topic: Option<&str>) -> Permission {
        Permission {
            receipt: ReceiptId(7),
            purpose,
            topic: topic.map(str::to_owned),
            cadence: Cadence::Each,
            granted_at: GIVEN,
            expires_at: None,
        }
    }

    fn ends(permission: &Permission, last: LastUse) -> Option<Timestamp> {
        LapseRule::DEFAULT.ends_at(permission, last)
    }

    #[test]
    fn marketing_lapses_half_a_year_after_she_last_read_or_wrote() {
        let marketing = permission(Purpose::Marketing, None);
        let nothing = LastUse::default();
        assert_eq!(ends(&marketing, nothing), Some(GIVEN.plus_s(180 * DAY_S)));
        let read = GIVEN.plus_s(100 * DAY_S);
        let last = LastUse { answered_at: Some(read), ..nothing };
        assert_eq!(ends(&marketing, last), Some(read.plus_s(180 * DAY_S)));
        let earlier = LastUse { answered_at: Some(GIVEN.plus_s(-DAY_S)), ..nothing };
        assert_eq!(ends(&marketing, earlier), ends(&marketing, nothing));
        let sent = LastUse { notice_at: Some(read), ..nothing };
        assert_eq!(ends(&marketing, sent), ends(&marketing, nothing));
    }

    #[test]
    fn a_topic_lapses_a_month_after_its_last_notice_unless_it_has_an_end() {
        let flight = permission(Purpose::Utility, Some("Flight KR 1234"));
        let nothing = LastUse::default();
        assert_eq!(ends(&flight, nothing), Some(GIVEN.plus_s(30 * DAY_S)));
        let sent = GIVEN.plus_s(29 * DAY_S);
        let last = LastUse { notice_at: Some(sent), ..nothing };
        assert_eq!(ends(&flight, last), Some(sent.plus_s(30 * DAY_S)));
        let own = Some(GIVEN.plus_s(90 * DAY_S));
        let with_end = Permission { expires_at: own, ..flight };
        assert_eq!(ends(&with_end, nothing), own);
    }

    #[test]
    fn what_was_allowed_about_everything_and_codes_do_not_lapse() {
        let nothing = LastUse::default();
        assert_eq!(ends(&permission(Purpose::Utility, None), nothing), None);
        assert_eq!(ends(&permission(Purpose::Authentication, Some("Sign-in")), nothing), None);
    }

    #[test]
    fn what_lapsed_is_named_by_its_last_use_and_what_ended_otherwise_is_not() {
        let (rule, nothing) = (LapseRule::DEFAULT, LastUse::default());
        let marketing = permission(Purpose::Marketing, Some("Shoes"));
        let end = GIVEN.plus_s(180 * DAY_S);
        assert_eq!(rule.unused_since(&marketing, nothing, end.plus_s(-1)), None);
        assert_eq!(rule.unused_since(&marketing, nothing, end), Some(GIVEN));
        let read = GIVEN.plus_s(50 * DAY_S);
        let last = LastUse { answered_at: Some(read), ..nothing };
        assert_eq!(rule.unused_since(&marketing, last, end), None);
        assert_eq!(rule.unused_since(&marketing, last, end.plus_s(50 * DAY_S)), Some(read));
        let own = Permission { expires_at: Some(GIVEN.plus_s(DAY_S)), ..marketing };
        assert_eq!(rule.unused_since(&own, nothing, end), None);
        let notices = permission(Purpose::Utility, Some("Flight"));
        assert_eq!(rule.unused_since(&notices, nothing, end), None);
    }

    #[test]
    fn a_longer_life_is_looser() {
        let rule = LapseRule::DEFAULT;
        assert!(!rule.is_looser_than(rule));
        assert!(LapseRule { topic_s: rule.topic_s + 1, ..rule }.is_looser_than(rule));
        assert!(!LapseRule { marketing_s: 1, ..rule }.is_looser_than(rule));
    }

    proptest! {
        #[test]
        fn use_never_shortens_a_life_and_no_life_is_longer_than_its_own_end(
            answered in 0..400_i64, notice in 0..400_i64, own in proptest::option::of(0..400_i64)
        ) {
            let day = |days: i64| GIVEN.plus_s(days * DAY_S);
            let last = LastUse { answered_at: Some(day(answered)), notice_at: Some(day(notice)) };
            for purpose in Purpose::ALL {
                for topic in [None, Some("order")] {
                    let one = Permission {
                        expires_at: own.map(day), ..permission(*purpose, topic)
                    };
                    let (unused, used) = (ends(&one, LastUse::default()), ends(&one, last));
                    prop_assert!(unused.is_none() == used.is_none() && unused <= used);
                    prop_assert!(one.expires_at.is_none_or(|own| used.is_some_and(|u| u <= own)));
                }
            }
        }
    }
}
