//! The limit on templates outside the window: how many people a business reaches.

use crate::facts::{PortfolioFacts, RelationFacts};
use crate::pricing::Category;
use crate::reach::Reach;
use crate::refusal::Refusal;
use crate::time::Timestamp;

/// Different people in 24 hours: who counts already costs no further place.
pub(super) fn portfolio(
    portfolio: PortfolioFacts,
    relation: &RelationFacts<'_>,
    category: Category,
    now: Timestamp,
) -> Result<(), Refusal> {
    let counts_already = relation.counted_at.is_some_and(|was| Reach::counts(was, now));
    let growing = portfolio.most_of_marketing.filter(|_| category == Category::Marketing);
    let mut ceilings = portfolio.most.into_iter().chain(growing);
    let has_room = ceilings.all(|most| portfolio.used < most);
    if counts_already || has_room { Ok(()) } else { Err(Refusal::PortfolioLimitReached) }
}

#[cfg(test)]
#[path = "reach_tests.rs"]
mod tests;
