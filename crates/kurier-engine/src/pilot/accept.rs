//! Invitations, and the seats that they give.

use super::{hash, text};
use crate::entropy::draw;
use crate::{Engine, EngineError, Result};
use kurier_policy::id::{ApplicationId, BusinessId, CohortId};
use kurier_policy::pilot::{Access, ApplicationState, Invitation};
use kurier_policy::token;
use kurier_store::port::StoreError;
use kurier_store::record::{Paper, PilotStep};

impl Engine {
    /// Invites whoever applied, and was accepted.
    pub async fn invite_applicant(
        &self,
        id: ApplicationId,
        why: &str,
        by: &str,
    ) -> Result<(Invitation, String)> {
        let application = self.application(id).await?;
        let cohort = application.cohort.filter(|_| application.state == ApplicationState::Accepted);
        let Some(cohort) = cohort else {
            return Err(EngineError::invalid("conflict", "this application is not accepted"));
        };
        let email = application.asked.email;
        self.invite_to_pilot(cohort, &email, why, Some(id), by).await
    }

    /// Makes an invitation for the holder of a mail address; the code is answered once and kept nowhere.
    pub async fn invite_to_pilot(
        &self,
        cohort: CohortId,
        email: &str,
        why: &str,
        application: Option<ApplicationId>,
        by: &str,
    ) -> Result<(Invitation, String)> {
        self.cohort(cohort).await?;
        let code = token::invite_code(draw(&*self.parts.entropy));
        let invitation = Invitation {
            code_hash: hash(&code),
            cohort,
            email: text(email, "a mail address")?.to_lowercase(),
            why: text(why, "a reason")?,
            application,
            created_at: self.parts.clock.now(),
            created_by: by.to_owned(),
            used: None,
        };
        self.parts.store.file_paper(Paper::Invitation(invitation.clone())).await?;
        let step = self.step(by, "invite", format!("{}: {}", invitation.email, invitation.why));
        let step = PilotStep { cohort: Some(cohort), ..step };
        self.parts.store.file_paper(Paper::Step(step)).await?;
        Ok((invitation, code))
    }

    /// A business accepts an invitation: one seat, whatever comes at once.
    pub async fn accept_seat(
        &self,
        business: BusinessId,
        code: &str,
        email: &str,
    ) -> Result<Access> {
        let unknown =
            || EngineError::invalid("invitation", "no invitation of this code and mail address");
        let code = token::parse_invite_code(code).ok_or_else(unknown)?;
        let step = self.step(&business.to_string(), "accept", "took a seat");
        let step = PilotStep { business: Some(business), ..step };
        let taken = self.parts.store.take_seat(business, hash(&code), email.to_owned(), step).await;
        taken.map_err(|error| match error {
            StoreError::NotFound("invitation") => unknown(),
            StoreError::Conflict("invitation used") => {
                EngineError::invalid("invitation", "this invitation was accepted already")
            }
            StoreError::Conflict("invitation old") => {
                EngineError::invalid("invitation", "this invitation is older than 14 days")
            }
            StoreError::Conflict("cohort full") => {
                EngineError::invalid("cohort_full", "this cohort has no free seat, or is not open")
            }
            StoreError::Conflict("enrolled") => {
                EngineError::invalid("enrolled", "this business has a seat already")
            }
            other => other.into(),
        })
    }
}
