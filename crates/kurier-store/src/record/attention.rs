//! What people's attention is asked for.

use kurier_policy::id::BusinessId;
use kurier_policy::marks::Marks;
use kurier_policy::rules::budget::{Budget, BudgetRule};
use kurier_policy::time::Timestamp;

/// What a person's attention was asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Attention {
    /// What she chose.
    pub budget: Budget,
    /// Offers of all businesses together.
    pub of_all: Marks,
    /// Offers of each that sent her any.
    pub of_each: Vec<(BusinessId, Marks)>,
    /// Offers that wait for her.
    pub waiting: u32,
    /// What holds for what she did not choose; `None` = limits are lifted.
    pub rule: Option<BudgetRule>,
}

/// A message that waited and is decided again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeldBefore {
    /// Its number among the scheduled messages of its business.
    pub number: i64,
    /// Since when it waits.
    pub since: Timestamp,
    /// Whether its business knows it by that number: it was answered as a message, not as a scheduled one.
    pub is_known_by_it: bool,
    /// Whether it is a campaign's, which goes in stages of its own.
    pub in_campaign: bool,
}
