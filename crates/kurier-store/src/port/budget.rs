//! What people chose of their budgets, and what is used of them.

use super::Result;
use crate::record::Attention;
use async_trait::async_trait;
use kurier_policy::id::PersonId;
use kurier_policy::rules::budget::Budget;
use kurier_policy::time::Timestamp;

/// What people chose of their budgets, and what is used of them.
#[async_trait]
pub trait BudgetStore {
    /// What a person chose, and what was asked of her attention. `NotFound("person")` if there is none.
    async fn attention(&self, person: PersonId) -> Result<Attention>;
    /// Writes what she chooses from now on: every later decision follows it, and what waits for her is due at once.
    /// `NotFound("person")` if there is none.
    async fn set_budget(&self, person: PersonId, budget: Budget, now: Timestamp) -> Result<()>;
}
