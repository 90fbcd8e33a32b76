//! The verbs of the operator's desk.

use super::Result;
use crate::record::{
    Appeal, AppealAnswer, Complaint, DeskNumbers, Handled, Measure, Report, ReportFilter,
};
use async_trait::async_trait;
use kurier_policy::desk::MeasureState;
use kurier_policy::id::{AppealId, BusinessId, MeasureId, PersonId, ReportId};
use kurier_policy::rules::reason::Reason;
use kurier_policy::time::Timestamp;

/// Reports, measures against businesses, and appeals.
#[async_trait]
pub trait DeskStore: Send + Sync + 'static {
    /// Keeps a report, in place of the one of this person about this business that is not handled yet, and counts it
    /// as a complaint against its template, if there is one, in one step.
    async fn file_report(&self, report: Report, complaint: Option<Complaint>) -> Result<()>;
    /// Takes a report of this person back, with its complaint, and answers it. `Conflict("too late")` if it was filed
    /// before `since` or is handled; `NotFound("report")` if it is none of hers.
    async fn take_back_report(
        &self,
        person: PersonId,
        id: ReportId,
        since: Timestamp,
    ) -> Result<Report>;
    /// One report. `NotFound("report")`.
    async fn report(&self, id: ReportId) -> Result<Report>;
    /// Reports by time, oldest first, at most `limit`.
    async fn reports(&self, filter: ReportFilter, limit: u32) -> Result<Vec<Report>>;
    /// How many reports about a business were filed from `since` to `until` for each reason, most first.
    async fn report_counts(
        &self,
        business: BusinessId,
        since: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<(Reason, u64)>>;
    /// Says what was done about a report. `Conflict("handled")` if somebody did before.
    async fn handle_report(&self, id: ReportId, handled: Handled) -> Result<Report>;
    /// Erases what people showed with reports that were handled before `before`; at most `limit`.
    async fn forget_shown(&self, before: Timestamp, limit: u32) -> Result<u64>;

    /// Keeps a proposed measure. `Conflict("measure")` if one about this business is proposed or in force already.
    async fn propose(&self, measure: Measure) -> Result<()>;
    /// One measure. `NotFound("measure")`.
    async fn measure(&self, id: MeasureId) -> Result<Measure>;
    /// Measures, of one business or all, newest first, at most `limit`.
    async fn measures(&self, business: Option<BusinessId>, limit: u32) -> Result<Vec<Measure>>;
    /// Writes a measure that stood as `was` until now, and in the same step whether its business is suspended.
    /// `Conflict("measure")` if it stands otherwise.
    async fn move_measure(&self, was: MeasureState, to: Measure) -> Result<()>;

    /// Keeps an appeal. `Conflict("appeal")` if one about this measure was filed already.
    async fn file_appeal(&self, appeal: Appeal) -> Result<()>;
    /// One appeal. `NotFound("appeal")`.
    async fn appeal(&self, id: AppealId) -> Result<Appeal>;
    /// Appeals, of one business or all, newest first, at most `limit`.
    async fn appeals(&self, business: Option<BusinessId>, limit: u32) -> Result<Vec<Appeal>>;
    /// Answers an appeal. `Conflict("answered")` if somebody did before.
    async fn answer_appeal(&self, id: AppealId, answer: AppealAnswer) -> Result<Appeal>;

    /// What happened from `from` on, before `to`.
    async fn desk_numbers(&self, from: Timestamp, to: Timestamp) -> Result<DeskNumbers>;
}
