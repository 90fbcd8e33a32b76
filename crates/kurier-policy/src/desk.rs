//! The operator's desk: what becomes of reports, and what may be done to a business.

use serde::{Deserialize, Serialize};

/// How long a report can be taken back by the person; before that the desk does not show it.
pub const REPORT_UNDO_S: i64 = 10;
/// Most messages that a person shows the operator with a report.
pub const SHOWN_MAX: usize = 5;
/// Reports below which a business is told no number: fewer could be guessed to be somebody.
pub const COUNT_FLOOR: u64 = 20;
/// Days after which what a person showed is erased from a report that is handled.
pub const SHOWN_KEPT_DAYS: i64 = 90;

/// A number as a business may see it: none below [`COUNT_FLOOR`].
pub fn told(count: u64) -> Option<u64> {
    (count >= COUNT_FLOOR).then_some(count)
}

/// What the operator did about a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Nothing was wrong, or nothing could be done.
    NoAction,
    /// The business was warned.
    Warned,
    /// A template was paused or disabled.
    TemplatePaused,
    /// The business was suspended.
    Suspended,
    /// The business was closed.
    Closed,
}

impl Outcome {
    /// Every outcome, from the mildest.
    pub const ALL: [Self; 5] =
        [Self::NoAction, Self::Warned, Self::TemplatePaused, Self::Suspended, Self::Closed];

    /// Its name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::NoAction => "no_action",
            Self::Warned => "warned",
            Self::TemplatePaused => "template_paused",
            Self::Suspended => "suspended",
            Self::Closed => "closed",
        }
    }
    /// The outcome of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}

/// What is done to a business as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MeasureKind {
    /// It sends nothing until that is lifted.
    Suspend,
    /// It sends nothing any more.
    Close,
}

impl MeasureKind {
    /// Its name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Suspend => "suspend",
            Self::Close => "close",
        }
    }
}

/// Where a measure stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MeasureState {
    /// One operator wants it.
    Proposed,
    /// A second confirmed it.
    InForce,
    /// It was not confirmed.
    Dropped,
    /// It ended.
    Lifted,
}

impl MeasureState {
    /// Its name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::InForce => "in_force",
            Self::Dropped => "dropped",
            Self::Lifted => "lifted",
        }
    }

    /// Whether it may become `next`: forward only.
    pub fn may_become(self, next: Self) -> bool {
        matches!(
            (self, next),
            (Self::Proposed, Self::InForce | Self::Dropped) | (Self::InForce, Self::Lifted)
        )
    }
}

/// Whether `by` may confirm what `proposed_by` wants: four eyes, unless the installation says that it has one
/// operator alone.
pub fn may_confirm(proposed_by: &str, by: &str, is_single: bool) -> bool {
    is_single || proposed_by != by
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_confirms_what_he_proposed_unless_he_is_alone() {
        assert!(!may_confirm("ada", "ada", false));
        assert!(may_confirm("ada", "ben", false));
        assert!(may_confirm("ada", "ada", true));
    }

    #[test]
    fn a_measure_goes_forward_only() {
        use MeasureState::{Dropped, InForce, Lifted, Proposed};
        let all = [Proposed, InForce, Dropped, Lifted];
        let steps: Vec<_> = all
            .into_iter()
            .flat_map(|one| all.map(|next| (one, next)))
            .filter(|(one, next)| one.may_become(*next))
            .collect();
        assert_eq!(steps, [(Proposed, InForce), (Proposed, Dropped), (InForce, Lifted)]);
    }

    #[test]
    fn a_business_is_told_no_number_that_could_be_somebody() {
        assert_eq!(told(19), None);
        assert_eq!(told(20), Some(20));
    }

    #[test]
    fn every_outcome_is_named_as_in_json() {
        for outcome in Outcome::ALL {
            assert_eq!(serde_json::to_value(outcome).unwrap(), outcome.name());
            assert_eq!(Outcome::named(outcome.name()), Some(outcome));
        }
    }
}
