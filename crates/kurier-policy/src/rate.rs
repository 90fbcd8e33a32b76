//! Rates as one number: the generic cell rate algorithm keeps only the theoretical arrival time
//! (TAT) of the next message.

use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// A rate with a burst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rate {
    /// Microseconds per message in the long run.
    pub period_us: i64,
    /// How many messages may come at once.
    pub burst: i64,
}

/// The rates in force; `None` = lifted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Per sender (Cloud API: 80 messages a second).
    pub throughput: Option<Rate>,
    /// Per sender and person (Cloud API: one in 6 s, bursts of 45).
    pub pair: Option<Rate>,
}

impl Limits {
    /// What the Cloud API documents.
    pub const REAL: Self = Self {
        throughput: Some(Rate { period_us: 12_500, burst: 80 }),
        pair: Some(Rate { period_us: 6_000_000, burst: 45 }),
    };
}

impl Rate {
    /// Takes one message at `now`: the new TAT, or the seconds to wait (rounded up).
    pub fn take(self, tat: Timestamp, now: Timestamp) -> Result<Timestamp, i64> {
        let start = tat.0.max(now.0);
        let earliest =
            start.saturating_sub(self.period_us.saturating_mul(self.burst.saturating_sub(1)));
        if earliest > now.0 {
            let wait_us = earliest.saturating_sub(now.0);
            return Err(wait_us.saturating_add(999_999).div_euclid(1_000_000));
        }
        Ok(Timestamp(start.saturating_add(self.period_us)))
    }
}
