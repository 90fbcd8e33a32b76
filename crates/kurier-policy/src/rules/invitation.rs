//! Rule A2: whoever stands on an imported list becomes reachable by nothing. Who is here and allowed nothing gets one
//! silent card that asks; and the same few cards a week carry the question of rule A1 whether what lapsed shall go on.
//!
//! Source of the numbers: "Rules Kurier can enforce by construction", A2: 1 per business and person in 365 days, at
//! most 3 shown per person and week from all, fewer than 5 % accepted of 200 or more → off for 30 days. What a card
//! that nobody answers is worth, and how long it lies there, is our own choice.

use crate::permission::{Permission, Purpose};
use crate::time::{DAY_S, Timestamp};
use serde::{Deserialize, Serialize};

/// How many values the secret addend of [`InvitationRule::turns_off`] has: 0 to 19.
pub const BLUR: u32 = 20;
/// Longest topic on a card, in characters.
pub const TOPIC_MAX: usize = 60;
/// A "no thanks" holds for so many days, whatever the rule says.
pub const NO_HOLDS_DAYS: u16 = 365;
/// How long a card waits to be shown, in days; then nobody asked.
pub const WAITS_DAYS: u16 = 365;

/// The numbers of the rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationRule {
    /// After how many days a business may ask the same person again.
    pub again_days: u16,
    /// How many cards one person is shown in seven days, from all businesses.
    pub week: u16,
    /// From how many shown cards on a business is judged.
    pub judged_from: u32,
    /// Fewer accepted than this share, in percent, turns its invitations off.
    pub accepted_percent: u16,
    /// For how many days; and over how many days cards are counted.
    pub off_days: u16,
    /// After how many days a card that nobody answered counts as shown for nothing.
    pub settle_days: u16,
    /// How many days a card lies open once it was shown.
    pub open_days: u16,
}

/// What became of a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CardAnswer {
    /// She allowed it; a receipt says so.
    Accepted,
    /// She does not want it.
    Declined,
}

/// The last card of a pair, as far as it decides about the next one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LastCard {
    /// When it was made.
    pub made_at: Timestamp,
    /// When she first saw it; `None` = it waits.
    pub shown_at: Option<Timestamp>,
    /// When she answered.
    pub answered_at: Option<Timestamp>,
    /// What she said.
    pub answer: Option<CardAnswer>,
}

/// Cards of one business, counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CardCounts {
    /// Shown and answered, or shown and left alone for [`InvitationRule::settle_days`].
    pub shown: u64,
    /// Accepted among them.
    pub accepted: u64,
}

/// What of a pair decides whether a card may ask.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'p> {
    /// Whether the person blocked the business, or the business bars her.
    pub closed: bool,
    /// Purposes she withdrew after having given them: utility, authentication, marketing.
    pub withdrawn: [bool; 3],
    /// What she allowed, ended or not.
    pub permissions: &'p [Permission],
}

impl Asked<'_> {
    /// Whether nothing speaks against asking for this: neither closed nor withdrawn, and not allowed already.
    pub fn may_be_asked(
        &self,
        purpose: Purpose,
        topic: Option<&str>,
        is_live: impl Fn(&Permission) -> bool,
    ) -> bool {
        let allows = |one: &Permission| one.covers(purpose, topic) && is_live(one);
        !self.closed && !purpose.of(self.withdrawn) && !self.permissions.iter().any(allows)
    }
}

impl InvitationRule {
    /// The numbers as they come.
    pub const DEFAULT: Self = Self {
        again_days: 365,
        week: 3,
        judged_from: 200,
        accepted_percent: 5,
        off_days: 30,
        settle_days: 1,
        open_days: 30,
    };
    /// What is left where the rule is lifted: a no still holds for a year.
    pub const LIFTED: Self = Self {
        again_days: 0,
        week: u16::MAX,
        judged_from: u32::MAX,
        accepted_percent: 0,
        ..Self::DEFAULT
    };

    /// Whether an import makes a card for somebody whose last one from this business was `last`.
    pub fn may_make(self, last: Option<LastCard>, now: Timestamp) -> bool {
        let Some(last) = last else { return true };
        let Some(shown_at) = last.shown_at else { return !waits(last.made_at, now) };
        let days = match last.answer {
            Some(CardAnswer::Declined) => self.again_days.max(NO_HOLDS_DAYS),
            Some(CardAnswer::Accepted) | None => self.again_days,
        };
        after(last.answered_at.unwrap_or(shown_at), days) <= now
    }

    /// Whether she may answer a card: it waits, or lies open.
    pub fn is_open(self, card: LastCard, now: Timestamp) -> bool {
        card.answer.is_none()
            && match card.shown_at {
                None => waits(card.made_at, now),
                Some(shown_at) => now < after(shown_at, self.open_days),
            }
    }

    /// How many more cards a person may be shown who saw `shown` in the last seven days.
    pub fn room(self, shown: u32) -> u32 {
        u32::from(self.week).saturating_sub(shown)
    }

    /// Whether a business with these counts loses its invitations. `blur` below [`BLUR`] is added to the number of
    /// cards from which on it is judged; only the installation knows it.
    pub fn turns_off(self, counts: CardCounts, blur: u32) -> bool {
        let from = u64::from(self.judged_from).saturating_add(u64::from(blur));
        let needed = counts.shown.saturating_mul(u64::from(self.accepted_percent));
        counts.shown >= from && counts.accepted.saturating_mul(100) < needed
    }

    /// Until when they are off.
    pub fn off_until(self, now: Timestamp) -> Timestamp {
        after(now, self.off_days)
    }

    /// Cards that were shown from this moment on count.
    pub fn counts_from(self, now: Timestamp) -> Timestamp {
        before(now, self.off_days)
    }

    /// Cards that were shown before this moment count although nobody answered.
    pub fn settled_before(self, now: Timestamp) -> Timestamp {
        before(now, self.settle_days)
    }

    /// Whether it lets anything through that `other` would not.
    pub fn is_looser_than(self, other: Self) -> bool {
        self.again_days < other.again_days
            || self.week > other.week
            || self.judged_from > other.judged_from
            || self.accepted_percent < other.accepted_percent
            || self.off_days < other.off_days
            || self.settle_days > other.settle_days
            || self.open_days > other.open_days
    }
}

fn waits(made_at: Timestamp, now: Timestamp) -> bool {
    now < after(made_at, WAITS_DAYS)
}

fn after(at: Timestamp, days: u16) -> Timestamp {
    at.plus_s(i64::from(days).saturating_mul(DAY_S))
}

fn before(at: Timestamp, days: u16) -> Timestamp {
    at.plus_s(i64::from(days).saturating_mul(DAY_S).saturating_neg())
}

/// A topic as it may stand on a card: 1 to 60 characters, none of them hidden, and nothing that leads anywhere. `None`
/// for any other text.
pub fn topic(text: &str) -> Option<String> {
    let topic = text.trim();
    let fits = (1..=TOPIC_MAX).contains(&topic.chars().count());
    (fits && !topic.chars().any(is_hidden) && !leads_somewhere(topic)).then(|| topic.to_owned())
}

/// A point between a letter and whatever follows it, such as in `shop.example`, and the marks of addresses.
fn leads_somewhere(text: &str) -> bool {
    let letters: Vec<char> = text.chars().collect();
    let is_name = |around: &[char]| match around {
        [before, '.' | '。' | '．' | '｡', behind] => {
            before.is_alphanumeric() && behind.is_alphabetic()
        }
        _ => false,
    };
    text.contains(['@', '\\']) || text.contains("//") || letters.windows(3).any(is_name)
}

fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const RULE: InvitationRule = InvitationRule::DEFAULT;
    const MADE: Timestamp = Timestamp(1_700_000_000_000_000);

    fn day(days: i64) -> Timestamp {
        MADE.plus_s(days * DAY_S)
    }

    fn seen(shown: i64, answer: Option<(i64, CardAnswer)>) -> LastCard {
        LastCard {
            made_at: MADE,
            shown_at: Some(day(shown)),
            answered_at: answer.map(|(at, _)| day(at)),
            answer: answer.map(|(_, answer)| answer),
        }
    }

    #[test]
    fn a_business_asks_a_person_once_a_year() {
        assert!(RULE.may_make(None, MADE));
        let waiting = LastCard { made_at: MADE, ..LastCard::default() };
        assert!(!RULE.may_make(Some(waiting), day(364)) && RULE.may_make(Some(waiting), day(365)));
        let ignored = Some(seen(10, None));
        assert!(!RULE.may_make(ignored, day(374)) && RULE.may_make(ignored, day(375)));
        for answer in [CardAnswer::Declined, CardAnswer::Accepted] {
            let answered = Some(seen(10, Some((20, answer))));
            assert!(!RULE.may_make(answered, day(384)) && RULE.may_make(answered, day(385)));
        }
    }

    #[test]
    fn a_no_holds_for_a_year_also_where_the_rule_is_lifted() {
        let no = Some(seen(0, Some((1, CardAnswer::Declined))));
        assert!(!InvitationRule::LIFTED.may_make(no, day(365)));
        assert!(InvitationRule::LIFTED.may_make(no, day(366)));
        assert!(InvitationRule::LIFTED.may_make(Some(seen(0, None)), day(1)));
        let most = CardCounts { shown: u64::MAX, accepted: 0 };
        assert!(!InvitationRule::LIFTED.turns_off(most, 0));
    }

    #[test]
    fn a_card_lies_open_for_a_month_after_it_was_shown() {
        assert!(RULE.is_open(LastCard { made_at: MADE, ..LastCard::default() }, day(364)));
        assert!(!RULE.is_open(LastCard { made_at: MADE, ..LastCard::default() }, day(365)));
        assert!(RULE.is_open(seen(100, None), day(129)));
        assert!(!RULE.is_open(seen(100, None), day(130)));
        assert!(!RULE.is_open(seen(0, Some((0, CardAnswer::Accepted))), day(1)));
    }

    #[test]
    fn nobody_is_asked_who_closed_the_door_or_allows_it_already() {
        let given = Permission {
            receipt: crate::id::ReceiptId(7),
            purpose: Purpose::Marketing,
            topic: Some("Shoes".to_owned()),
            cadence: crate::permission::Cadence::Each,
            granted_at: MADE,
            expires_at: None,
        };
        let of = |closed, withdrawn, permissions| Asked { closed, withdrawn, permissions };
        let may = |pair: Asked<'_>, topic| {
            pair.may_be_asked(Purpose::Marketing, topic, |one| one.is_live(day(1)))
        };
        let none = [false; 3];
        assert!(may(of(false, none, &[]), None));
        assert!(!may(of(true, none, &[]), None));
        assert!(!may(of(false, [false, false, true], &[]), None));
        assert!(may(of(false, [true, true, false], &[]), None));
        let one = [given];
        assert!(!may(of(false, none, &one), Some("Shoes")));
        assert!(may(of(false, none, &one), Some("Hats")) && may(of(false, none, &one), None));
        let ended = [Permission { expires_at: Some(day(1)), ..one[0].clone() }];
        assert!(may(of(false, none, &ended), Some("Shoes")));
    }

    #[test]
    fn three_cards_a_week_are_shown() {
        assert_eq!([0, 2, 3, 9].map(|shown| RULE.room(shown)), [3, 1, 0, 0]);
    }

    #[test]
    fn fewer_than_one_in_twenty_of_two_hundred_turns_invitations_off() {
        let off = |shown, accepted, blur| RULE.turns_off(CardCounts { shown, accepted }, blur);
        assert!(!off(199, 0, 0), "too few to be judged");
        assert!(off(200, 9, 0) && !off(200, 10, 0), "five in a hundred are enough");
        assert!(!off(218, 0, 19) && off(219, 0, 19));
        assert_eq!(RULE.off_until(MADE), day(30));
    }

    #[test]
    fn a_topic_says_what_it_is_about_and_leads_nowhere() {
        for good in ["Shoes", "  Flug KR 1234, 22.12.  ", "Q&A: 3.5 t", "St. Pauli"] {
            assert_eq!(topic(good), Some(good.trim().to_owned()));
        }
        for bad in [
            "",
            "  ",
            &"x".repeat(61),
            "see shop.example",
            "https://a",
            "me@x",
            "a\u{202e}b",
            "a\nb",
            "shop。example",
        ] {
            assert_eq!(topic(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn each_number_can_be_made_stricter_and_no_looser() {
        assert!(!RULE.is_looser_than(RULE));
        assert!(InvitationRule::LIFTED.is_looser_than(RULE));
        for loose in [
            InvitationRule { again_days: 364, ..RULE },
            InvitationRule { week: 4, ..RULE },
            InvitationRule { judged_from: 201, ..RULE },
            InvitationRule { accepted_percent: 4, ..RULE },
            InvitationRule { off_days: 29, ..RULE },
            InvitationRule { settle_days: 2, ..RULE },
            InvitationRule { open_days: 31, ..RULE },
        ] {
            assert!(loose.is_looser_than(RULE) && !RULE.is_looser_than(loose));
        }
    }

    proptest! {
        #[test]
        fn of_whatever_imports_come_no_two_cards_are_shown_within_a_year(
            steps in proptest::collection::vec((0..200_i64, 0..4_u8), 1..60)
        ) {
            let (mut now, mut last, mut shown) = (MADE, None::<LastCard>, Vec::new());
            for (days, what) in steps {
                now = now.plus_s(days * DAY_S);
                match what {
                    0 | 1 => if RULE.may_make(last, now) {
                        last = Some(LastCard { made_at: now, ..LastCard::default() });
                    },
                    2 => if let Some(card) = last.as_mut().filter(|card| {
                        card.shown_at.is_none() && RULE.is_open(**card, now)
                    }) {
                        card.shown_at = Some(now);
                        shown.push(now);
                    },
                    _ => if let Some(card) = last.as_mut().filter(|card| {
                        card.shown_at.is_some() && RULE.is_open(**card, now)
                    }) {
                        (card.answered_at, card.answer) = (Some(now), Some(CardAnswer::Declined));
                    },
                }
            }
            for pair in shown.windows(2) {
                prop_assert!(pair[1] >= pair[0].plus_s(365 * DAY_S));
            }
        }

        #[test]
        fn who_is_judged_with_a_larger_addend_is_judged_with_a_smaller_one(
            shown in 0..1_000_u64, accepted in 0..100_u64, blur in 1..BLUR
        ) {
            let counts = CardCounts { shown, accepted };
            prop_assert!(!RULE.turns_off(counts, blur) || RULE.turns_off(counts, blur - 1));
        }
    }
}
