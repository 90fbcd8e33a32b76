//! What goes to an endpoint is sealed with a key made for the one request; the answer comes under the same key.

use crate::entropy::{Entropy, draw};
use aes_gcm::aead::Aead;
use aes_gcm::aead::consts::U16;
use aes_gcm::aes::Aes128;
use aes_gcm::{AesGcm, KeyInit};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rsa::PublicKey;
use rsa::rand_core::{TryCryptoRng, TryRng};
use serde_json::{Value, json};
use sha2::Sha256;
use std::convert::Infallible;

/// The contract's vectors have 16 bytes, where 12 are usual.
type Cipher = AesGcm<Aes128, U16>;

/// The engine's randomness, as the padding asks for it.
struct Dice<'e>(&'e dyn Entropy);

impl TryRng for Dice<'_> {
    type Error = Infallible;
    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(u32::from_le_bytes(draw(self.0)))
    }
    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(u64::from_le_bytes(draw(self.0)))
    }
    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        self.0.fill(bytes);
        Ok(())
    }
}

impl TryCryptoRng for Dice<'_> {}

/// The key of one request.
pub(super) struct Seal {
    key: [u8; 16],
    vector: [u8; 16],
}

impl Seal {
    pub(super) fn new(entropy: &dyn Entropy) -> Self {
        Self { key: draw(entropy), vector: draw(entropy) }
    }

    /// The body of the request; `None` if the public key cannot hold the key.
    pub(super) fn close(
        &self,
        said: &Value,
        to: &PublicKey,
        entropy: &dyn Entropy,
    ) -> Option<Value> {
        let key = to.oaep_encrypt_with_rng::<Sha256, _>(&mut Dice(entropy), &self.key).ok()?;
        let sealed =
            self.cipher().encrypt(&self.vector.into(), said.to_string().as_bytes()).ok()?;
        Some(json!({
            "encrypted_flow_data": STANDARD.encode(sealed),
            "encrypted_aes_key": STANDARD.encode(key),
            "initial_vector": STANDARD.encode(self.vector),
        }))
    }

    /// What the endpoint answered; `None` if it is not sealed with this key, or no JSON.
    pub(super) fn open(&self, body: &[u8]) -> Option<Value> {
        let text = std::str::from_utf8(body).ok()?.trim().trim_matches('"');
        let sealed = STANDARD.decode(text).ok()?;
        let vector = self.vector.map(|byte| !byte);
        let said = self.cipher().decrypt(&vector.into(), sealed.as_slice()).ok()?;
        serde_json::from_slice(&said).ok()
    }

    fn cipher(&self) -> Cipher {
        Cipher::new(&self.key.into())
    }
}
