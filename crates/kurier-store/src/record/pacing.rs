//! Assessments of new marketing templates.

use kurier_policy::id::{BusinessId, CampaignId, InboxSeq, PersonId, TemplateId};
use kurier_policy::rules::canary::Heard;
use kurier_policy::rules::takeover::{GUARDED, Guard};
use kurier_policy::template::Template;
use kurier_policy::time::Timestamp;
use serde::{Deserialize, Serialize};

/// One assessment: of a template, or, as [`kurier_policy::rules::takeover::GUARDED`], of everything while a guard is up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Round {
    /// Whose.
    pub business: BusinessId,
    /// Of which template.
    pub template: TemplateId,
    /// Which of its assessments.
    pub round: u32,
}

impl Round {
    /// The running one of a template.
    pub fn of(template: &Template) -> Self {
        let Template { business, id, .. } = *template;
        Self { business, template: id, round: template.life.pacing.round }
    }

    /// That of a business over which this guard is up.
    pub fn guarded(business: BusinessId, guard: &Guard) -> Self {
        Self { business, template: GUARDED, round: guard.round() }
    }
}

/// Somebody who got a template in one of its assessments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PacedPerson {
    /// Whose template.
    pub business: BusinessId,
    /// Which.
    pub template: TemplateId,
    /// In which assessment.
    pub round: u32,
    /// Who.
    pub person: PersonId,
    /// The first message of it that she got.
    pub seq: InboxSeq,
    /// When.
    pub at: Timestamp,
    /// Whether she wanted it, if she said so.
    pub wanted: Option<bool>,
}

/// How an assessment stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Assessment {
    /// What those who got it made of it.
    pub heard: Heard,
    /// When the last of them got it.
    pub last_at: Option<Timestamp>,
}

/// What a message was the first of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FirstOf {
    /// It was one of those by which its template was assessed.
    pub is_assessed: bool,
    /// The campaign it belonged to.
    pub campaign: Option<CampaignId>,
}
