//! What everybody may know: who is in the pilot, and why.

use crate::{Engine, Result};
use kurier_policy::pilot::{Cohort, CohortState, Feature, Stage};
use kurier_policy::time::Timestamp;

/// Seats looked at in one step.
const STEP: u32 = 200;

/// The pilot as everybody may see it.
#[derive(Debug, Clone)]
pub struct PublicPilot {
    /// Whether there is one.
    pub is_on: bool,
    /// Its cohorts, newest first; those that are only being written are left out.
    pub cohorts: Vec<PublicCohort>,
}

/// One cohort.
#[derive(Debug, Clone)]
pub struct PublicCohort {
    /// Itself.
    pub cohort: Cohort,
    /// Who is in it.
    pub businesses: Vec<PublicBusiness>,
}

/// One business.
#[derive(Debug, Clone)]
pub struct PublicBusiness {
    /// What it is called.
    pub name: String,
    /// How far it is.
    pub stage: Stage,
    /// Since when it is in.
    pub since: Timestamp,
    /// Why it is in.
    pub why: String,
    /// The features that it has.
    pub features: Vec<Feature>,
}

impl Engine {
    /// Who is in the pilot, and why.
    pub async fn public_pilot(&self) -> Result<PublicPilot> {
        let rule = self.pilot().await?;
        let now = self.parts.clock.now();
        let cohorts = self.cohorts().await?.into_iter();
        let mut cohorts: Vec<PublicCohort> = cohorts
            .filter(|cohort| cohort.state != CohortState::Draft)
            .map(|cohort| PublicCohort { cohort, businesses: Vec::new() })
            .collect();
        let mut after = None;
        loop {
            let page = self.parts.store.seats(None, after, STEP).await?;
            for seat in &page {
                let of = cohorts.iter_mut().find(|one| one.cohort.id == seat.cohort);
                let business = self.parts.store.business(seat.business).await?;
                let (Some(of), Some(access)) = (of, &business.access) else { continue };
                let Some(enrolment) = &access.enrolment else { continue };
                if enrolment.stage == Stage::Expelled {
                    continue;
                }
                let has = |feature: &Feature| {
                    access.resolve(rule, *feature, business.suspended, now).allowed
                };
                of.businesses.push(PublicBusiness {
                    name: business.name.clone(),
                    stage: enrolment.stage,
                    since: enrolment.accepted_at,
                    why: enrolment.why.clone(),
                    features: Feature::ALL.iter().copied().filter(has).collect(),
                });
            }
            after = page.last().map(|seat| seat.business);
            if page.len() < STEP as usize {
                return Ok(PublicPilot { is_on: rule.is_some(), cohorts });
            }
        }
    }
}
