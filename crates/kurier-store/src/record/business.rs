//! A business, and what of its limits it used.

use kurier_policy::id::{AppId, BusinessId};
use kurier_policy::money::Currency;
use kurier_policy::pilot::{self, Access};
use kurier_policy::rate::Limits;
use kurier_policy::reach::Reach;
use kurier_policy::rules::spending::Terms;
use kurier_policy::spent::Spent;
use kurier_policy::standing::Standing;
use kurier_policy::time::Timestamp;
use serde::{Deserialize, Serialize};

/// A paying sender of messages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Business {
    /// Its id (WABA).
    pub id: BusinessId,
    /// Its name.
    pub name: String,
    /// The app whose secret signs its webhooks.
    pub app: AppId,
    /// The app's secret: 32 hex digits.
    pub app_secret: String,
    /// Currency of its account.
    pub currency: Currency,
    /// Whether the operator checked who it is.
    pub verified: bool,
    /// Whether the operator suspended it.
    pub suspended: bool,
    /// When it was created.
    pub created_at: Timestamp,
    /// What its limits are, and how its messages are liked.
    #[serde(default)]
    pub standing: Standing,
    /// What it may do in the pilot, if anything was written down for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access: Option<Box<Access>>,
}

impl Business {
    /// Since when it is watched as a young one is: from its beginning, and anew from the end of a pause or a forgiven strike.
    pub fn watched_since(&self) -> Timestamp {
        let anew = self.standing.conduct.counted_from;
        anew.map_or(self.created_at, |anew| anew.max(self.created_at))
    }
}

/// What the limits of a business are and how much of them it used, at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Usage {
    /// Where it stands.
    pub standing: Standing,
    /// Whom it reached.
    pub reach: Reach,
    /// What it spent in the running day and month.
    pub spent: Spent,
    /// The limits in force, as they are for this business.
    pub limits: Limits,
    /// Theoretical arrival time of the throughput limiter of the sender that was asked about.
    pub throughput_tat: Timestamp,
    /// What it may do in the pilot, if anything was written down for it.
    pub access: Option<Box<Access>>,
}

impl Usage {
    /// The limits as they hold at this moment, with what the pilot adds.
    pub fn limits_at(&self, now: Timestamp) -> Limits {
        self.access.as_ref().map_or(self.limits, |access| access.limits(self.limits, now))
    }

    /// The terms as they hold at this moment: no further than the pilot lets the business.
    pub fn terms_at(&self, now: Timestamp) -> Terms {
        pilot::terms(self.access.as_deref(), &self.limits, self.standing.terms, now)
    }
}
