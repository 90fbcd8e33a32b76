//! What people make of templates, and of marketing as a whole.

use kurier_policy::id::{BusinessId, PersonId, TemplateId};
use kurier_policy::money::Micros;
use kurier_policy::rules::feedback::Wanted;
use kurier_policy::rules::reason::Reason;
use kurier_policy::time::Timestamp;
use serde::{Deserialize, Serialize};

/// A block or report, about the template whose message came last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Complaint {
    /// Whose template.
    pub business: BusinessId,
    /// Which.
    pub template: TemplateId,
    /// Who dislikes it.
    pub person: PersonId,
    /// Since when.
    pub at: Timestamp,
    /// When the message came that it is about: judged together with the messages of that time.
    #[serde(default)]
    pub sent_at: Timestamp,
    /// Whether she reported it, too.
    pub reported: bool,
    /// Why she reported it, if she said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
    /// What the report adds to the price of her message, and is not booked yet.
    #[serde(default)]
    pub surcharge: Micros,
}

/// What a person said when she was asked about marketing of a business. One answer of hers counts: the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct WantedAnswer {
    /// Whose marketing.
    pub business: BusinessId,
    /// Who answered.
    pub person: PersonId,
    /// About which template.
    pub template: TemplateId,
    /// When the message came that she was asked about.
    pub at: Timestamp,
    /// What she said.
    pub wanted: Wanted,
}

/// How many persons gave each answer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WantedCounts {
    /// They wanted it.
    pub yes: u64,
    /// They did not.
    pub no: u64,
}

/// What was counted of a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signals {
    /// Which.
    pub template: TemplateId,
    /// Messages that reached a device.
    pub delivered: u64,
    /// Messages that were read.
    pub read: u64,
    /// Those that were read within an hour of being sent.
    pub read_soon: u64,
}

/// How many people stopped.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OptOuts {
    /// People who allow a business something.
    pub allow: u64,
    /// People who took back all they had allowed, since a time.
    pub left: u64,
}
