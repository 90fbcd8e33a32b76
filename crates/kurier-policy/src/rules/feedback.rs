//! Who is asked whether a message was wanted (rule A7), and what her answer means.
//!
//! In the first stages of a send everybody is asked, later three of a hundred. Who they are follows from the number
//! of the message and a secret of the installation: it can be computed again anywhere, and a business cannot aim
//! around it. Answers reach a business as counts of at least twenty only, so that none tells of one person.

use crate::id::MessageRef;
use crate::pricing::Category;
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

/// Who is asked, and from when on answers are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedbackRule {
    /// How many of a thousand messages ask.
    pub asked_per_thousand: u16,
    /// Answers or reports below which a business sees no number.
    pub least_shown: u64,
}

/// What she says of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wanted {
    /// She wanted it.
    Yes,
    /// She did not: marketing of this business ends.
    No,
}

impl FeedbackRule {
    /// 3 %, and counts from 20 on.
    pub const DEFAULT: Self = Self { asked_per_thousand: 30, least_shown: 20 };

    /// Whether fewer are asked, or smaller counts are shown, than by `other`.
    pub fn is_looser_than(&self, other: &Self) -> bool {
        self.asked_per_thousand < other.asked_per_thousand || self.least_shown < other.least_shown
    }

    /// Whether a message asks. `in_canary` = it is one of the first of a send, or marketing of a young business. A notice asks only
    /// then: whether it is one, they know who got it first.
    pub fn asks(
        &self,
        category: Category,
        message: MessageRef,
        in_canary: bool,
        secret: &[u8; 32],
    ) -> bool {
        match category {
            Category::Marketing => {
                in_canary || drawn(message, secret) < u64::from(self.asked_per_thousand)
            }
            Category::Utility => in_canary,
            Category::Authentication | Category::Service => false,
        }
    }

    /// A count as a business may see it: nothing where it could tell of few.
    pub fn shown(&self, count: u64, of: u64) -> Option<u64> {
        (of >= self.least_shown).then_some(count)
    }
}

/// A number below a thousand that only the secret foretells. Where a store keeps the message plays no part.
fn drawn(message: MessageRef, secret: &[u8; 32]) -> u64 {
    // A key shorter than the block is filled with zeros: that is HMAC's own rule.
    let mut block = [0_u8; 64];
    for (to, from) in block.iter_mut().zip(secret) {
        *to = *from;
    }
    let mut mac = <Hmac<Sha256> as KeyInit>::new((&block).into());
    mac.update(b"kurier feedback v1");
    mac.update(&message.person.0.to_be_bytes());
    mac.update(&message.seq.0.to_be_bytes());
    let digest: [u8; 32] = mac.finalize().into_bytes().into();
    let eight = digest.first_chunk().copied().unwrap_or_default();
    u64::from_be_bytes(eight) % 1_000
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{InboxSeq, PersonId};

    const RULE: FeedbackRule = FeedbackRule::DEFAULT;

    fn message(person: i64, seq: u32) -> MessageRef {
        MessageRef { person: PersonId(person), seq: InboxSeq(seq), hint: 0 }
    }

    fn asked(secret: [u8; 32]) -> Vec<i64> {
        let asks =
            |person: &i64| RULE.asks(Category::Marketing, message(*person, 3), false, &secret);
        (0..20_000).filter(asks).collect()
    }

    #[test]
    fn three_of_a_hundred_are_asked_and_another_secret_asks_others() {
        let (one, other) = (asked([1; 32]), asked([2; 32]));
        for found in [&one, &other] {
            // Four standard deviations around 600.
            assert!((500..700).contains(&found.len()), "{}", found.len());
        }
        let both = one.iter().filter(|person| other.contains(person)).count();
        assert!(both < 60, "{both}");
        assert_eq!(one, asked([1; 32]), "the same ones each time");
    }

    #[test]
    fn everybody_is_asked_in_a_canary_and_only_there_about_a_notice() {
        for person in 0..100 {
            let asks = |category, canary| RULE.asks(category, message(person, 1), canary, &[7; 32]);
            assert!(asks(Category::Marketing, true));
            assert!(asks(Category::Utility, true) && !asks(Category::Utility, false));
            assert!(!asks(Category::Authentication, true) && !asks(Category::Service, true));
        }
    }

    #[test]
    fn where_a_message_is_stored_changes_nothing() {
        let far = MessageRef { hint: 99, ..message(5, 5) };
        for secret in 0..200 {
            let asks = |message| RULE.asks(Category::Marketing, message, false, &[secret; 32]);
            assert_eq!(asks(far), asks(message(5, 5)));
        }
    }

    #[test]
    fn counts_of_few_are_not_shown() {
        assert_eq!((RULE.shown(3, 19), RULE.shown(3, 20)), (None, Some(3)));
        assert!(FeedbackRule { least_shown: 5, ..RULE }.is_looser_than(&RULE));
    }
}
