//! Receipts: signed, append-only proofs of what a person allowed or withdrew.

use crate::canonical;
use crate::id::{BusinessId, ReceiptId, SignupId};
use crate::permission::{Permission, Withdrawal};
use crate::time::Timestamp;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// What a receipt proves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Form of this document; 1.
    pub version: u32,
    /// Its id.
    pub id: ReceiptId,
    /// When, in UTC.
    pub at: Timestamp,
    /// The business.
    pub business: BusinessId,
    /// The business's name as it was shown.
    pub business_name: String,
    /// The person, as this business knows her.
    pub user_id: String,
    /// What she did.
    pub decision: Decision,
    /// Where: `invite:CODE`, `signup:ID`, `card:ID`, `permissions` (her own screen), `stop-word`, `undo:ID` (of a receipt),
    /// `sandbox`.
    pub source: String,
    /// Language of the words she saw (`de`, `en`).
    pub language: String,
    /// The very words she saw, one line per thing asked; of a stop word what she wrote.
    pub wording: Vec<String>,
}

/// Begins the source of a decision that was made on a sign-up link.
pub const SIGNUP: &str = "signup:";
/// The source of a decision that was made by a word in the chat.
pub const STOP_WORD: &str = "stop-word";
/// Begins the source of a decision that takes back what the receipt of that id took away.
pub const UNDO: &str = "undo:";

impl Receipt {
    /// The sign-up link on which the decision was made.
    pub fn signup(&self) -> Option<SignupId> {
        self.source.strip_prefix(SIGNUP)?.parse().ok()
    }
}

/// Allowed or withdrew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum Decision {
    /// She allowed these.
    Grant {
        /// At least one.
        permissions: Vec<Permission>,
    },
    /// She took these back.
    Withdraw {
        /// What.
        withdrawal: Withdrawal,
        /// The permissions that ended by it, so that she can take it back.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        taken: Vec<Permission>,
    },
}

/// A receipt with its Ed25519 signature over [`Receipt::signed_bytes`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedReceipt {
    /// The document.
    pub receipt: Receipt,
    /// 64 bytes, base64 (standard alphabet, padded).
    pub signature: String,
    /// The installation's public key, 32 bytes, base64.
    pub public_key: String,
}

/// Why a receipt proves nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReceiptFault {
    /// The document is no receipt, or holds members that the signature does not cover.
    #[error("not a receipt: {0}")]
    Malformed(&'static str),
    /// The key or the signature is no base64 of the right length.
    #[error("{0} is not valid base64 of the right length")]
    BadEncoding(&'static str),
    /// It is signed by another installation than the one asked for.
    #[error("signed with another key than the expected one")]
    WrongKey,
    /// The document is not what was signed.
    #[error("the signature does not match: the document was changed or was never signed")]
    BadSignature,
}

impl Receipt {
    /// The signed bytes: the document as JSON without white space, keys sorted by their bytes,
    /// UTF-8, numbers whole.
    pub fn signed_bytes(&self) -> Vec<u8> {
        // A receipt has text keys only, so that its conversion cannot fail; `verify` refuses the empty
        // answer all the same.
        serde_json::to_value(self).map(|value| canonical::bytes_of(&value)).unwrap_or_default()
    }
}

/// Signs a receipt with the installation's Ed25519 seed.
pub fn sign(receipt: Receipt, seed: &[u8; 32]) -> SignedReceipt {
    let key = SigningKey::from_bytes(seed);
    let signature = key.sign(&receipt.signed_bytes());
    SignedReceipt {
        receipt,
        signature: STANDARD.encode(signature.to_bytes()),
        public_key: STANDARD.encode(key.verifying_key().to_bytes()),
    }
}

/// The Ed25519 public key of a seed.
pub fn public_key(seed: &[u8; 32]) -> [u8; 32] {
    SigningKey::from_bytes(seed).verifying_key().to_bytes()
}

/// A public key for the eye: the first 128 bits of its SHA-256 in eight groups of four hexadecimal
/// digits.
pub fn fingerprint(public_key: &[u8; 32]) -> String {
    let digest = Sha256::digest(public_key);
    let groups: Vec<String> = digest
        .chunks(2)
        .take(8)
        .map(|pair| match *pair {
            [high, low] => format!("{high:02x}{low:02x}"),
            _ => String::new(),
        })
        .collect();
    groups.join(" ")
}

impl SignedReceipt {
    /// Reads a receipt file. Refuses members that [`Receipt`] does not know: they would look proven
    /// and are not.
    pub fn from_json(json: &[u8]) -> Result<Self, ReceiptFault> {
        const NO_JSON: ReceiptFault = ReceiptFault::Malformed("a member is missing or wrong");
        let signed: Self = serde_json::from_slice(json).map_err(|_| NO_JSON)?;
        let given: serde_json::Value = serde_json::from_slice(json).map_err(|_| NO_JSON)?;
        let known = serde_json::to_value(&signed).map_err(|_| NO_JSON)?;
        if canonical::bytes_of(&given) == canonical::bytes_of(&known) {
            Ok(signed)
        } else {
            Err(ReceiptFault::Malformed("it holds members that are not signed"))
        }
    }

    /// Whether the receipt is what the installation signed. `pinned` is the public key it must be
    /// signed with; without it only the receipt's own key is checked, which proves that nothing was
    /// changed, but not by whom it was signed.
    pub fn verify(&self, pinned: Option<&[u8; 32]>) -> Result<(), ReceiptFault> {
        let key: [u8; 32] = decode(&self.public_key, "public_key")?;
        let signature: [u8; 64] = decode(&self.signature, "signature")?;
        if pinned.is_some_and(|expected| *expected != key) {
            return Err(ReceiptFault::WrongKey);
        }
        let key =
            VerifyingKey::from_bytes(&key).map_err(|_| ReceiptFault::BadEncoding("public_key"))?;
        let document = self.receipt.signed_bytes();
        if document.is_empty() {
            return Err(ReceiptFault::Malformed("it cannot be written as JSON"));
        }
        // Strict: no weak keys, and only one signature that fits one document.
        key.verify_strict(&document, &Signature::from_bytes(&signature))
            .map_err(|_| ReceiptFault::BadSignature)
    }
}

fn decode<const N: usize>(text: &str, what: &'static str) -> Result<[u8; N], ReceiptFault> {
    // Bounds the work on hostile files; 64 bytes are 88 characters.
    if text.len() > 100 {
        return Err(ReceiptFault::BadEncoding(what));
    }
    let bytes = STANDARD.decode(text).map_err(|_| ReceiptFault::BadEncoding(what))?;
    bytes.try_into().map_err(|_| ReceiptFault::BadEncoding(what))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::permission::{Cadence, Purpose};
    use proptest::prelude::*;

    const SEED: [u8; 32] = [5; 32];

    fn signed() -> SignedReceipt {
        let permission = Permission {
            receipt: ReceiptId(123_456_789_012_345),
            purpose: Purpose::Utility,
            topic: Some("Flug KR 1234 – 22. Dezember".to_owned()),
            cadence: Cadence::Each,
            granted_at: Timestamp(1_000_000),
            expires_at: None,
        };
        let receipt = Receipt {
            version: 1,
            id: ReceiptId(123_456_789_012_345),
            at: Timestamp(1_000_000),
            business: BusinessId(223_456_789_012_345),
            business_name: "Kranich \"Air\"".to_owned(),
            user_id: "ZZ.abc".to_owned(),
            decision: Decision::Grant { permissions: vec![permission] },
            source: "invite:CODE".to_owned(),
            language: "de".to_owned(),
            wording: vec!["Meldungen zu deinem Flug".to_owned()],
        };
        sign(receipt, &SEED)
    }

    #[test]
    fn a_signed_receipt_verifies_offline_also_after_a_trip_through_json() {
        let signed = signed();
        assert_eq!(signed.verify(None), Ok(()));
        assert_eq!(signed.verify(Some(&public_key(&SEED))), Ok(()));
        let pretty = serde_json::to_vec_pretty(&signed).unwrap();
        let read = SignedReceipt::from_json(&pretty).unwrap();
        assert_eq!(read, signed);
        assert_eq!(read.verify(Some(&public_key(&SEED))), Ok(()));
    }

    #[test]
    fn the_key_of_another_installation_is_told_apart_from_a_changed_document() {
        let mut receipt = signed();
        assert_eq!(receipt.verify(Some(&public_key(&[6; 32]))), Err(ReceiptFault::WrongKey));
        receipt.receipt.wording.push("Werbung".to_owned());
        assert_eq!(receipt.verify(None), Err(ReceiptFault::BadSignature));
        receipt.signature = "?".to_owned();
        assert_eq!(receipt.verify(None), Err(ReceiptFault::BadEncoding("signature")));
        receipt.public_key = "AAAA".to_owned();
        assert_eq!(receipt.verify(None), Err(ReceiptFault::BadEncoding("public_key")));
    }

    #[test]
    fn members_that_nobody_signed_are_refused() {
        let mut value = serde_json::to_value(signed()).unwrap();
        value["receipt"]["note"] = "also marketing".into();
        let json = serde_json::to_vec(&value).unwrap();
        assert!(matches!(SignedReceipt::from_json(&json), Err(ReceiptFault::Malformed(_))));
    }

    #[test]
    fn a_fingerprint_is_eight_groups_of_four() {
        let print = fingerprint(&public_key(&SEED));
        assert_eq!(print.len(), 39);
        assert!(print.split(' ').all(|group| group.len() == 4));
        assert_ne!(print, fingerprint(&public_key(&[6; 32])));
    }

    proptest! {
        #[test]
        fn one_changed_byte_anywhere_makes_a_receipt_worthless(at in any::<proptest::sample::Index>(), mask in 1u8..) {
            let mut json = serde_json::to_vec(&signed()).unwrap();
            let at = at.index(json.len());
            json[at] ^= mask;
            let verdict = SignedReceipt::from_json(&json).and_then(|read| read.verify(Some(&public_key(&SEED))));
            prop_assert!(verdict.is_err());
        }

        #[test]
        fn any_file_may_be_read(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            prop_assert!(SignedReceipt::from_json(&bytes).is_err());
        }
    }
}
