//! Repeatable randomness: every person, every business and the engine have a sequence of their own, so that what one of them
//! does never changes what another draws.

use kurier_engine::entropy::Entropy;
use std::sync::{Mutex, PoisonError};

/// SplitMix64: small, fast, and good enough for dice.
#[derive(Debug, Clone)]
pub(crate) struct Random(u64);

impl Random {
    /// The sequence of the `index`-th thing of this kind in the world of `seed`.
    pub(crate) fn of(seed: u64, kind: &str, index: u32) -> Self {
        let mix = |state: u64, byte: u8| {
            (state ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3).rotate_left(5)
        };
        let named = kind.bytes().fold(seed ^ 0xcbf2_9ce4_8422_2325, mix);
        let mut random = Self(named ^ (u64::from(index) << 32));
        Self(random.bits())
    }

    /// The next 64 bits.
    pub(crate) fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from 0 on and below 1.
    pub(crate) fn share(&mut self) -> f64 {
        let upper = u32::try_from(self.bits() >> 32).unwrap_or(0);
        f64::from(upper) / 4_294_967_296.0
    }

    /// Whether something of this probability happens.
    pub(crate) fn chance(&mut self, probability: f64) -> bool {
        self.share() < probability
    }

    /// A number from 0 on and below `end`; 0 if there is none.
    pub(crate) fn below(&mut self, end: u32) -> u32 {
        let drawn = self.bits() % u64::from(end.max(1));
        u32::try_from(drawn).unwrap_or(0)
    }

    /// A number between two others.
    pub(crate) fn between(&mut self, from: f64, to: f64) -> f64 {
        (to - from).mul_add(self.share(), from)
    }

    /// A number around `median`, whose logarithm is spread normally by `sigma`.
    pub(crate) fn lognormal(&mut self, median: f64, sigma: f64) -> f64 {
        // Box and Muller; 1 - share is never 0.
        let radius = (-2.0 * (1.0 - self.share()).ln()).sqrt();
        let normal = radius * (std::f64::consts::TAU * self.share()).cos();
        median * (sigma * normal).exp()
    }

    /// How many of so many rare things happen, `mean` of them on average.
    pub(crate) fn poisson(&mut self, mean: f64) -> u32 {
        // In pieces, because exp(-mean) of a large mean is 0.
        let (mut left, mut count) = (mean, 0_u32);
        while left > 0.0 {
            let piece = left.min(20.0);
            left -= piece;
            let (end, mut product) = ((-piece).exp(), self.share());
            while product > end {
                count = count.saturating_add(1);
                product *= self.share();
            }
        }
        count
    }

    /// `count` different numbers below `end`, in the order in which they were drawn; all of them if there are not more.
    pub(crate) fn some_below(&mut self, end: u32, count: u32) -> Vec<u32> {
        let mut all: Vec<u32> = (0..end).collect();
        let count = count.min(end);
        for place in 0..count {
            let other = place.saturating_add(self.below(end.saturating_sub(place)));
            swap(&mut all, place, other);
        }
        all.truncate(usize::try_from(count).unwrap_or(0));
        all
    }
}

fn swap(all: &mut [u32], one: u32, other: u32) {
    let place = |index: u32| usize::try_from(index).unwrap_or(0);
    all.swap(place(one), place(other));
}

/// The engine's randomness.
#[derive(Debug)]
pub(crate) struct SeededEntropy(Mutex<Random>);

impl SeededEntropy {
    pub(crate) fn new(seed: u64) -> Self {
        Self(Mutex::new(Random::of(seed, "engine", 0)))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_thing_draws_the_same_and_another_draws_something_else() {
        let mut first = Random::of(1, "person", 7);
        let mut again = Random::of(1, "person", 7);
        assert_eq!(first.bits(), again.bits());
        for other in [(2, "person", 7), (1, "business", 7), (1, "person", 8)] {
            assert_ne!(
                Random::of(other.0, other.1, other.2).bits(),
                Random::of(1, "person", 7).bits()
            );
        }
    }

    #[test]
    fn draws_have_the_means_that_they_are_asked_for() {
        let mut random = Random::of(3, "test", 0);
        let mean =
            |draw: &mut dyn FnMut() -> f64| (0..20_000).map(|_| draw()).sum::<f64>() / 20_000.0;
        assert!((mean(&mut || random.share()) - 0.5).abs() < 0.02);
        assert!((mean(&mut || f64::from(random.poisson(45.0))) - 45.0).abs() < 0.5);
        assert!((mean(&mut || f64::from(random.poisson(0.3))) - 0.3).abs() < 0.03);
        let mut drawn: Vec<f64> = (0..20_001).map(|_| random.lognormal(5.0, 0.6)).collect();
        drawn.sort_by(f64::total_cmp);
        assert!((drawn[10_000] - 5.0).abs() < 0.2);
    }

    #[test]
    fn some_numbers_are_different_ones() {
        let mut random = Random::of(4, "test", 0);
        let mut drawn = random.some_below(50, 20);
        assert_eq!(drawn.len(), 20);
        drawn.sort_unstable();
        drawn.dedup();
        assert_eq!(drawn.len(), 20);
        assert_eq!(random.some_below(3, 20).len(), 3);
    }
}
