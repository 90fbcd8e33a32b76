//! Campaigns and labels.

use super::IdempotencyKey;
use kurier_policy::id::{BusinessId, CampaignId, MessageRef, PersonId};
use kurier_policy::refusal::Refusal;
use kurier_policy::time::Timestamp;
use serde::{Deserialize, Serialize};

/// How many people carry a label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelCount {
    /// The label.
    pub label: String,
    /// How many.
    pub people: u64,
}

/// Some people of an audience.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AudiencePage {
    /// By id.
    pub people: Vec<(PersonId, u64)>,
    /// After whom to go on; `None` = these were the last.
    pub next: Option<PersonId>,
}

/// Somebody in an audience, and what was foretold of her.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RollEntry {
    /// Her place: 1, 2, 3, …
    pub place: u32,
    /// Who.
    pub person: PersonId,
    /// How the business knows her.
    pub wa_id: u64,
    /// Why she would not get it; `None` = she would.
    pub foretold: Option<Refusal>,
}

/// Somebody in an audience: what was foretold, and what came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CampaignPerson {
    /// Her place: 1, 2, 3, …
    pub place: u32,
    /// Who.
    pub person: PersonId,
    /// How the business knows her.
    pub wa_id: u64,
    /// Why she would not get it, said the rehearsal; `None` = she would, at once or when she has room.
    pub foretold: Option<Refusal>,
    /// What came.
    pub decided: Decided,
    /// When that was decided.
    pub decided_at: Option<Timestamp>,
    /// The message, also one that was refused and told by webhook.
    pub message: Option<MessageRef>,
    /// Whether she wanted it, if she said so.
    pub wanted: Option<bool>,
}

impl CampaignPerson {
    /// Whether something else came than was foretold.
    pub fn drifted(&self) -> bool {
        match self.decided {
            Decided::Waits => false,
            Decided::Went | Decided::Held => self.foretold.is_some(),
            Decided::Refused(refusal) => self.foretold != Some(refusal),
        }
    }
}

/// What came of one person of a campaign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decided {
    /// Nothing yet.
    Waits,
    /// It went.
    Went,
    /// It waits for room in her budget or for the end of her quiet hours; its message tells whether it went.
    Held,
    /// It did not go, and will not.
    Refused(Refusal),
}

/// What came of one who waited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CampaignSettlement {
    /// Her place.
    pub place: u32,
    /// What came; `Waits` changes nothing.
    pub decided: Decided,
    /// The message.
    pub message: Option<MessageRef>,
}

/// How many of a campaign there are of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct CampaignCount {
    /// What was foretold.
    pub foretold: Option<Refusal>,
    /// What came.
    pub decided: Decided,
    /// How many.
    pub people: u64,
}

/// Which people of a campaign are asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum WhichPeople {
    /// Everybody.
    #[default]
    All,
    /// Those who wait.
    Waiting,
    /// Those it went to.
    Went,
    /// Those who did not get it.
    Refused,
    /// Those of whom something else was foretold.
    Drifted,
}

/// Begins the keys of campaigns' messages: no key that comes in a header has it, and it is kept until it is settled.
const OF_CAMPAIGN: &str = "\u{1}campaign:";

impl IdempotencyKey {
    /// The key under which the message to this place of a campaign is decided: however often that is tried, it goes
    /// once.
    pub fn of_campaign(id: CampaignId, place: u32) -> Self {
        Self { key: format!("{OF_CAMPAIGN}{id}:{place}"), digest: [0; 32] }
    }

    /// Whether it is of a campaign's message: what refuses that is told by the campaign alone.
    pub fn is_of_campaign(&self) -> bool {
        self.key.starts_with(OF_CAMPAIGN)
    }
}

/// One of the export.
#[derive(Serialize, Deserialize)]
pub(crate) struct CampaignPersonLine {
    pub(crate) business: BusinessId,
    pub(crate) campaign: CampaignId,
    pub(crate) is: CampaignPerson,
}

/// One of the export.
#[derive(Serialize, Deserialize)]
pub(crate) struct LabelLine {
    pub(crate) business: BusinessId,
    pub(crate) label: String,
    pub(crate) person: PersonId,
}
