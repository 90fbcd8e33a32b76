//! Limits on templates outside the window: what one person gets, and how many people a business reaches.
//! Both are told later: the first would tell what other businesses send her.

use crate::facts::{Facts, PortfolioFacts, RelationFacts};
use crate::pricing::Category;
use crate::reach::Reach;
use crate::refusal::Refusal;
use crate::time::Timestamp;

/// Marketing for one person. A reply, or any open window, exempts what goes inside it.
pub(super) fn marketing(
    facts: &Facts<'_>,
    relation: &RelationFacts<'_>,
    category: Category,
    now: Timestamp,
) -> Result<(), Refusal> {
    let Some(cap) = facts.limits.marketing.filter(|_| category == Category::Marketing) else {
        return Ok(());
    };
    let is_within = cap.allows(relation.marketing, relation.marketing_of_all, now);
    if is_within { Ok(()) } else { Err(Refusal::MarketingCapReached) }
}

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
