//! What is written down of the pilot beside what lies with each business.

use kurier_policy::id::{BusinessId, CohortId};
use kurier_policy::pilot::{Application, Cohort, Invitation, Survey};
use kurier_policy::time::Timestamp;
use serde::{Deserialize, Serialize};

/// A record of the pilot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "of", rename_all = "snake_case")]
pub enum Paper {
    /// A cohort.
    Cohort(Cohort),
    /// An application.
    Application(Application),
    /// An invitation.
    Invitation(Invitation),
    /// A survey of people.
    Survey(Survey),
    /// Something that an operator or a rule did.
    Step(PilotStep),
}

/// Which record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PaperKind {
    /// Cohorts.
    Cohort,
    /// Applications.
    Application,
    /// Invitations.
    Invitation,
    /// Surveys.
    Survey,
    /// What was done.
    Step,
}

impl Paper {
    /// Of which kind it is.
    pub fn kind(&self) -> PaperKind {
        match self {
            Self::Cohort(_) => PaperKind::Cohort,
            Self::Application(_) => PaperKind::Application,
            Self::Invitation(_) => PaperKind::Invitation,
            Self::Survey(_) => PaperKind::Survey,
            Self::Step(_) => PaperKind::Step,
        }
    }

    /// What it is found by, within its kind.
    pub fn key(&self) -> String {
        match self {
            Self::Cohort(it) => it.id.to_string(),
            Self::Application(it) => it.id.to_string(),
            Self::Invitation(it) => it.code_hash.clone(),
            Self::Survey(it) => it.id.to_string(),
            Self::Step(it) => it.key.clone(),
        }
    }

    /// When it was made.
    pub fn at(&self) -> Timestamp {
        match self {
            Self::Cohort(it) => it.created_at,
            Self::Application(it) => it.at,
            Self::Invitation(it) => it.created_at,
            Self::Survey(it) => it.opens,
            Self::Step(it) => it.at,
        }
    }
}

/// Something that was done in the pilot, by whom and why: nothing changes without one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PilotStep {
    /// A number of its own: 16 hex digits.
    pub key: String,
    /// When.
    pub at: Timestamp,
    /// Which operator, business or rule.
    pub actor: String,
    /// What, in a word: `stage`, `grant`, `freeze`.
    pub what: String,
    /// The business that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub business: Option<BusinessId>,
    /// The cohort that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cohort: Option<CohortId>,
    /// More words, and why.
    pub says: String,
}

/// A place of a cohort.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seat {
    /// Who has it.
    pub business: BusinessId,
    /// In which cohort.
    pub cohort: CohortId,
    /// Whether it is taken, or its business went.
    pub taken: bool,
}
