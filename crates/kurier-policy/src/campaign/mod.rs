//! A campaign: one template to an audience, rehearsed before it goes, and gone in stages.
//!
//! What is decided about each person is decided by [`crate::admit`] alone, in the rehearsal and when her
//! message goes. Here is what belongs to the whole: what it is, where it stands, and what it may do next.

mod ahead;
mod audience;
mod life;
mod rehearsal;
#[cfg(test)]
mod tests;
mod wave;

pub use ahead::Ahead;
pub use audience::{Audience, LABEL_CHARS_MAX, LABELS_MAX, is_label};
pub use life::NotNow;
pub use rehearsal::{REHEARSAL_S, Rehearsal, Roll, SealedRehearsal};
pub use wave::{LocalTime, Wave};

use crate::content::Attachment;
use crate::id::{BusinessId, CampaignId, SenderId};
use crate::outbound::{Draft, Outbound, Recipient};
use crate::rate::Limits;
use crate::refusal::Refusal;
use crate::rules::canary::Stop;
use crate::template::TemplateCall;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// Most people in an audience.
pub const AUDIENCE_MAX: u32 = 100_000;
/// Longest name of a campaign, in characters.
pub const NAME_CHARS_MAX: usize = 100;

/// A campaign.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Campaign {
    /// Its id.
    pub id: CampaignId,
    /// Whose.
    pub business: BusinessId,
    /// From which address.
    pub sender: SenderId,
    /// What the business calls it: 1 to [`NAME_CHARS_MAX`] characters.
    pub name: String,
    /// The template with its values, the same for everybody.
    pub call: TemplateCall,
    /// Its files.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<Attachment>,
    /// `biz_opaque_callback_data` of every message.
    pub opaque: String,
    /// To whom.
    pub audience: Audience,
    /// When it is to begin; `None` = when it is started.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub begins_at: Option<Timestamp>,
    /// At which time of day by each person's own clock; `None` = to all at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub local: Option<LocalTime>,
    /// How many messages a second at most, if the business wants fewer than it may have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_second: Option<u32>,
    /// Where it stands.
    pub state: CampaignState,
    /// Why it is paused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<PauseReason>,
    /// What the last rehearsal said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rehearsal: Option<SealedRehearsal>,
    /// How far it went.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run: Option<Run>,
    /// When somebody must look at it again; `None` = only when asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_at: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub updated_at: Timestamp,
    /// Counts its changes.
    pub revision: i64,
}

/// Where a campaign stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CampaignState {
    /// Was never rehearsed.
    Draft,
    /// Was rehearsed and waits for its start.
    Rehearsed,
    /// Was started and waits for its time.
    Scheduled,
    /// Messages go.
    Running,
    /// A stage is complete; what people make of it is watched.
    Watching,
    /// Nothing goes until it is resumed.
    Paused,
    /// Everybody was decided.
    Finished,
    /// The rest will not go.
    Cancelled,
}

impl CampaignState {
    /// Every state.
    pub const ALL: [Self; 8] = [
        Self::Draft,
        Self::Rehearsed,
        Self::Scheduled,
        Self::Running,
        Self::Watching,
        Self::Paused,
        Self::Finished,
        Self::Cancelled,
    ];

    /// Lower-case name, as in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Rehearsed => "rehearsed",
            Self::Scheduled => "scheduled",
            Self::Running => "running",
            Self::Watching => "watching",
            Self::Paused => "paused",
            Self::Finished => "finished",
            Self::Cancelled => "cancelled",
        }
    }

    /// Whether messages may go, now or after a wait.
    pub fn is_going(self) -> bool {
        matches!(self, Self::Scheduled | Self::Running | Self::Watching)
    }
}

/// Why a campaign is paused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PauseReason {
    /// The business asked for it.
    Business,
    /// People dislike it.
    People(Stop),
    /// No message could go: no money, a paused template, a suspended business.
    Refused(Refusal),
}

impl PauseReason {
    /// Its name, as in webhooks.
    pub fn name(self) -> &'static str {
        match self {
            Self::Business => "business",
            Self::People(Stop::Reports) => "reports",
            Self::People(Stop::Answers) => "answers",
            Self::Refused(refusal) => refusal.name(),
        }
    }

    /// A plain sentence: what happened, and what to do.
    pub fn told(self) -> String {
        match self {
            Self::Business => "Paused by the business.".to_owned(),
            Self::People(Stop::Reports) => "Too many of those who got it reported it. The others get nothing; change what you send, or to whom.".to_owned(),
            Self::People(Stop::Answers) => "Too many of those who were asked did not want it. The others get nothing; change what you send, or to whom.".to_owned(),
            Self::Refused(refusal) => format!(
                "No message can go at present ({}). Repair that, then resume.",
                refusal.name()
            ),
        }
    }
}

/// How far a campaign went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// When it began.
    pub begun_at: Timestamp,
    /// The stage that goes, or is watched: 0, 1, 2.
    pub stage: u8,
    /// Since when this stage is complete.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub watched_since: Option<Timestamp>,
    /// When it was last looked at what people make of it.
    pub judged_at: Timestamp,
    /// When its last stage began, after it was watched.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub freed_at: Option<Timestamp>,
    /// Whether the business may reach nobody further at present: the others get it when it may.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_full: bool,
    /// When everybody was decided, or the rest was cancelled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
}

impl Campaign {
    /// The message to one person.
    pub fn outbound(&self, wa_id: u64) -> Outbound {
        Outbound {
            business: self.business,
            sender: self.sender,
            to: Recipient::WaId(wa_id),
            draft: Draft::Template(self.call.clone()),
            files: self.files.clone(),
            reply_to: None,
            opaque: Some(self.opaque.clone()),
        }
    }

    /// How many messages of it go in a second at most: half of what its sender may send, so that single messages
    /// are never held up by it. `None` = as fast as they are decided, because limits are lifted.
    pub fn pace(&self, limits: &Limits) -> Option<u32> {
        let rate = limits.throughput.map(|rate| {
            let twice_us = rate.period_us.max(1).saturating_mul(2);
            u32::try_from(1_000_000_i64.checked_div(twice_us).unwrap_or(1))
                .unwrap_or(u32::MAX)
                .max(1)
        });
        match (rate, self.per_second) {
            (Some(rate), Some(asked)) => Some(rate.min(asked.max(1))),
            (rate, asked) => rate.or(asked.map(|asked| asked.max(1))),
        }
    }

    /// Whether this refusal is about the whole campaign and not about one person: then it pauses, and nobody is
    /// passed over.
    pub fn is_about_all(refusal: Refusal) -> bool {
        matches!(
            refusal,
            Refusal::BusinessSuspended
                | Refusal::FeatureNotEntitled
                | Refusal::MarketingPaused
                | Refusal::TakeoverSuspected
                | Refusal::BondMissing
                | Refusal::SenderNotRegistered
                | Refusal::TemplateMissing
                | Refusal::TemplatePaused
                | Refusal::TemplateDisabled
                | Refusal::TemplateParameterCount
                | Refusal::TemplateParameterFormat
                | Refusal::TemplateTextTooLong
                | Refusal::TemplateUnsupported
                | Refusal::InvalidParameter
                | Refusal::ContextUnknown
                | Refusal::BalanceExhausted
        )
    }
}
