//! The verbs of the pilot programme.

use super::Result;
use crate::record::{Paper, PaperKind, PilotStep, Seat, SurveyAsk};
use async_trait::async_trait;
use kurier_policy::id::{BusinessId, CohortId, PersonId, SurveyId};
use kurier_policy::pilot::{Access, Cohort, Said};
use kurier_policy::time::Timestamp;

/// Cohorts, applications, invitations, seats, entitlements, surveys.
#[async_trait]
pub trait PilotStore: Send + Sync + 'static {
    /// Keeps a new record. `Conflict("paper")` if one of its kind and key is there.
    async fn file_paper(&self, paper: Paper) -> Result<()>;
    /// Writes a record in place of `was`. `Conflict("paper")` if it reads otherwise by now.
    async fn change_paper(&self, was: Paper, to: Paper) -> Result<()>;
    /// One record. `NotFound("paper")`.
    async fn paper(&self, kind: PaperKind, key: String) -> Result<Paper>;
    /// Records of a kind, newest first, those before `before` (time and key), at most `limit`.
    async fn papers(
        &self,
        kind: PaperKind,
        before: Option<(Timestamp, String)>,
        limit: u32,
    ) -> Result<Vec<Paper>>;
    /// Writes a cohort in place of `was` with the step that says so, and in the same step with the businesses that have a
    /// seat in it whether they are frozen, and what it gives them. `Conflict("paper")` if it reads otherwise by now.
    async fn move_cohort(&self, was: Cohort, to: Cohort, step: PilotStep) -> Result<()>;
    /// Accepts an invitation in one step: uses it up, takes a seat, and writes what the cohort gives with the business.
    /// Answers that. `NotFound("invitation")` if there is none of this code for this mail address,
    /// `Conflict("invitation used")`, `Conflict("invitation old")`, `Conflict("cohort full")` if no seat is free or
    /// nobody may come in now, `Conflict("enrolled")` if the business has a seat already.
    async fn take_seat(
        &self,
        business: BusinessId,
        code_hash: String,
        email: String,
        step: PilotStep,
    ) -> Result<Access>;
    /// Writes what a business may do, if it still stands at the revision before; `Conflict("access")` otherwise. Its
    /// seat is free once its stage takes none.
    async fn set_access(&self, business: BusinessId, to: Access, step: PilotStep) -> Result<()>;
    /// Seats, of one cohort or all, by business, after `after`, at most `limit`.
    async fn seats(
        &self,
        cohort: Option<CohortId>,
        after: Option<BusinessId>,
        limit: u32,
    ) -> Result<Vec<Seat>>;

    /// Asks a person, unless any survey asked her after `rested` (exclusive): answers whether this survey asks her now.
    /// One that asked her and was not answered goes on asking, and that is the same time.
    async fn ask_person(&self, ask: SurveyAsk, rested: Timestamp) -> Result<bool>;
    /// What a person answers; `None` = she does not want to. `NotFound("ask")` if the survey did not ask her,
    /// `Conflict("answered")` if she answered before.
    async fn settle_ask(
        &self,
        person: PersonId,
        survey: SurveyId,
        said: Option<Said>,
        now: Timestamp,
    ) -> Result<()>;
    /// How many people a survey asked, and how often what was said since then (`None` = they did not want to), in the
    /// order of the words.
    async fn survey_counts(
        &self,
        survey: SurveyId,
        since: Timestamp,
    ) -> Result<(u64, Vec<(Option<Said>, u64)>)>;
}
