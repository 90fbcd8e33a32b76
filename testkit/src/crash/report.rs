//! What the scenario found.

use crate::stage::Tally;
use serde::Serialize;

/// The result.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct CrashReport {
    /// How often the program was ended.
    pub kills: u32,
    /// What was counted in the end.
    #[serde(flatten)]
    pub tally: Tally,
    /// From start to listening, in milliseconds: median …
    pub ready_ms_p50: u64,
    /// … and 95th percentile.
    pub ready_ms_p95: u64,
}

impl CrashReport {
    pub(super) fn new(tally: Tally, mut ready_ms: Vec<u64>) -> Self {
        ready_ms.sort_unstable();
        let at = |percent: usize| {
            let place = ready_ms.len().saturating_sub(1) * percent / 100;
            ready_ms.get(place).copied().unwrap_or_default()
        };
        Self {
            kills: u32::try_from(ready_ms.len()).unwrap_or(u32::MAX),
            tally,
            ready_ms_p50: at(50),
            ready_ms_p95: at(95),
        }
    }
}
