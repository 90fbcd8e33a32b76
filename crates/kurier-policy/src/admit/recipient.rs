//! Rules about the pair as such: whether it may be spoken of, and how fast.

use super::Refused;
use crate::facts::{Facts, RelationFacts};
use crate::refusal::Refusal;
use crate::time::Timestamp;

/// The relation, if the business may know of it: the person has not blocked it, and she once allowed
/// something or wrote. In every other case there is none, as for somebody who does not exist.
pub(super) fn reachable<'a>(facts: &Facts<'a>) -> Option<RelationFacts<'a>> {
    facts.relation.filter(|relation| {
        let allowed_once = !relation.permissions.is_empty() || relation.withdrawn.contains(&true);
        !relation.blocked && (allowed_once || relation.window_until.is_some())
    })
}

/// The new state of the pair limiter.
pub(super) fn within_pair_rate(
    facts: &Facts<'_>,
    relation: &RelationFacts<'_>,
    now: Timestamp,
) -> Result<Timestamp, Refused> {
    let tat = relation.pair_tat;
    let Some(rate) = facts.limits.pair else { return Ok(tat) };
    rate.take(tat, now).map_err(|wait_s| Refused::until(Refusal::PairRateExceeded, wait_s))
}
