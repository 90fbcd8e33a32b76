//! A14, the guard against somebody who took an account over. A business that calls from a network it never called from,
//! and then says something new or sends far more than it does, is sent to a few people only until two others say that it
//! is still itself.
//!
//! What a network is, the caller of these functions decides; here it is a number that stands for it.

use super::pacing::Seen;
use super::quality::Conduct;
use crate::id::TemplateId;
use crate::time::{DAY_S, HOUR_S, Timestamp};
use serde::{Deserialize, Serialize};

/// Stands where a template would in the lists of who got something first and of what waits for that: all templates of a
/// guarded business count together. No template has this number.
pub const GUARDED: TemplateId = TemplateId(-1);

/// The numbers of the rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TakeoverRule {
    /// A business younger than so many days raises no guard: whatever it sends goes to a few first anyway.
    pub young_days: u16,
    /// Networks that a business called from within so many days after the first one are its own from the beginning.
    pub first_days: u16,
    /// Any other network is its own after so many days.
    pub new_days: u16,
    /// So many times the usual number of messages is unusual.
    pub times: u16,
    /// Days whose mean is usual.
    pub usual_days: u16,
    /// Fewer messages in a day are never unusual.
    pub least: u32,
    /// People that a guarded business reaches.
    pub people: u32,
    /// How long a message waits for the guard's end, in seconds.
    pub defer_s: u32,
    /// How many messages of one business may wait for that.
    pub waiting_most: u32,
}

impl Default for TakeoverRule {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl TakeoverRule {
    /// The rule of a new installation.
    pub const DEFAULT: Self = Self {
        young_days: 14,
        first_days: 1,
        new_days: 7,
        times: 5,
        usual_days: 28,
        least: 50,
        people: 20,
        defer_s: 48 * 3_600,
        waiting_most: 10_000,
    };

    /// Whether any number lets more through than another rule's.
    pub fn is_looser_than(self, other: Self) -> bool {
        self.young_days > other.young_days
            || self.first_days > other.first_days
            || self.new_days < other.new_days
            || self.times > other.times
            || self.usual_days < other.usual_days
            || self.least > other.least
            || self.people > other.people
            || self.defer_s > other.defer_s
            || self.waiting_most > other.waiting_most
    }

    /// Whether a business owns a network at `now`. `first` is when it called from any network for the first time.
    pub fn is_known(self, network: &Network, first: Timestamp, now: Timestamp) -> bool {
        let days = |days: u16| i64::from(days).saturating_mul(DAY_S);
        match network.trust {
            Trust::Confirmed => true,
            Trust::Hijacker => false,
            Trust::Open => {
                network.seen_at < first.plus_s(days(self.first_days))
                    || now >= network.seen_at.plus_s(days(self.new_days))
            }
        }
    }

    /// Whether a business that exists since `created_at` is so young that everything is watched anyway.
    pub fn is_young(self, created_at: Timestamp, now: Timestamp) -> bool {
        now < created_at.plus_s(i64::from(self.young_days).saturating_mul(DAY_S))
    }

    /// Why the guard goes up, if it does: for a call from a network that is not the business's own.
    pub fn raises(self, call: &Call) -> Option<Why> {
        if call.network.trust == Trust::Hijacker {
            return Some(Why::KnownHijacker);
        }
        if call.template_at.is_some_and(|at| at >= call.network.seen_at) {
            return Some(Why::NewTemplate);
        }
        // Today × days ≥ times × all: the mean without a division.
        let today = call.today.saturating_mul(u64::from(self.usual_days));
        let usual = call.usual_all.saturating_mul(u64::from(self.times));
        (call.today >= u64::from(self.least) && today >= usual).then_some(Why::Volume)
    }

    /// Whether one more message of a guarded business may go now. Who got one may get another.
    pub fn lets_through(self, seen: &Seen) -> bool {
        seen.is_among || seen.people < self.people
    }

    /// When a message that waits since then is given up.
    pub fn gives_up_at(self, since: Timestamp) -> Timestamp {
        since.plus_s(i64::from(self.defer_s))
    }
}

/// Stands for a network that a business calls from. Nobody can tell the addresses from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct NetworkKey(pub i64);

/// What was decided about a network.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trust {
    /// Nothing: time decides.
    #[default]
    Open,
    /// Two people said that it is the business's own.
    Confirmed,
    /// Somebody who had taken the account over called from it.
    Hijacker,
}

/// A network that a business called from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    /// Which.
    pub key: NetworkKey,
    /// When it did for the first time.
    pub seen_at: Timestamp,
    /// What was decided about it.
    pub trust: Trust,
}

/// A call from a network that is not the business's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Call {
    /// From where.
    pub network: Network,
    /// When the template that is to be sent was made or last changed, if one is.
    pub template_at: Option<Timestamp>,
    /// Templates sent today, those of this call included.
    pub today: u64,
    /// Templates sent in all the days whose mean is usual.
    pub usual_all: u64,
}

/// Why a guard went up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// A template that was made or changed after the new network appeared was sent from it.
    NewTemplate,
    /// Far more than usual was sent from a new network.
    Volume,
    /// Somebody sent from where a hijacker had.
    KnownHijacker,
}

impl Why {
    /// Stable name, as in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::NewTemplate => "new_template",
            Self::Volume => "volume",
            Self::KnownHijacker => "known_hijacker",
        }
    }

    /// A plain sentence.
    pub fn told(self) -> &'static str {
        match self {
            Self::NewTemplate => {
                "A template made or changed after a new network appeared was sent from that network."
            }
            Self::Volume => "Far more than usual was sent from a new network.",
            Self::KnownHijacker => {
                "Something was sent from a network that somebody had used who had taken the account over."
            }
        }
    }
}

/// Who says that a business is still itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confirmer {
    /// The business, from a network that was its own before.
    Business,
    /// An operator: a number that stands for the name.
    Operator(i64),
}

/// What a confirmation comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confirmed {
    /// One of two said so.
    First(Guard),
    /// The same one said so again.
    Again,
    /// Two have: the guard ends.
    Ended,
}

/// A guard that is up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guard {
    /// Since when.
    pub since: Timestamp,
    /// Why.
    pub why: Why,
    /// From where the call came that raised it.
    pub network: NetworkKey,
    /// Who said first that the business is still itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<Confirmer>,
    /// The operator who said first that somebody else has the account: a number that stands for the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hijack_said: Option<i64>,
    /// Strikes that counted before.
    #[serde(default)]
    pub strikes: u8,
    /// Until when its marketing was paused before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paused_until: Option<Timestamp>,
}

impl Guard {
    /// One that goes up now over a business of this conduct.
    pub fn up(why: Why, network: NetworkKey, conduct: &Conduct, now: Timestamp) -> Self {
        let paused_until = conduct.paused_until;
        Self {
            since: now,
            why,
            network,
            first: None,
            hijack_said: None,
            strikes: conduct.strikes,
            paused_until,
        }
    }

    /// Counts who got something while it is up, apart from those of earlier guards.
    pub fn round(&self) -> u32 {
        u32::try_from(self.since.seconds()).unwrap_or(0)
    }

    /// After `by` said that the business is still itself: two different ones end it, and one of them is an operator.
    pub fn confirmed(self, by: Confirmer) -> Confirmed {
        match self.first {
            None => Confirmed::First(Self { first: Some(by), ..self }),
            Some(first) if first == by => Confirmed::Again,
            Some(_) => Confirmed::Ended,
        }
    }

    /// A conduct without what this time brought: what people said meanwhile counts no more.
    #[must_use]
    pub fn erased(&self, conduct: &Conduct, now: Timestamp) -> Conduct {
        let closed_at = conduct.closed_at.filter(|at| *at < self.since);
        let paused_until = self.paused_until.filter(|until| now < *until);
        let strikes = self.strikes.min(conduct.strikes);
        Conduct { strikes, expired: 0, paused_until, counted_from: Some(now), closed_at }
    }
}

/// A stretch of time in which somebody else had the account: from its guard to the decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hijack {
    /// When the guard went up.
    pub from: Timestamp,
    /// When it was decided that it was one (inclusive).
    pub until: Timestamp,
}

impl Hijack {
    /// Whether what was asked for at that moment was the hijacker's.
    pub fn holds(&self, asked_at: Timestamp) -> bool {
        self.from <= asked_at && asked_at <= self.until
    }
}

/// What of this rule lies with a business's standing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Takeover {
    /// The guard that is up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guard: Option<Guard>,
    /// The last hijack.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hijack: Option<Hijack>,
    /// When two last said that the business is itself; 0 = never.
    #[serde(skip_serializing_if = "is_never")]
    pub confirmed_at: Timestamp,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks with a reference")]
fn is_never(at: &Timestamp) -> bool {
    at.0 == 0
}

impl Takeover {
    /// Whether something may wait, or have waited, for the end of a guard: then calls with keys are compared with that.
    pub fn may_have_held(&self) -> bool {
        *self != Self::default()
    }
}

/// What a decision looks at where a guard is up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Guarded {
    /// Who got something since.
    pub seen: Seen,
    /// Whether the message is a campaign's: these do not wait, the campaign is paused.
    pub in_campaign: bool,
}

/// When a guess is told that the guard might end, in seconds: two people are to look.
pub const DECIDED_IN_S: i64 = 24 * HOUR_S;

#[cfg(test)]
#[path = "takeover_tests.rs"]
mod tests;
