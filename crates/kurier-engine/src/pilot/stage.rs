//! How far an enrolled business is.

use super::{CohortReport, text};
use crate::{Engine, EngineError, Result};
use kurier_policy::id::BusinessId;
use kurier_policy::notice::{Alert, AlertSubject, Notice, Severity};
use kurier_policy::pilot::{Access, Stage};

impl Engine {
    /// Moves a business to another stage. It graduates only where the numbers of its cohort allow it.
    pub async fn move_stage(
        &self,
        business: BusinessId,
        to: Stage,
        why: &str,
        by: &str,
    ) -> Result<Access> {
        let known = self.parts.store.business(business).await?;
        let enrolment = known.access.and_then(|access| access.enrolment);
        let Some(enrolment) = enrolment else {
            return Err(EngineError::invalid("not_enrolled", "this business has no seat"));
        };
        if !enrolment.stage.may_become(to) {
            let says = format!("from {} there is no way to {}", enrolment.stage.name(), to.name());
            return Err(EngineError::invalid("conflict", says));
        }
        if to == Stage::Graduated {
            let report = self.cohort_report(enrolment.cohort).await?;
            if !report.is_good() {
                let says =
                    format!("the numbers do not allow it yet: {}", CohortReport::missing(&report));
                return Err(EngineError::invalid("criteria", says));
            }
        }
        let why = text(why, "a reason")?;
        let says = format!("{}: {why}", to.name());
        let moved = self
            .change_access(business, by, ("stage", says), |access, now| {
                let Some(enrolment) = access.enrolment.as_mut() else {
                    return Err(super::changed());
                };
                (enrolment.stage, enrolment.since) = (to, now);
                Ok(())
            })
            .await?;
        let alert = Alert {
            about: AlertSubject::Business(business),
            severity: Severity::Informational,
            kind: "PILOT_STAGE".to_owned(),
            description: format!(
                "The stage of this business in the pilot is {} now: {why}",
                to.name()
            ),
        };
        self.tell(business, Notice::Alert(alert)).await?;
        Ok(moved)
    }
}
