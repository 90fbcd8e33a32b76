//! The installation's keys: made once, kept in the store.

use crate::entropy::{Entropy, draw};
use hmac::{Hmac, KeyInit, Mac};
use kurier_policy::id::{BusinessId, SenderId};
use kurier_policy::pair::PairKey;
use kurier_policy::receipt;
use kurier_policy::rules::invitation::BLUR;
use kurier_policy::rules::takeover::NetworkKey;
use kurier_policy::time::Timestamp;
use kurier_policy::wamid::WamidKey;
use kurier_store::port::{Store, StoreError};
use sha2::Sha256;

/// Signs receipts, hides places in message ids.
pub struct Keys {
    receipt_seed: [u8; 32],
    /// Turns places into message ids and back.
    pub wamid: WamidKey,
}

/// Name under which the pair key is kept; the wiring needs it before there is an engine.
pub const PAIR_KEY: &str = "pair_key";

impl Keys {
    /// Loads the keys, or makes them on the first start.
    pub async fn load(store: &dyn Store, entropy: &dyn Entropy) -> Result<Self, StoreError> {
        let seed = keep::<32>(store, "receipt_seed", entropy).await?;
        let wamid = keep::<16>(store, "wamid_key", entropy).await?;
        Ok(Self { receipt_seed: seed, wamid: WamidKey::new(wamid) })
    }

    /// The public half of the receipt key.
    pub fn receipt_public_key(&self) -> [u8; 32] {
        receipt::public_key(&self.receipt_seed)
    }

    /// Proves addresses of files. Made from the other secret of this installation, so that an export carries it.
    pub(crate) fn media_key(&self) -> [u8; 32] {
        let Ok(mut mac) = <Hmac<Sha256> as KeyInit>::new_from_slice(&self.receipt_seed) else {
            return self.receipt_seed;
        };
        mac.update(b"kurier addresses of files");
        mac.finalize().into_bytes().into()
    }

    /// What is kept of a PIN: without the key, six digits are soon tried out.
    pub(crate) fn pin_tag(&self, sender: SenderId, pin: &str) -> [u8; 32] {
        self.tag(b"kurier two-step pins", &[&sender.0.to_be_bytes(), pin.as_bytes()])
    }

    /// The code that was made at this moment to prove a sender's number: it follows from the key, so that it is stored
    /// nowhere.
    pub(crate) fn sender_code(&self, sender: SenderId, at: Timestamp) -> String {
        let moment = at.0.to_be_bytes();
        let drawn = self.tag(b"kurier codes of senders", &[&sender.0.to_be_bytes(), &moment]);
        let number = drawn.iter().take(8).fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
        format!("{:06}", number % 1_000_000)
    }

    /// What is kept of such a code.
    pub(crate) fn code_tag(&self, sender: SenderId, code: &str) -> [u8; 32] {
        self.tag(b"kurier said codes", &[&sender.0.to_be_bytes(), code.as_bytes()])
    }

    /// Shows that a code was made here.
    pub(crate) fn sign_up_proof(&self, said: &[u8]) -> [u8; 32] {
        self.tag(b"kurier sign-up codes", &[said])
    }

    /// The random part of the token that a code stands for.
    pub(crate) fn sign_up_token(&self, code: &str) -> [u8; 32] {
        self.tag(b"kurier sign-up tokens", &[code.as_bytes()])
    }

    /// Decides which messages ask whether they were wanted.
    pub(crate) fn feedback_secret(&self) -> [u8; 32] {
        self.tag(b"kurier asked feedback", &[])
    }

    /// Stands for a network of a business: the address cannot be told from it, and no other business's calls are alike.
    pub(crate) fn network_tag(&self, business: BusinessId, prefix: &[u8]) -> NetworkKey {
        let tag = self.tag(b"kurier networks", &[&business.0.to_be_bytes(), prefix]);
        NetworkKey(first_eight(&tag))
    }

    /// Stands for an operator who confirmed something.
    pub(crate) fn operator_tag(&self, name: &str) -> i64 {
        first_eight(&self.tag(b"kurier operators", &[name.as_bytes()]))
    }

    /// What is added to the number of cards from which on the invitations of a business are judged; another number
    /// after each time they were off, so that what was found out once is worth nothing.
    pub(crate) fn invitation_blur(&self, business: BusinessId, before: Option<Timestamp>) -> u32 {
        let before = before.map_or(0, |at| at.0).to_be_bytes();
        let drawn = self.tag(b"kurier judged invitations", &[&business.0.to_be_bytes(), &before]);
        drawn.iter().take(3).fold(0, |sum, byte| sum << 8 | u32::from(*byte)) % BLUR
    }

    fn tag(&self, what: &[u8], parts: &[&[u8]]) -> [u8; 32] {
        let mut tag = [0; 32];
        if let Ok(mut mac) = <Hmac<Sha256> as KeyInit>::new_from_slice(&self.receipt_seed) {
            mac.update(what);
            for part in parts {
                mac.update(part);
            }
            tag = mac.finalize().into_bytes().into();
        }
        tag
    }

    pub(crate) fn receipt_seed(&self) -> &[u8; 32] {
        &self.receipt_seed
    }
}

fn first_eight(tag: &[u8; 32]) -> i64 {
    tag.iter().take(8).fold(0, |number, byte| number << 8 | i64::from(*byte))
}

/// Makes the key of pair ids from 32 secret bytes.
pub fn pair_key(secret: [u8; 32]) -> PairKey {
    PairKey::new(secret)
}

async fn keep<const N: usize>(
    store: &dyn Store,
    name: &'static str,
    entropy: &dyn Entropy,
) -> Result<[u8; N], StoreError> {
    let fresh: [u8; N] = draw(entropy);
    let kept = store.keep_secret(name, fresh.to_vec()).await?;
    kept.try_into().map_err(|_| StoreError::Corrupt {
        table: "secret",
        row: name.to_owned(),
        what: format!("{N} bytes expected"),
    })
}
