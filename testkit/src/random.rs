//! Repeatable randomness.

use kurier_engine::entropy::Entropy;
use std::sync::{Mutex, PoisonError};

/// SplitMix64: small, fast, good enough to vary tests.
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    /// The same seed gives the same numbers.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Another sequence that follows from this one.
    #[must_use]
    pub fn fork(&mut self) -> Self {
        Self(self.bits())
    }

    /// Whether something with this chance, in hundredths, happens.
    pub fn chance(&mut self, hundredths: u64) -> bool {
        self.between(0, 100) < hundredths
    }

    /// A number from `from` on and below `end`.
    pub fn between(&mut self, from: u64, end: u64) -> u64 {
        from + self.bits() % end.saturating_sub(from).max(1)
    }
}

/// An entropy source that repeats itself from run to run.
#[derive(Debug)]
pub struct SeededEntropy(Mutex<Random>);

impl SeededEntropy {
    /// The same seed gives the same ids and secrets.
    pub fn new(seed: u64) -> Self {
        Self(Mutex::new(Random::new(seed)))
    }
}

impl Entropy for SeededEntropy {
    fn fill(&self, buffer: &mut [u8]) {
        let mut random = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for chunk in buffer.chunks_mut(8) {
            let bits = random.bits().to_le_bytes();
            for (to, from) in chunk.iter_mut().zip(bits) {
                *to = from;
            }
        }
    }
}
