use jiff::Timestamp;

use super::Hour;

/// Days between two heats at least; a heat sooner after the last one is doubted.
const CYCLE_AT_LEAST_H: i64 = 17 * 24;
/// Hours before and after the expected calving in which restlessness means calving.
const CALVING_WITHIN_H: i64 = 5 * 24;
/// Hours after calving in which a cow does not come into heat.
const REST_AFTER_CALVING_H: i64 = 10 * 24;
/// Hours a cow carries a calf: 283 days.
const CARRIES_H: i64 = 283 * 24;

/// A cow, by the name under which the farm keeps her.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CowId(pub String);

impl std::fmt::Display for CowId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// What the farm knows of a cow beside her collar. All may be unknown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// The device she wears, as its source names it.
    pub collar: String,
    /// Where she stands: pen, barn, pasture. Cows of one group are compared with each other.
    pub group: String,
    /// When she last calved. Days in milk count from here.
    pub calved: Option<Timestamp>,
    /// When she is expected to calve.
    pub calving_expected: Option<Timestamp>,
    /// When she was last inseminated.
    pub inseminated: Option<Timestamp>,
    /// Whether she was found pregnant.
    pub pregnant: Option<bool>,
    /// When the farm last saw her in heat. The model's own alarms count beside it.
    pub last_heat: Option<Timestamp>,
}

impl Facts {
    /// Whole days since she calved, if she has.
    pub fn days_in_milk(&self, now: Timestamp) -> Option<i64> {
        let since = Hour::of(now).since(Hour::of(self.calved?));
        (since >= 0).then_some(since / 24)
    }

    /// Hours until she is expected to calve: negative when it is over. Reckoned from the insemination of a pregnant cow
    /// where no date is known.
    pub fn calving_in_h(&self, now: Hour) -> Option<i64> {
        let reckoned = || {
            let inseminated = self.inseminated.filter(|_| self.pregnant == Some(true))?;
            Some(Hour::of(inseminated).plus(CARRIES_H))
        };
        let due = self.calving_expected.map(Hour::of).or_else(reckoned)?;
        Some(due.since(now))
    }

    /// Whether restlessness may mean calving.
    pub fn may_calve(&self, now: Hour) -> bool {
        self.calving_in_h(now).is_some_and(|hours| hours.abs() <= CALVING_WITHIN_H)
    }

    /// Whether she may be in heat: not pregnant, not fresh, and a cycle away from her last heat.
    pub fn may_be_in_heat(&self, now: Hour) -> bool {
        self.cycles(now) && !lately(self.last_heat, CYCLE_AT_LEAST_H, now)
    }

    /// Whether only her last heat, too short ago, speaks against another.
    pub fn heat_is_only_early(&self, now: Hour) -> bool {
        self.cycles(now) && lately(self.last_heat, CYCLE_AT_LEAST_H, now)
    }

    /// Neither pregnant nor fresh.
    fn cycles(&self, now: Hour) -> bool {
        self.pregnant != Some(true) && !lately(self.calved, REST_AFTER_CALVING_H, now)
    }
}

/// Whether something was, and less than so many hours ago.
fn lately(at: Option<Timestamp>, hours: i64, now: Hour) -> bool {
    at.map(Hour::of).is_some_and(|at| (0..hours).contains(&now.since(at)))
}
