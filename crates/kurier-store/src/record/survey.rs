//! Whom a survey asked, and what they said.

use kurier_policy::id::{PersonId, SurveyId};
use kurier_policy::pilot::Said;
use kurier_policy::time::Timestamp;
use serde::{Deserialize, Serialize};

/// A person who was asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SurveyAsk {
    /// Who.
    pub person: PersonId,
    /// By which survey.
    pub survey: SurveyId,
    /// When.
    pub asked_at: Timestamp,
    /// When she answered, or said that she does not want to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settled_at: Option<Timestamp>,
    /// What she said; `None` = she did not want to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said: Option<Said>,
}
