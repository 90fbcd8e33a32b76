//! Receipts: signed, append-only proofs of what a person allowed or withdrew.

use crate::id::{BusinessId, ReceiptId};
use crate::permission::{Permission, Withdrawal};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

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
    /// Where: `invite:CODE`, `permissions` (her own screen), `stop-word`, `sandbox`.
    pub source: String,
    /// Language of the words she saw (`de`, `en`).
    pub language: String,
    /// The very words she saw, one line per thing asked.
    pub wording: Vec<String>,
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
