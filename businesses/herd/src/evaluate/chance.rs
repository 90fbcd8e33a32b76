/// A small seeded generator (`SplitMix64`), for synthetic parts that must come out the same on every run.
#[derive(Clone, Debug)]
pub struct Chance(u64);

impl Chance {
    /// A generator that draws the same for the same seed.
    pub const fn of(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below `bound`; nought when there is none.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)).checked_rem(bound).unwrap_or(0)
    }

    /// A number from nought to below one.
    pub fn share(&mut self) -> f32 {
        let steps = u16::try_from(self.below(1 << 15)).unwrap_or(0);
        f32::from(steps) / 32_768.0
    }
}
