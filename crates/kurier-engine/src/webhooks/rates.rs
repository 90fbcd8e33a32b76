//! Faults by chance, for the sandbox: the same seed gives the same faults for the same events.

use super::faults::Fault;
use kurier_policy::id::{BusinessId, EventSeq};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// How often which fault hits, as shares from 0 to 1 of all attempts; at most one fault hits each.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Rates {
    /// Decides with the event's number what hits.
    pub seed: u64,
    /// Sent twice.
    pub duplicate: f64,
    /// Held back, so that later events pass.
    pub reorder: f64,
    /// Sent late.
    pub slow: f64,
    /// How late, in milliseconds; for `reorder` too.
    pub slow_ms: u32,
    /// Not sent; counts as answered with 500.
    pub fail: f64,
    /// Sent, but its answer counts as lost.
    pub lose: f64,
}

/// How late an event is if nothing else is asked for, in milliseconds.
const LATE_MS: u32 = 250;
/// Latest.
const LATE_MAX_MS: u32 = 30_000;

impl Rates {
    /// Whether every share is one, and no more than all attempts are hit.
    pub fn is_valid(&self) -> bool {
        let shares = self.shares();
        shares.iter().all(|share| (0.0..=1.0).contains(share))
            && shares.iter().sum::<f64>() <= 1.0 + f64::EPSILON
            && self.slow_ms <= LATE_MAX_MS
    }

    fn shares(&self) -> [f64; 5] {
        [self.duplicate, self.reorder, self.slow, self.fail, self.lose]
    }

    /// The fault of this attempt, and whether later events of the conversation pass it.
    pub(super) fn hit(
        &self,
        business: BusinessId,
        event: EventSeq,
        number: u32,
    ) -> Option<(Fault, bool)> {
        let ms = if self.slow_ms == 0 { LATE_MS } else { self.slow_ms };
        let faults = [
            (Fault::Duplicate, false),
            (Fault::Late { ms }, true),
            (Fault::Late { ms }, false),
            (Fault::Answer { status: 500 }, false),
            (Fault::Lost, false),
        ];
        let mut left = chance(self.seed, business, event, number);
        for (share, fault) in self.shares().into_iter().zip(faults) {
            if left < share {
                return Some(fault);
            }
            left -= share;
        }
        None
    }
}

/// From 0 up to 1, evenly.
fn chance(seed: u64, business: BusinessId, event: EventSeq, number: u32) -> f64 {
    let mut digest = Sha256::new();
    digest.update(seed.to_be_bytes());
    digest.update(business.0.to_be_bytes());
    digest.update(event.0.to_be_bytes());
    digest.update(number.to_be_bytes());
    let bytes = digest.finalize();
    let bits = bytes.iter().take(4).fold(0_u32, |bits, byte| (bits << 8) | u32::from(*byte));
    f64::from(bits) / (f64::from(u32::MAX) + 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHOP: BusinessId = BusinessId(1);

    #[test]
    fn a_seed_gives_the_same_faults_again_and_another_seed_gives_others() {
        let rates = Rates { seed: 7, duplicate: 0.3, fail: 0.3, ..Rates::default() };
        let run = |rates: &Rates| -> Vec<_> {
            (1..200).map(|n| rates.hit(SHOP, EventSeq(n), 1)).collect()
        };
        assert_eq!(run(&rates), run(&rates));
        assert_ne!(run(&rates), run(&Rates { seed: 8, ..rates }));
    }

    #[test]
    fn shares_are_kept_about() {
        let rates = Rates { duplicate: 0.25, lose: 0.5, ..Rates::default() };
        let count = |wanted: Fault| {
            let hit = |n: &i64| rates.hit(SHOP, EventSeq(*n), 1).is_some_and(|hit| hit.0 == wanted);
            (0..4_000).filter(hit).count()
        };
        assert!((900..1_100).contains(&count(Fault::Duplicate)));
        assert!((1_900..2_100).contains(&count(Fault::Lost)));
        assert_eq!(count(Fault::Answer { status: 500 }), 0);
    }

    #[test]
    fn impossible_shares_are_none() {
        let with = |duplicate, fail| Rates { duplicate, fail, ..Rates::default() }.is_valid();
        assert!(with(0.5, 0.5) && with(0.0, 0.0));
        assert!(!with(0.6, 0.6) && !with(-0.1, 0.0) && !with(f64::NAN, 0.0));
    }
}
