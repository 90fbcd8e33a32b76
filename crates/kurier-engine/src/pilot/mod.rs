//! The pilot programme: who is admitted, with which features, until when and why.

mod accept;
mod application;
mod cohort;
mod entitlement;
mod public;
mod round;
mod scorecard;
mod setting;
mod stage;
mod survey;
mod test_people;

pub use application::{APPLICATIONS_OPEN_MAX, Decided};
pub use cohort::NewCohort;
pub use entitlement::{FeatureLine, Given};
pub use public::{PublicBusiness, PublicCohort, PublicPilot};
pub use scorecard::{CohortReport, Results};
pub use survey::NewSurvey;

use crate::entropy::bits;
use crate::{Engine, EngineError, Result};
use kurier_policy::id::{ApplicationId, CohortId, SurveyId};
use kurier_policy::pilot::{Access, Application, Cohort, Survey};
use kurier_policy::token;
use kurier_store::port::StoreError;
use kurier_store::record::{Business, Paper, PaperKind, PilotStep};
use std::fmt::Write;

/// Longest reason, goal and answer, in characters.
const TEXT_MAX: usize = 2_000;
/// Cohorts, surveys and applications that are looked through at once; there are far fewer.
const PAGE: u32 = 500;

/// A text with something in it and not too much.
fn text(text: &str, what: &str) -> Result<String> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > TEXT_MAX {
        let says = format!("{what} has 1 to {TEXT_MAX} characters");
        return Err(EngineError::invalid("too_long", says));
    }
    Ok(text.to_owned())
}

/// SHA-256 of a code, as hex digits.
fn hash(code: &str) -> String {
    token::hash(code).iter().fold(String::with_capacity(64), |mut text, byte| {
        // Writing to a String cannot fail.
        let _infallible = write!(text, "{byte:02x}");
        text
    })
}

/// What two changes at once are told.
fn changed() -> EngineError {
    EngineError::invalid("conflict", "somebody changed this in the same moment: look again")
}

/// The conflicts of the store in words of their own.
fn conflict(error: StoreError) -> EngineError {
    match error {
        StoreError::Conflict("paper" | "access") => changed(),
        other => other.into(),
    }
}

impl Engine {
    /// A step of now, in somebody's name.
    fn step(&self, actor: &str, what: &str, says: impl Into<String>) -> PilotStep {
        PilotStep {
            key: format!("{:016x}", bits(&*self.parts.entropy)),
            at: self.parts.clock.now(),
            actor: actor.to_owned(),
            what: what.to_owned(),
            business: None,
            cohort: None,
            says: says.into(),
        }
    }

    /// One cohort.
    pub async fn cohort(&self, id: CohortId) -> Result<Cohort> {
        match self.parts.store.paper(PaperKind::Cohort, id.to_string()).await? {
            Paper::Cohort(cohort) => Ok(cohort),
            _ => Err(StoreError::NotFound("cohort").into()),
        }
    }

    /// Cohorts, newest first.
    pub async fn cohorts(&self) -> Result<Vec<Cohort>> {
        let all = self.parts.store.papers(PaperKind::Cohort, None, PAGE).await?;
        let of = |paper| match paper {
            Paper::Cohort(cohort) => Some(cohort),
            _ => None,
        };
        Ok(all.into_iter().filter_map(of).collect())
    }

    /// One application.
    pub async fn application(&self, id: ApplicationId) -> Result<Application> {
        match self.parts.store.paper(PaperKind::Application, id.to_string()).await? {
            Paper::Application(application) => Ok(application),
            _ => Err(StoreError::NotFound("application").into()),
        }
    }

    /// Applications, newest first.
    pub async fn applications(&self) -> Result<Vec<Application>> {
        let all = self.parts.store.papers(PaperKind::Application, None, PAGE).await?;
        let of = |paper| match paper {
            Paper::Application(application) => Some(application),
            _ => None,
        };
        Ok(all.into_iter().filter_map(of).collect())
    }

    /// One survey.
    pub async fn survey(&self, id: SurveyId) -> Result<Survey> {
        match self.parts.store.paper(PaperKind::Survey, id.to_string()).await? {
            Paper::Survey(survey) => Ok(survey),
            _ => Err(StoreError::NotFound("survey").into()),
        }
    }

    /// Surveys, those that open last first.
    pub async fn surveys(&self) -> Result<Vec<Survey>> {
        let all = self.parts.store.papers(PaperKind::Survey, None, PAGE).await?;
        let of = |paper| match paper {
            Paper::Survey(survey) => Some(survey),
            _ => None,
        };
        Ok(all.into_iter().filter_map(of).collect())
    }

    /// What was done, newest first.
    pub async fn pilot_steps(&self, limit: u32) -> Result<Vec<PilotStep>> {
        let all = self.parts.store.papers(PaperKind::Step, None, limit).await?;
        let of = |paper| match paper {
            Paper::Step(step) => Some(step),
            _ => None,
        };
        Ok(all.into_iter().filter_map(of).collect())
    }
}

/// What was written down for a business; nothing if nothing was.
fn access(business: &Business) -> Access {
    business.access.as_deref().cloned().unwrap_or_default()
}
