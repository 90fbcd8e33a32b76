//! Message ids as the outside sees them: `wamid.` and one encrypted block.
//!
//! The block holds the place of the message, so that no index over message ids is needed; encrypted
//! as a whole, it tells nobody which person, how many messages, or how large the log is, and two
//! businesses cannot find out from their ids that they write to the same person.

use crate::id::{GRAPH_ID_END, InboxSeq, MessageRef, PersonId};
use aes::Aes128;
use aes::cipher::{Array, BlockCipherDecrypt, BlockCipherEncrypt, KeyInit};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::fmt;

/// Begins every message id.
pub const PREFIX: &str = "wamid.";

/// The installation's key for message ids.
#[derive(Clone)]
pub struct WamidKey(Aes128);

impl fmt::Debug for WamidKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WamidKey(…)")
    }
}

impl WamidKey {
    /// From 16 secret bytes. Another key makes every id handed out so far unreadable.
    pub fn new(key: [u8; 16]) -> Self {
        Self(Aes128::new(&Array::from(key)))
    }

    /// The id of a message. `person` must be below 2^56 and `hint` below 2^40; higher bits are cut.
    pub fn encode(&self, message: MessageRef) -> String {
        let [_, person @ ..] = message.person.0.to_be_bytes();
        let [_, _, _, hint @ ..] = message.hint.to_be_bytes();
        let mut block = [0; 16];
        for (to, from) in
            block.iter_mut().zip(person.into_iter().chain(message.seq.0.to_be_bytes()).chain(hint))
        {
            *to = from;
        }
        let mut block = Array::from(block);
        self.0.encrypt_block(&mut block);
        let mut id = String::from(PREFIX);
        STANDARD.encode_string(block, &mut id);
        id
    }

    /// The message an id names, if it can be one of ours. Says nothing about whether it exists.
    pub fn decode(&self, id: &str) -> Option<MessageRef> {
        let text = id.strip_prefix(PREFIX)?;
        if text.len() != 24 {
            return None;
        }
        let block: [u8; 16] = STANDARD.decode(text).ok()?.try_into().ok()?;
        let mut block = Array::from(block);
        self.0.decrypt_block(&mut block);
        let [p0, p1, p2, p3, p4, p5, p6, s0, s1, s2, s3, h0, h1, h2, h3, h4]: [u8; 16] =
            block.into();
        let person = i64::from_be_bytes([0, p0, p1, p2, p3, p4, p5, p6]);
        (person < GRAPH_ID_END).then_some(MessageRef {
            person: PersonId(person),
            seq: InboxSeq(u32::from_be_bytes([s0, s1, s2, s3])),
            hint: u64::from_be_bytes([0, 0, 0, h0, h1, h2, h3, h4]),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn an_id_names_its_message_and_no_other_key_reads_it(
            key in any::<[u8; 16]>(), person in 0..GRAPH_ID_END, seq in any::<u32>(),
            hint in 0u64..1 << 40
        ) {
            let message = MessageRef { person: PersonId(person), seq: InboxSeq(seq), hint };
            let id = WamidKey::new(key).encode(message);
            prop_assert_eq!(id.len(), 30);
            prop_assert_eq!(WamidKey::new(key).decode(&id), Some(message));
            let mut other = key;
            other[0] ^= 1;
            prop_assert_ne!(WamidKey::new(other).decode(&id), Some(message));
        }

        #[test]
        fn garbage_never_panics(text in "(wamid\\.)?\\PC{0,40}") {
            let _ = WamidKey::new([7; 16]).decode(&text);
        }
    }

    #[test]
    fn refuses_what_has_not_the_form_of_an_id() {
        let key = WamidKey::new([7; 16]);
        for bad in [
            "",
            "wamid.",
            "wamid.AAAA",
            "AAAAAAAAAAAAAAAAAAAAAA==",
            "wamid.AAAAAAAAAAAAAAAAAAAAAB==",
        ] {
            assert_eq!(key.decode(bad), None, "{bad}");
        }
    }

    #[test]
    fn neighbouring_messages_have_unlike_ids() {
        let key = WamidKey::new([7; 16]);
        let at = |seq| key.encode(MessageRef { person: PersonId(1), seq: InboxSeq(seq), hint: 9 });
        let (a, b) = (at(1), at(2));
        let same = a.bytes().zip(b.bytes()).skip(6).take(22).filter(|(x, y)| x == y).count();
        assert!(same < 8, "{a} {b}");
    }
}
