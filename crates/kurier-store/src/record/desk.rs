//! Reports of people, and what the operator does about them.

use kurier_policy::desk::{MeasureKind, MeasureState, Outcome};
use kurier_policy::id::{AppealId, BusinessId, MeasureId, PersonId, ReportId, TemplateId};
use kurier_policy::rules::reason::Reason;
use kurier_policy::time::Timestamp;
use serde::{Deserialize, Serialize};

/// A person reports a business.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Its id.
    pub id: ReportId,
    /// About whom.
    pub business: BusinessId,
    /// By whom; no operator and no business is told.
    pub person: PersonId,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub reason: Reason,
    /// Whether she blocked the business, too.
    pub blocked: bool,
    /// The template that it counts against, if one came lately.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub template: Option<TemplateId>,
    /// The messages that she shows the operator, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shown: Vec<ShownMessage>,
    /// What the operator did about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handled: Option<Handled>,
}

/// A message that a person shows the operator, as it read when she did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownMessage {
    /// When it came.
    pub at: Timestamp,
    /// Whether she wrote it herself.
    pub own: bool,
    /// Its category, of a message of the business.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// What it said.
    pub text: String,
}

/// What the operator did about a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handled {
    /// When.
    pub at: Timestamp,
    /// Which operator.
    pub by: String,
    /// What.
    pub outcome: Outcome,
    /// For the other operators.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// Which reports are asked for.
#[derive(Debug, Clone, Default)]
pub struct ReportFilter {
    /// Of one business.
    pub business: Option<BusinessId>,
    /// For one reason.
    pub reason: Option<Reason>,
    /// Those that are handled, or those that are not.
    pub handled: Option<bool>,
    /// Filed at this moment or earlier.
    pub until: Timestamp,
    /// After this one, in the order of time.
    pub after: Option<(Timestamp, ReportId)>,
}

/// Something that is done to a business as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measure {
    /// Its id.
    pub id: MeasureId,
    /// To whom.
    pub business: BusinessId,
    /// What.
    pub kind: MeasureKind,
    /// Why, as the business is told.
    pub reason: String,
    /// When it was proposed.
    pub at: Timestamp,
    /// By which operator.
    pub proposed_by: String,
    /// Where it stands.
    pub state: MeasureState,
    /// Who confirmed or dropped it, and when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settled: Option<Signed>,
    /// Who lifted it, and when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lifted: Option<Signed>,
}

/// An operator's name under a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signed {
    /// Who.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// A business asks to look at a measure again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Appeal {
    /// Its id.
    pub id: AppealId,
    /// By whom.
    pub business: BusinessId,
    /// About which measure.
    pub measure: MeasureId,
    /// When.
    pub at: Timestamp,
    /// What it says.
    pub text: String,
    /// What it was answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<AppealAnswer>,
}

/// What an appeal was answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppealAnswer {
    /// When.
    pub at: Timestamp,
    /// By which operator; the business is not told.
    pub by: String,
    /// Whether the measure ends.
    pub granted: bool,
    /// What the business is told.
    pub text: String,
}

/// What happened at the desk in a stretch of time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DeskNumbers {
    /// Reports filed.
    pub reports: u64,
    /// Those of them that are handled.
    pub handled: u64,
    /// The median time from the filing of these to their handling, in seconds.
    pub median_handling_s: Option<i64>,
    /// Suspensions that began.
    pub suspensions: u64,
    /// Businesses closed.
    pub closures: u64,
    /// Appeals filed.
    pub appeals: u64,
    /// Those of them that were granted.
    pub appeals_granted: u64,
}
