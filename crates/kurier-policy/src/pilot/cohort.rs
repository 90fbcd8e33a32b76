//! A group of businesses that are admitted together.

use super::Feature;
use crate::id::CohortId;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// Most businesses of one kind in one cohort, so that it teaches more than one lesson.
pub const KIND_MAX: usize = 3;

/// Where a cohort stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CohortState {
    /// It is being written.
    Draft,
    /// Businesses may come in.
    Open,
    /// Nobody comes in any more; those who did go on.
    Running,
    /// Nothing goes out that people did not order.
    Frozen,
    /// It is over.
    Ended,
}

impl CohortState {
    /// Its name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Open => "open",
            Self::Running => "running",
            Self::Frozen => "frozen",
            Self::Ended => "ended",
        }
    }

    /// Whether it may follow.
    pub fn may_become(self, next: Self) -> bool {
        match (self, next) {
            (Self::Ended, _) => false,
            (Self::Draft, next) => matches!(next, Self::Open | Self::Ended),
            (Self::Open, next) => matches!(next, Self::Running | Self::Frozen | Self::Ended),
            (Self::Running, next) => matches!(next, Self::Open | Self::Frozen | Self::Ended),
            (Self::Frozen, next) => matches!(next, Self::Open | Self::Running | Self::Ended),
        }
    }
}

/// A cohort.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cohort {
    /// Its id.
    pub id: CohortId,
    /// What it is called.
    pub name: String,
    /// Where it stands.
    pub state: CohortState,
    /// What is to be learned, as everybody may read.
    pub goal: String,
    /// Most businesses at once.
    pub capacity: u32,
    /// From when on businesses may come in.
    pub opens: Timestamp,
    /// When it ends, and what it gives with it.
    pub closes: Timestamp,
    /// What it gives, with a number where one is counted.
    pub features: Vec<(Feature, Option<u32>)>,
    /// When it was made.
    pub created_at: Timestamp,
    /// Why it is frozen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub frozen_because: Option<String>,
}

impl Cohort {
    /// Whether a business may take a seat now, `taken` of them being taken.
    pub fn has_room(&self, taken: u64, now: Timestamp) -> bool {
        self.state == CohortState::Open
            && self.opens <= now
            && now < self.closes
            && taken < u64::from(self.capacity)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ended_cohort_stays_ended_and_a_frozen_one_can_thaw() {
        use CohortState::{Draft, Ended, Frozen, Open, Running};
        for next in [Draft, Open, Running, Frozen] {
            assert!(!Ended.may_become(next));
        }
        assert!(Open.may_become(Frozen) && Frozen.may_become(Running) && !Draft.may_become(Frozen));
    }

    #[test]
    fn room_is_there_while_it_is_open_and_not_full() {
        let at = Timestamp::from_seconds;
        let cohort = Cohort {
            id: CohortId(1),
            name: "a".into(),
            state: CohortState::Open,
            goal: String::new(),
            capacity: 1,
            opens: at(10),
            closes: at(20),
            features: vec![],
            created_at: at(0),
            frozen_because: None,
        };
        assert!(cohort.has_room(0, at(10)) && cohort.has_room(0, at(19)));
        assert!(!cohort.has_room(1, at(10)));
        assert!(!cohort.has_room(0, at(9)) && !cohort.has_room(0, at(20)));
        assert!(!Cohort { state: CohortState::Running, ..cohort }.has_room(0, at(10)));
    }
}
