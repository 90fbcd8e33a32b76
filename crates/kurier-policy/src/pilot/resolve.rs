//! The one order in which it is decided whether a business has a feature.

use super::{Entitlement, Feature, Source};
use crate::time::Timestamp;
use serde::Serialize;

/// What is known of the business beside its entitlements.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a fact of its own, and all together occur"
)]
pub struct Standing {
    /// The feature is off for everybody.
    pub killed: bool,
    /// The operator suspended the business.
    pub suspended: bool,
    /// Its cohort is frozen.
    pub frozen: bool,
    /// It is enrolled and in a stage in which the cohort gives something.
    pub active: bool,
    /// It is through with the pilot.
    pub graduated: bool,
    /// The plan of this installation has the feature.
    pub planned: bool,
}

/// Why a feature is there or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// There is no pilot here: everybody has it.
    NoPilot,
    /// It is off, whatever else says.
    KillSwitch,
    /// The business is suspended.
    Suspended,
    /// An operator denied it.
    Denied,
    /// Its cohort is frozen: nothing that people did not order.
    Frozen,
    /// An operator gave it.
    Granted,
    /// The cohort gives it.
    Cohort,
    /// Everybody has it.
    Plan,
    /// The business graduated.
    Graduated,
    /// It had it, and that ended.
    Expired,
    /// It will have it later.
    NotYet,
    /// The cohort would give it, but the enrolment is paused or over.
    NotActive,
    /// Nobody ever gave it.
    NotGiven,
}

impl Why {
    /// Its name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::NoPilot => "no_pilot",
            Self::KillSwitch => "kill_switch",
            Self::Suspended => "suspended",
            Self::Denied => "denied",
            Self::Frozen => "frozen",
            Self::Granted => "granted",
            Self::Cohort => "cohort",
            Self::Plan => "plan",
            Self::Graduated => "graduated",
            Self::Expired => "expired",
            Self::NotYet => "not_yet",
            Self::NotActive => "not_active",
            Self::NotGiven => "not_given",
        }
    }

    /// Why not, in words that follow the name of the feature.
    pub fn says(self) -> &'static str {
        match self {
            Self::KillSwitch => "the operator switched it off",
            Self::Suspended => "the business is suspended",
            Self::Denied => "the operator denied it",
            Self::Frozen => "the cohort is frozen: nothing that people did not order goes out",
            Self::Expired => "the time for which it was given is over",
            Self::NotYet => "it was given for a time that has not begun",
            Self::NotActive => "the enrolment is paused or over",
            Self::NotGiven => "it was not given to this business",
            Self::NoPilot | Self::Granted | Self::Cohort | Self::Plan | Self::Graduated => {
                "it is there"
            }
        }
    }
}

/// Whether a business has a feature, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resolution<'a> {
    /// Which.
    pub feature: Feature,
    /// Whether it has it.
    pub allowed: bool,
    /// Why.
    pub why: Why,
    /// The entitlement that decided, if one did.
    pub by: Option<&'a Entitlement>,
}

impl<'a> Resolution<'a> {
    /// One that no entitlement decided.
    pub fn plain(feature: Feature, allowed: bool, why: Why) -> Self {
        Self { feature, allowed, why, by: None }
    }

    fn by(allowed: bool, why: Why, by: &'a Entitlement) -> Self {
        Self { feature: by.feature, allowed, why, by: Some(by) }
    }

    /// How much of it; `None` = without a number.
    pub fn value(&self) -> Option<u32> {
        self.by.filter(|_| self.allowed).and_then(|by| by.value)
    }

    /// When that ends.
    pub fn until(&self) -> Option<Timestamp> {
        self.by.filter(|_| self.allowed).and_then(|by| by.expires)
    }
}

/// Whether a business has a feature at this moment. Asked in this order, the first that speaks decides: kill switch,
/// business suspended, explicit deny (a frozen cohort denies what people did not order), explicit grant, cohort, plan.
/// Of two entitlements of one source the later written decides.
pub fn resolve(
    feature: Feature,
    entitlements: &[Entitlement],
    standing: Standing,
    now: Timestamp,
) -> Resolution<'_> {
    let all = || entitlements.iter().rev().filter(|one| one.feature == feature);
    let live = |source| all().find(|one| one.source == source && one.is_live(now));
    let plain = |allowed, why| Resolution::plain(feature, allowed, why);
    if let Some(switch) = live(Source::KillSwitch) {
        return Resolution::by(false, Why::KillSwitch, switch);
    }
    if standing.killed {
        return plain(false, Why::KillSwitch);
    }
    if standing.suspended {
        return plain(false, Why::Suspended);
    }
    if let Some(denied) = live(Source::Deny) {
        return Resolution::by(false, Why::Denied, denied);
    }
    if standing.frozen && feature.is_advertising() {
        return plain(false, Why::Frozen);
    }
    if let Some(granted) = live(Source::Grant) {
        return Resolution::by(true, Why::Granted, granted);
    }
    let of_cohort = live(Source::Cohort);
    if let Some(given) = of_cohort.filter(|_| standing.active) {
        return Resolution::by(true, Why::Cohort, given);
    }
    if let Some(planned) = live(Source::Plan) {
        return Resolution::by(true, Why::Plan, planned);
    }
    if standing.planned {
        return plain(true, Why::Plan);
    }
    if standing.graduated {
        return plain(true, Why::Graduated);
    }
    let gives = |one: &&Entitlement| !matches!(one.source, Source::Deny | Source::KillSwitch);
    let ended = || all().filter(gives).find(|one| one.expires.is_some_and(|end| end <= now));
    let later = || all().filter(gives).find(|one| now < one.starts);
    match (of_cohort, later(), ended()) {
        (Some(held_back), ..) => Resolution::by(false, Why::NotActive, held_back),
        (None, Some(later), _) => Resolution::by(false, Why::NotYet, later),
        (None, None, Some(ended)) => Resolution::by(false, Why::Expired, ended),
        (None, None, None) => plain(false, Why::NotGiven),
    }
}
