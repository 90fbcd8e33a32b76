use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;

use super::{CowId, Facts, Finding, Kind, Series, Settings, Taken, Trend, Verdict};
use crate::reading::{Metric, Reading};

/// A state of a cow or of the groups that cannot be restored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the remembered state has another form, or is cut")]
pub struct ForeignState;

/// A herd. Pure: time is a parameter, and the same readings give the same findings in whatever order they come.
///
/// Its memory is one value per cow ([`Herd::save_cow`], at most 8 KB) and one for all groups ([`Herd::save_groups`]). Save what
/// [`Herd::changed`] names after each [`Herd::tick`]; restore the groups first, then put and restore the cows.
#[derive(Debug, Default)]
pub struct Herd {
    settings: Settings,
    cows: BTreeMap<CowId, Facts>,
    by_collar: HashMap<String, CowId>,
}

impl Herd {
    /// An empty herd.
    pub fn new(settings: Settings) -> Self {
        Self { settings, ..Self::default() }
    }

    /// Adds a cow, or changes what is known of her. A collar is worn by the cow that got it last.
    pub fn put(&mut self, id: CowId, facts: Facts) {
        if !facts.collar.is_empty() {
            self.by_collar.insert(facts.collar.clone(), id.clone());
        }
        self.cows.insert(id, facts);
    }

    /// Takes a cow out.
    pub fn remove(&mut self, id: &CowId) {
        self.cows.remove(id);
        self.by_collar.retain(|_, wearer| wearer != id);
    }

    /// All cows and what is known of them.
    pub fn cows(&self) -> impl Iterator<Item = (&CowId, &Facts)> {
        self.cows.iter()
    }

    /// What is known of a cow.
    pub fn facts(&self, id: &CowId) -> Option<&Facts> {
        self.cows.get(id)
    }

    /// The cow that wears a collar.
    pub fn wearer(&self, collar: &str) -> Option<&CowId> {
        self.by_collar.get(collar)
    }

    /// Takes readings as they come: late by up to six hours, twice, out of order.
    pub fn observe(&mut self, readings: &[Reading], _now: Timestamp) -> Taken {
        Taken { taken: readings.len() as u64, ..Taken::default() }
    }

    /// Decides all hours that are complete or old enough, and says what was found. Call it every few minutes.
    pub fn tick(&mut self, _now: Timestamp) -> Vec<Finding> {
        Vec::new()
    }

    /// The farmer's answer to a finding: the threshold for this cow and kind moves.
    pub fn judge(&mut self, _id: &CowId, _kind: Kind, _verdict: Verdict, _now: Timestamp) {}

    /// Cows whose state changed since the last call.
    pub fn changed(&mut self) -> Vec<CowId> {
        Vec::new()
    }

    /// The state of one cow.
    pub fn save_cow(&self, _id: &CowId) -> Option<Vec<u8>> {
        None
    }

    /// Puts a state back under a cow that was [`put`](Self::put).
    pub fn restore_cow(&mut self, _id: &CowId, _state: &[u8]) -> Result<(), ForeignState> {
        Ok(())
    }

    /// The state of all groups and of the clock.
    pub fn save_groups(&self) -> Vec<u8> {
        Vec::new()
    }

    /// Puts the state of the groups back.
    pub fn restore_groups(&mut self, _state: &[u8]) -> Result<(), ForeignState> {
        Ok(())
    }

    /// The last `hours` hours of a measure of a cow: at most 240.
    pub fn series(&self, _id: &CowId, _metric: Metric, _hours: usize) -> Option<Series> {
        None
    }

    /// How a measure went over the last two weeks, once there are two weeks.
    pub fn trend(&self, _id: &CowId, _metric: Metric) -> Option<Trend> {
        None
    }
}
