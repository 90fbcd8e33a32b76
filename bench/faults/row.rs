//! One line of the table.

use crate::fault::Fault;
use serde::{Deserialize, Serialize};
use std::time::Duration;
use testkit::disk::Found;
use testkit::stage::Tally;

/// What became of a fault.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "is", content = "why")]
pub(crate) enum Verdict {
    /// Everything held that must.
    #[default]
    Held,
    /// Something did not.
    Broken(String),
    /// This machine cannot do it.
    NotRun(String),
}

/// One line; a figure that a fault does not measure is absent.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Row {
    pub(crate) id: String,
    pub(crate) what: String,
    pub(crate) stage: String,
    /// `quick` or the hours.
    pub(crate) effort: String,
    /// How many faults struck …
    pub(crate) faults: u64,
    /// … of this kind.
    pub(crate) unit: String,
    pub(crate) acknowledged: Option<u64>,
    pub(crate) lost: Option<u64>,
    pub(crate) doubled: Option<u64>,
    pub(crate) webhooks_lost: Option<u64>,
    pub(crate) imbalance_micros: Option<u64>,
    pub(crate) charged_wrongly_micros: Option<u64>,
    pub(crate) order_inversions: Option<u64>,
    pub(crate) recovery_ms: Option<u64>,
    /// What the recovery time is of.
    pub(crate) recovery_of: String,
    /// Further figures, as plain sentences.
    pub(crate) notes: Vec<String>,
    pub(crate) took_s: u64,
    pub(crate) verdict: Verdict,
}

impl Row {
    /// So many faults struck.
    pub(crate) fn new(faults: u64, unit: &str) -> Self {
        Self { faults, unit: unit.to_owned(), ..Self::default() }
    }

    /// This machine cannot do it.
    pub(crate) fn not_run(why: &str) -> Self {
        Self { verdict: Verdict::NotRun(why.to_owned()), ..Self::default() }
    }

    /// Everything of a tally.
    pub(crate) fn tally(mut self, tally: &Tally) -> Self {
        self.acknowledged = Some(tally.acknowledged as u64);
        self.lost = Some(tally.lost as u64);
        self.doubled = Some(tally.doubled as u64);
        self.webhooks_lost = Some(tally.webhook_lost as u64);
        self.imbalance_micros = Some(tally.imbalance.unsigned_abs());
        self.charged_wrongly_micros = Some(tally.charged_wrongly_micros.unsigned_abs());
        self.order_inversions = Some(tally.order_faults.len() as u64);
        if !tally.is_clean() {
            self.verdict = Verdict::Broken(format!("{tally:?}"));
        }
        self
    }

    /// Everything of a scenario that ends with an error where a rule is broken.
    pub(crate) fn found(found: &Found, unit: &str, recovery_of: &str) -> Self {
        Self::new(found.faults, unit)
            .nothing_lost(found.acknowledged as u64)
            .recovery(found.recovery, recovery_of)
    }

    /// So many were acknowledged, and each was found once, with a ledger in order.
    pub(crate) fn nothing_lost(mut self, acknowledged: u64) -> Self {
        self.acknowledged = Some(acknowledged);
        (self.lost, self.doubled, self.imbalance_micros) = (Some(0), Some(0), Some(0));
        self
    }

    pub(crate) fn recovery(mut self, took: Option<Duration>, of: &str) -> Self {
        self.recovery_ms = took.map(|took| u64::try_from(took.as_millis()).unwrap_or(u64::MAX));
        of.clone_into(&mut self.recovery_of);
        self
    }

    pub(crate) fn note(mut self, sentence: impl Into<String>) -> Self {
        self.notes.push(sentence.into());
        self
    }

    /// Breaks the verdict unless this holds.
    pub(crate) fn must(mut self, holds: bool, what: impl Into<String>) -> Self {
        if !holds && self.verdict == Verdict::Held {
            self.verdict = Verdict::Broken(what.into());
        }
        self
    }

    pub(crate) fn of(mut self, fault: &Fault, took: Duration) -> Self {
        fault.id.clone_into(&mut self.id);
        fault.what.clone_into(&mut self.what);
        fault.stage.clone_into(&mut self.stage);
        self.took_s = took.as_secs();
        self
    }

    /// Where nothing may be missing, a fault that did not run is broken.
    pub(crate) fn unless_required(mut self) -> Self {
        let required = std::env::var("KURIER_REQUIRE").unwrap_or_default();
        if let Verdict::NotRun(why) = &self.verdict
            && required.split(',').any(|name| ["all", "faults"].contains(&name.trim()))
        {
            self.verdict = Verdict::Broken(format!("required, but not run: {why}"));
        }
        self
    }

    pub(crate) fn sentence(&self) -> String {
        match &self.verdict {
            Verdict::Held => format!("held: {} {} in {} s", self.faults, self.unit, self.took_s),
            Verdict::Broken(why) => format!("BROKEN: {why}"),
            Verdict::NotRun(why) => format!("not run: {why}"),
        }
    }
}
