//! Cohorts: made, opened, frozen, ended.

use super::{conflict, text};
use crate::entropy::bits;
use crate::{Engine, EngineError, Result};
use kurier_policy::id::CohortId;
use kurier_policy::pilot::{Cohort, CohortState, Feature};
use kurier_policy::time::{DAY_S, Timestamp};
use kurier_store::record::{Paper, PilotStep};
use std::collections::BTreeSet;

/// Most seats of a cohort.
const CAPACITY_MAX: u32 = 50;
/// Longest cohort, in days.
const DAYS_MAX: i64 = 366;

/// A cohort to be made.
#[derive(Debug, Clone)]
pub struct NewCohort {
    /// What it is called.
    pub name: String,
    /// What is to be learned.
    pub goal: String,
    /// Seats.
    pub capacity: u32,
    /// When it ends.
    pub closes: Timestamp,
    /// What it gives.
    pub features: Vec<(Feature, Option<u32>)>,
}

impl Engine {
    /// Writes a cohort down; nobody comes in before it is opened.
    pub async fn create_cohort(&self, new: NewCohort, by: &str) -> Result<Cohort> {
        let now = self.parts.clock.now();
        if new.capacity == 0 || new.capacity > CAPACITY_MAX {
            return Err(EngineError::invalid("bad_request", "a cohort has 1 to 50 seats"));
        }
        if new.closes <= now || new.closes > now.plus_s(DAYS_MAX * DAY_S) {
            let says = "a cohort ends within a year, and not before it begins";
            return Err(EngineError::invalid("bad_request", says));
        }
        check(&new.features)?;
        let cohort = Cohort {
            id: CohortId::from_random(bits(&*self.parts.entropy)),
            name: text(&new.name, "a name")?,
            state: CohortState::Draft,
            goal: text(&new.goal, "a goal")?,
            capacity: new.capacity,
            opens: now,
            closes: new.closes,
            features: new.features,
            created_at: now,
            frozen_because: None,
        };
        self.parts.store.file_paper(Paper::Cohort(cohort.clone())).await?;
        let step = self.step(by, "cohort", format!("made {}", cohort.name));
        let step = PilotStep { cohort: Some(cohort.id), ..step };
        self.parts.store.file_paper(Paper::Step(step)).await?;
        Ok(cohort)
    }

    /// Gives other features, to those who come in and in the same step to those who are in it.
    pub async fn change_cohort_features(
        &self,
        id: CohortId,
        features: Vec<(Feature, Option<u32>)>,
        why: &str,
        by: &str,
    ) -> Result<Cohort> {
        check(&features)?;
        let was = self.cohort(id).await?;
        if was.state == CohortState::Ended {
            return Err(EngineError::invalid("conflict", "a cohort that is ended gives nothing"));
        }
        let keys: Vec<&str> = features.iter().map(|(feature, _)| feature.key()).collect();
        let says = format!("gives {}: {}", keys.join(", "), text(why, "a reason")?);
        let next = Cohort { features, ..was.clone() };
        let step = self.step(by, "features", says);
        let step = PilotStep { cohort: Some(id), ..step };
        self.parts.store.move_cohort(was, next.clone(), step).await.map_err(conflict)?;
        Ok(next)
    }

    /// Opens, closes, freezes, thaws or ends a cohort. From the moment of a freeze on, nothing goes out that people did
    /// not order.
    pub async fn move_cohort(
        &self,
        id: CohortId,
        to: CohortState,
        why: &str,
        by: &str,
    ) -> Result<Cohort> {
        let was = self.cohort(id).await?;
        if !was.state.may_become(to) {
            let says = format!("a cohort that is {} cannot become {}", was.state.name(), to.name());
            return Err(EngineError::invalid("conflict", says));
        }
        let is_frozen = to == CohortState::Frozen;
        let frozen_because = if is_frozen { Some(text(why, "a reason")?) } else { None };
        let next = Cohort { state: to, frozen_because, ..was.clone() };
        let step = self.step(by, to.name(), why);
        let step = PilotStep { cohort: Some(id), ..step };
        self.parts.store.move_cohort(was, next.clone(), step).await.map_err(conflict)?;
        tracing::info!(cohort = %id, state = to.name(), "a cohort of the pilot moved");
        Ok(next)
    }
}

/// Whether a cohort may give this.
fn check(features: &[(Feature, Option<u32>)]) -> Result<()> {
    let different: BTreeSet<Feature> = features.iter().map(|(feature, _)| *feature).collect();
    if features.is_empty() || different.len() != features.len() {
        let says = "a cohort gives a feature at least, and each once";
        return Err(EngineError::invalid("bad_request", says));
    }
    if features.iter().any(|(feature, value)| feature.is_limit() && value.is_none()) {
        let says = "a limit needs a value: limits.people_per_day=250";
        return Err(EngineError::invalid("bad_request", says));
    }
    Ok(())
}
