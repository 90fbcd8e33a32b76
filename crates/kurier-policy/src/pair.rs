//! Pseudonymous ids of a pair (business, person): a business knows a person by these alone, and
//! nothing in them joins two businesses' lists.

use crate::id::{BusinessId, PersonId};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::fmt;

/// The smallest `wa_id`: country code 999, which no country has, and twelve digits.
pub const WA_ID_MIN: u64 = 999_000_000_000_000;
/// How many `wa_id` there are.
const WA_ID_SPAN: u64 = 1_000_000_000_000;
/// Begins every `user_id`: no country, as a person needs none.
const USER_ID_PREFIX: &str = "ZZ.";
/// Digits of a `user_id` after its prefix.
const USER_ID_DIGITS: usize = 20;
/// Symbols of a `user_id`: digits alone, because a common client (pywa) takes every other form for
/// the id of a group. Twenty digits are 66 bits.
const SYMBOLS: &[u8; 10] = b"0123456789";

/// The installation's key for pair ids.
#[derive(Clone)]
pub struct PairKey([u8; 32]);

impl fmt::Debug for PairKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PairKey(…)")
    }
}

impl PairKey {
    /// From 32 secret bytes.
    pub fn new(key: [u8; 32]) -> Self {
        Self(key)
    }

    /// The pair's `wa_id` (15 digits beginning with 999) and `user_id` (`ZZ.` and 20
    /// digits). Twelve digits may collide within a business: then the caller counts `attempt` up
    /// from 0 until the `wa_id` is free, and stores what it got.
    pub fn make(&self, business: BusinessId, person: PersonId, attempt: u32) -> (u64, String) {
        // A key shorter than the block is filled with zeros: that is HMAC's own rule.
        let mut block = [0_u8; 64];
        for (to, from) in block.iter_mut().zip(self.0) {
            *to = from;
        }
        let mut mac = <Hmac<Sha256> as KeyInit>::new((&block).into());
        mac.update(b"kurier pair v1");
        mac.update(&business.0.to_be_bytes());
        mac.update(&person.0.to_be_bytes());
        mac.update(&attempt.to_be_bytes());
        let digest: [u8; 32] = mac.finalize().into_bytes().into();
        let (eight, letters) = digest.split_first_chunk().unwrap_or((&[0; 8], &[]));
        let number = u64::from_be_bytes(*eight) % WA_ID_SPAN;
        let letters = letters.iter().take(USER_ID_DIGITS).map(|byte| {
            let index = usize::from(byte % 10);
            char::from(SYMBOLS.get(index).copied().unwrap_or(b'0'))
        });
        let user_id = USER_ID_PREFIX.chars().chain(letters).collect();
        (WA_ID_MIN.saturating_add(number), user_id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outbound::Recipient;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn pair_ids_have_the_form_that_recipients_are_read_in(
            key in any::<[u8; 32]>(), business in any::<i64>(), person in any::<i64>(), attempt in any::<u32>()
        ) {
            let (wa_id, user_id) = PairKey::new(key).make(BusinessId(business), PersonId(person), attempt);
            prop_assert_eq!(Recipient::parse_to(&wa_id.to_string()), Ok(Recipient::WaId(wa_id)));
            prop_assert_eq!(user_id.len(), 23);
            prop_assert_eq!(Recipient::parse_user_id(&user_id), Ok(Recipient::UserId(user_id)));
        }
    }

    #[test]
    fn business_person_and_attempt_each_change_both_ids() {
        let key = PairKey::new([1; 32]);
        let base = key.make(BusinessId(1), PersonId(2), 0);
        assert_eq!(key.make(BusinessId(1), PersonId(2), 0), base);
        let others = [
            key.make(BusinessId(3), PersonId(2), 0),
            key.make(BusinessId(1), PersonId(3), 0),
            key.make(BusinessId(1), PersonId(2), 1),
            PairKey::new([2; 32]).make(BusinessId(1), PersonId(2), 0),
        ];
        for other in others {
            assert!(other.0 != base.0 && other.1 != base.1);
        }
    }
}
