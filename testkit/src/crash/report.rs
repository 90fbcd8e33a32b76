//! What the scenario found.

use crate::stage::Tally;
use kurier_store::record::LedgerReport;
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
    /// Invariants of the ledger that hold in every store that was left behind.
    pub invariants: usize,
    /// How often that was looked at.
    pub audits: usize,
    /// Transfers in the last of them.
    pub transfers: u64,
}

impl CrashReport {
    pub(super) fn new(mut tally: Tally, mut ready_ms: Vec<u64>, audits: &[LedgerReport]) -> Self {
        for audit in audits {
            tally.ledger_findings.extend(audit.findings.iter().cloned());
            tally.imbalance = tally.imbalance.abs().saturating_add(audit.imbalance.0.abs());
        }
        let holds =
            |audit: &LedgerReport| audit.invariants.iter().filter(|line| line.broken == 0).count();
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
            invariants: audits.iter().map(holds).min().unwrap_or_default(),
            audits: audits.len(),
            transfers: audits.last().map_or(0, |audit| audit.transfers),
        }
    }
}
