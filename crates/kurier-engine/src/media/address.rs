//! Addresses that prove themselves: who has one may read the file for five minutes; and handles, which only their
//! business can use.

use super::{ADDRESS_S, Library, Result};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use kurier_policy::id::{BusinessId, MediaId};
use kurier_policy::time::Timestamp;
use kurier_store::port::StoreError;
use kurier_store::record::{Media, MediaOwner};
use sha2::Sha256;
use std::fmt::Write;
use subtle::ConstantTimeEq;

/// Bytes of a proof.
const TAG: usize = 16;
/// How a handle begins.
const HANDLE: &str = "4::";

/// Proves that this installation wrote `what`.
pub(crate) fn tag(key: &[u8; 32], purpose: &[u8], what: &[u8]) -> [u8; TAG] {
    let mut proof = [0; TAG];
    if let Ok(mut mac) = <Hmac<Sha256> as KeyInit>::new_from_slice(key) {
        mac.update(purpose);
        mac.update(what);
        let whole: [u8; 32] = mac.finalize().into_bytes().into();
        proof.copy_from_slice(whole.first_chunk().unwrap_or(&[0; TAG]));
    }
    proof
}

fn number(bytes: &[u8], place: usize) -> Option<i64> {
    Some(i64::from_be_bytes(bytes.get(place * 8..)?.first_chunk().copied()?))
}

impl Library {
    /// Names this installation where its files lie; tells nothing of its secrets.
    pub(super) fn installation(&self) -> String {
        tag(&self.key, b"owner", b"").iter().fold(String::new(), |mut hex, byte| {
            // Writing to a String cannot fail.
            let _infallible = write!(hex, "{byte:02x}");
            hex
        })
    }

    /// The last part of an address of this file, good for five minutes from now.
    pub fn address(&self, media: &Media) -> String {
        let until = self.parts.clock.now().plus_s(ADDRESS_S);
        let owner = i64::from(matches!(media.owner, MediaOwner::Person(_)));
        let parts = [media.owner.id(), owner, media.id.0, until.0];
        let said = parts.map(i64::to_be_bytes).concat();
        let proof = tag(&self.key, b"address", &said);
        URL_SAFE_NO_PAD.encode([&said[..], &proof].concat())
    }

    /// The file at this address, if the address still holds.
    pub async fn by_address(&self, address: &str) -> Result<Media> {
        let missing = || StoreError::NotFound("media");
        let bytes = URL_SAFE_NO_PAD.decode(address).map_err(|_| missing())?;
        let (said, proof) = bytes.split_at_checked(32).ok_or_else(missing)?;
        let is_ours: bool = tag(&self.key, b"address", said).ct_eq(proof).into();
        let until = number(said, 3).map(Timestamp).ok_or_else(missing)?;
        if !is_ours || until <= self.parts.clock.now() {
            return Err(missing().into());
        }
        let place = |n| number(said, n).ok_or_else(missing);
        let owner = match (place(0)?, place(1)?) {
            (id, 0) => MediaOwner::Business(BusinessId(id)),
            (id, _) => MediaOwner::Person(kurier_policy::id::PersonId(id)),
        };
        self.media(owner, MediaId(place(2)?)).await
    }

    /// The handle under which its business may name this file in templates and profiles.
    pub fn handle(&self, business: BusinessId, media: MediaId) -> String {
        let proof =
            tag(&self.key, b"handle", &[business.0, media.0].map(i64::to_be_bytes).concat());
        let said = [&media.0.to_be_bytes()[..], &proof].concat();
        format!("{HANDLE}{}", URL_SAFE_NO_PAD.encode(said))
    }

    /// The file of this business that a handle names.
    pub async fn media_of_handle(&self, business: BusinessId, handle: &str) -> Result<Media> {
        let missing = || StoreError::NotFound("media");
        let said = handle.strip_prefix(HANDLE).ok_or_else(missing)?;
        let bytes = URL_SAFE_NO_PAD.decode(said).map_err(|_| missing())?;
        let media = number(&bytes, 0).map(MediaId).ok_or_else(missing)?;
        let is_ours: bool = self.handle(business, media).as_bytes().ct_eq(handle.as_bytes()).into();
        if !is_ours {
            return Err(missing().into());
        }
        self.media(MediaOwner::Business(business), media).await
    }
}
