/// A small seeded generator (`SplitMix64`), for synthetic parts that must come out the same on every run.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// A generator of its own for each `(seed, topic)`, so that one flight's draws do not depend on another's.
    pub fn of(seed: u64, topic: &str) -> Self {
        let fnv = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        Self(topic.bytes().fold(seed ^ 0xcbf2_9ce4_8422_2325, fnv))
    }

    /// The next 64 bits.
    pub fn next_u64(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from `low` to `high`, both included; `low` when the range is empty.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        let Ok(span) = u64::try_from(high.saturating_sub(low).saturating_add(1)) else {
            return low;
        };
        if span == 0 {
            return low;
        }
        low.saturating_add(i64::try_from(self.next_u64() % span).unwrap_or(0))
    }

    /// One of several, by weight; `None` when there are none.
    pub fn pick<'a, T>(&mut self, weighted: &'a [(T, i64)]) -> Option<&'a T> {
        let total: i64 = weighted.iter().map(|(_, weight)| weight).sum();
        let mut at = self.between(1, total);
        weighted.iter().find_map(|(item, weight)| {
            at -= weight;
            (at <= 0).then_some(item)
        })
    }
}
