//! Randomness as a parameter: the wiring gives the engine a source.

use kurier_policy::id::{BusinessId, PersonId};

/// A source of unpredictable bytes.
pub trait Entropy: Send + Sync + 'static {
    /// Fills the buffer.
    fn fill(&self, buffer: &mut [u8]);
}

/// Draws fixed-size values from an [`Entropy`].
pub(crate) fn draw<const N: usize>(entropy: &dyn Entropy) -> [u8; N] {
    let mut bytes = [0; N];
    entropy.fill(&mut bytes);
    bytes
}

/// Draws 64 random bits, for ids.
pub(crate) fn bits(entropy: &dyn Entropy) -> u64 {
    u64::from_le_bytes(draw(entropy))
}

/// Draws a business id.
pub(crate) fn business_id(entropy: &dyn Entropy) -> BusinessId {
    BusinessId::from_random(bits(entropy))
}

/// Draws a person id.
pub(crate) fn person_id(entropy: &dyn Entropy) -> PersonId {
    PersonId::from_random(bits(entropy))
}
