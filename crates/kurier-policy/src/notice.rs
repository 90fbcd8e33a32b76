//! What a business is told of its account and its senders, beside messages and templates.
//!
//! Each notice is complete: its webhook body is written from it without a look-up.

use crate::campaign::{Campaign, CampaignState, PauseReason};
use crate::flow::FlowStatus;
use crate::id::{BusinessId, CampaignId, FlowId, SenderId};
use serde::{Deserialize, Serialize};

/// One notice. The event that carries it has no sender and no person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "notice", rename_all = "snake_case")]
pub enum Notice {
    /// Something about the account needs a look (`account_alerts`).
    Alert(Alert),
    /// The account itself changed (`account_update`).
    Account(AccountChange),
    /// The operator looked at the business (`account_review_update`).
    Review {
        /// What came of it.
        decision: Decision,
    },
    /// A setting of a sender changed (`account_settings_update`).
    Settings {
        /// Whose.
        sender: SenderId,
        /// Whether messages to a person with a changed identity are held back.
        identity_key_check: bool,
    },
    /// How much the business may do (`business_capability_update`).
    Capability {
        /// People it may begin with per day; `None` = without a limit.
        max_daily: Option<u32>,
        /// Senders it may have.
        max_senders: u32,
    },
    /// A sender's new name was looked at (`phone_number_name_update`).
    Name {
        /// Digits of the sender.
        display_number: String,
        /// What came of it.
        decision: Decision,
        /// The name asked for.
        requested: String,
        /// Why it was not allowed, in a plain sentence.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// A sender's rate or standing changed (`phone_number_quality_update`).
    Quality {
        /// Digits of the sender.
        display_number: String,
        /// What changed.
        change: QualityChange,
        /// People it may begin with per day; `None` = without a limit.
        max_daily: Option<u32>,
    },
    /// A campaign goes, waits, stops or ends (`campaign_update`, Kurier's own).
    Campaign(Box<CampaignNotice>),
    /// Something touched the security of a sender (`security`).
    Security {
        /// Digits of the sender.
        display_number: String,
        /// What.
        event: SecurityEvent,
    },
    /// A form has another status (`flows`).
    Flow {
        /// Which form.
        flow: FlowId,
        /// Its name.
        name: String,
        /// The status it had.
        from: FlowStatus,
        /// The status it has.
        to: FlowStatus,
    },
    /// What people type to reach a sender changed (`business_username_update`).
    Username {
        /// Digits of the sender.
        display_number: String,
        /// Its username; `None` = it has none any more.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        username: Option<String>,
    },
}

/// Where a campaign stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CampaignNotice {
    /// Which.
    pub campaign: CampaignId,
    /// What the business calls it.
    pub name: String,
    /// Where it stands now.
    pub state: CampaignState,
    /// Why it is paused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<PauseReason>,
    /// The stage that goes, or is watched: 1, 2, 3.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<u8>,
}

impl CampaignNotice {
    /// Where this campaign stands.
    pub fn of(campaign: &Campaign) -> Self {
        Self {
            campaign: campaign.id,
            name: campaign.name.clone(),
            state: campaign.state,
            reason: campaign.reason,
            stage: campaign.run.map(|run| run.stage.saturating_add(1)),
        }
    }
}

/// What needs a look.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alert {
    /// About what.
    pub about: AlertSubject,
    /// How much it matters.
    pub severity: Severity,
    /// Stable name, upper case: `WEBHOOK_DISABLED`.
    pub kind: String,
    /// A plain sentence: what, and what to do.
    pub description: String,
}

/// About what an alert is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AlertSubject {
    /// The business.
    Business(BusinessId),
    /// One of its senders.
    Sender(SenderId),
}

/// How much an alert matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Good to know.
    Informational,
    /// Soon.
    Warning,
    /// Now.
    Critical,
}

/// How an account changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum AccountChange {
    /// It may not send at present, or may again.
    Suspended {
        /// Whether it is suspended now.
        suspended: bool,
    },
    /// It may not do one thing for some time.
    Restricted {
        /// Stable name: `RESTRICTED_BIZ_INITIATED_MESSAGING`.
        kind: String,
        /// Until when, in seconds since 1970; `None` = until told otherwise.
        until_s: Option<i64>,
    },
    /// It broke a rule.
    Violation {
        /// Stable name: `SPAM`.
        kind: String,
    },
}

/// What came of a look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// Allowed.
    Approved,
    /// Not allowed.
    Rejected,
    /// Waits for more.
    Deferred,
}

/// How a sender's rate or standing changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QualityChange {
    /// It may begin to send.
    Onboarding,
    /// It may send faster.
    ThroughputUpgrade,
    /// It may write to more people.
    Upgrade,
    /// It may write to fewer people.
    Downgrade,
    /// People dislike what it sends.
    Flagged,
    /// They no longer do.
    Unflagged,
}

/// What touched a sender's security.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecurityEvent {
    /// Its PIN was set or changed.
    PinChanged,
    /// Somebody asked to reset it.
    PinResetRequest,
    /// It was reset.
    PinResetSuccess,
}

impl Notice {
    /// The alert that a callback is no longer called. `why` is a plain sentence without its full stop.
    pub fn callback_disabled(business: BusinessId, url: &str, why: &str) -> Self {
        Self::Alert(Alert {
            about: AlertSubject::Business(business),
            severity: Severity::Critical,
            kind: "WEBHOOK_DISABLED".to_owned(),
            description: format!(
                "Webhooks to {url} are switched off: {why}. Nothing is lost: repair it, then switch it on again."
            ),
        })
    }
}
