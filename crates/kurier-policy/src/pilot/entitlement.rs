//! One line of what a business may do: which feature, from where, until when, given by whom and why.

use super::Feature;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// Days before its end at which a business is told that an entitlement ends.
pub const WARN_DAYS: [i64; 3] = [14, 3, 1];

/// Where an entitlement comes from, the strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// Off, whatever else says, until it is taken away.
    KillSwitch,
    /// An operator denies it to this business.
    Deny,
    /// An operator gives it to this business.
    Grant,
    /// The cohort gives it.
    Cohort,
    /// What everybody has.
    Plan,
}

impl Source {
    /// Every source, the strongest first.
    pub const ALL: [Self; 5] =
        [Self::KillSwitch, Self::Deny, Self::Grant, Self::Cohort, Self::Plan];

    /// Its name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::KillSwitch => "kill_switch",
            Self::Deny => "deny",
            Self::Grant => "grant",
            Self::Cohort => "cohort",
            Self::Plan => "plan",
        }
    }
}

/// One entitlement of a business.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entitlement {
    /// Which feature.
    pub feature: Feature,
    /// From where.
    pub source: Source,
    /// How much of it, where it is counted; `None` = without a number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<u32>,
    /// From when on (inclusive).
    pub starts: Timestamp,
    /// Until when (exclusive). Only a kill switch has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<Timestamp>,
    /// Who gave it.
    pub granted_by: String,
    /// Why, as the business reads it.
    pub reason: String,
}

/// Why something is no entitlement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EntitlementFault {
    /// Everything but a kill switch ends.
    #[error("an entitlement needs an end")]
    NoEnd,
    /// It ends before it begins.
    #[error("an entitlement ends after it begins")]
    NoTime,
    /// Nobody says why.
    #[error("an entitlement needs a reason")]
    NoReason,
    /// A limit without a number.
    #[error("a limit needs a value")]
    NoValue,
}

impl Entitlement {
    /// Whether it may be written down.
    pub fn check(&self) -> Result<(), EntitlementFault> {
        if self.reason.trim().is_empty() {
            return Err(EntitlementFault::NoReason);
        }
        if self.feature.is_limit() && self.value.is_none() && self.source == Source::Grant {
            return Err(EntitlementFault::NoValue);
        }
        match self.expires {
            None if self.source != Source::KillSwitch => Err(EntitlementFault::NoEnd),
            Some(end) if end <= self.starts => Err(EntitlementFault::NoTime),
            _ => Ok(()),
        }
    }

    /// Whether it holds at this moment: at its beginning it does, at its end no more.
    pub fn is_live(&self, now: Timestamp) -> bool {
        self.starts <= now && self.expires.is_none_or(|end| now < end)
    }

    /// Which warning of its end was due last at `now`: days before it; `None` = none yet, or it is over.
    pub fn warning(&self, now: Timestamp) -> Option<i64> {
        let end = self.expires?;
        if now >= end || matches!(self.source, Source::Deny | Source::KillSwitch) {
            return None;
        }
        let days = |day: i64| end.plus_s(day.saturating_neg().saturating_mul(crate::time::DAY_S));
        WARN_DAYS.into_iter().filter(|day| days(*day) <= now).min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::DAY_S;

    fn grant() -> Entitlement {
        Entitlement {
            feature: Feature::Media,
            source: Source::Grant,
            value: None,
            starts: Timestamp::from_seconds(100),
            expires: Some(Timestamp::from_seconds(200)),
            granted_by: "ada".into(),
            reason: "needs pictures".into(),
        }
    }

    #[test]
    fn it_begins_and_ends_at_the_microsecond() {
        let at = |micros| grant().is_live(Timestamp(micros));
        assert!(!at(99_999_999) && at(100_000_000) && at(199_999_999) && !at(200_000_000));
    }

    #[test]
    fn everything_but_a_kill_switch_ends_and_has_a_reason() {
        let endless = Entitlement { expires: None, ..grant() };
        assert_eq!(endless.check(), Err(EntitlementFault::NoEnd));
        let switch = Entitlement { source: Source::KillSwitch, ..endless };
        assert_eq!(switch.check(), Ok(()));
        let backwards = Entitlement { expires: Some(Timestamp(5)), ..grant() };
        assert_eq!(backwards.check(), Err(EntitlementFault::NoTime));
        let silent = Entitlement { reason: " ".into(), ..grant() };
        assert_eq!(silent.check(), Err(EntitlementFault::NoReason));
        let limit = Entitlement { feature: Feature::PeoplePerDay, ..grant() };
        assert_eq!(limit.check(), Err(EntitlementFault::NoValue));
    }

    #[test]
    fn its_end_is_told_fourteen_three_and_one_day_before() {
        let end = Timestamp::from_seconds(100 * DAY_S);
        let it = Entitlement { expires: Some(end), ..grant() };
        let told = |before_s: i64| it.warning(end.plus_s(-before_s));
        assert_eq!(told(14 * DAY_S + 1), None);
        assert_eq!(told(14 * DAY_S), Some(14));
        assert_eq!(told(3 * DAY_S + 1), Some(14));
        assert_eq!((told(3 * DAY_S), told(DAY_S), told(1)), (Some(3), Some(1), Some(1)));
        assert_eq!(told(0), None);
    }
}
