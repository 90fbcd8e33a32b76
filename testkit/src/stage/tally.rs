//! What a scenario counted.

use serde::Serialize;

/// The count; see [`Tally::is_clean`].
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Tally {
    /// Messages the server answered for with success.
    pub acknowledged: usize,
    /// Those of them that had a price.
    pub priced: u64,
    /// Calls repeated after an unknown outcome.
    pub repeated_calls: u64,
    /// Messages refused, as sentences; there should be none.
    pub refused: Vec<String>,
    /// Acknowledged messages that never reached their person (L).
    pub lost: usize,
    /// Messages that stand twice in somebody's chat (D).
    pub doubled: usize,
    /// Gaps and repeats of places that devices noticed (O).
    pub order_faults: Vec<String>,
    /// How often devices were told to come back.
    pub told_to_come_back: u64,
    /// Reconnections of all devices.
    pub reconnections: u64,
    /// Webhooks that came, repeats included.
    pub webhooks: usize,
    /// Repeats among them.
    pub webhooks_repeated: usize,
    /// `sent` and `delivered` events of acknowledged messages that never came (W).
    pub webhook_lost: usize,
    /// The first few of them, and what the server says of its subscription.
    pub webhook_missing: Vec<String>,
    /// Webhooks with a wrong signature.
    pub forged: usize,
    /// Sum of all accounts, in micro-units (B).
    pub imbalance: i64,
    /// Broken rules of the ledger (B).
    pub ledger_findings: Vec<String>,
    /// How far the charged sum is from the price of what was delivered, in micro-units (C).
    pub charged_wrongly_micros: i64,
}

impl Tally {
    /// Whether nothing is wrong.
    pub fn is_clean(&self) -> bool {
        self.lost == 0
            && self.doubled == 0
            && self.webhook_lost == 0
            && self.forged == 0
            && self.imbalance == 0
            && self.charged_wrongly_micros == 0
            && self.order_faults.is_empty()
            && self.refused.is_empty()
            && self.ledger_findings.is_empty()
    }
}
