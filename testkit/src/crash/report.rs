//! What the scenario found.

use serde::Serialize;

/// The result; all of `lost`, `shown_twice`, `webhook_lost` and `imbalance` must be zero.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct CrashReport {
    /// How often the program was ended.
    pub kills: u32,
    /// Messages the server answered for with success.
    pub acknowledged: usize,
    /// Calls repeated after an unknown outcome.
    pub repeated_calls: u64,
    /// Messages refused, as sentences; there should be none.
    pub refused: Vec<String>,
    /// Acknowledged messages that never reached their person.
    pub lost: usize,
    /// Messages that stand twice in somebody's chat.
    pub shown_twice: usize,
    /// Gaps and repeats that devices noticed.
    pub order_faults: Vec<String>,
    /// How often devices were told to come back.
    pub told_to_come_back: u64,
    /// Reconnections of all devices.
    pub reconnections: u64,
    /// Webhooks that came, repeats included.
    pub webhooks: usize,
    /// `sent` and `delivered` events of acknowledged messages that never came.
    pub webhook_lost: usize,
    /// The first few of them, and what the server says of its subscription.
    pub webhook_missing: Vec<String>,
    /// Webhooks with a wrong signature.
    pub forged: usize,
    /// Sum of all accounts, in micro-units.
    pub imbalance: i64,
    /// Broken rules of the ledger.
    pub ledger_findings: Vec<String>,
    /// From start to listening, in milliseconds: median …
    pub ready_ms_p50: u64,
    /// … and 95th percentile.
    pub ready_ms_p95: u64,
}

impl CrashReport {
    /// Whether nothing is wrong.
    pub fn is_clean(&self) -> bool {
        self.lost == 0
            && self.shown_twice == 0
            && self.webhook_lost == 0
            && self.forged == 0
            && self.imbalance == 0
            && self.order_faults.is_empty()
            && self.refused.is_empty()
            && self.ledger_findings.is_empty()
    }

    pub(super) fn set_ready(&mut self, mut ready_ms: Vec<u64>) {
        ready_ms.sort_unstable();
        let at = |percent: usize| {
            let place = ready_ms.len().saturating_sub(1) * percent / 100;
            ready_ms.get(place).copied().unwrap_or_default()
        };
        self.ready_ms_p50 = at(50);
        self.ready_ms_p95 = at(95);
    }
}
