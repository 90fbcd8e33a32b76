//! Whether a message of a template that is being assessed goes to one of the first, or waits for their judgement: rule A6.

use crate::facts::Facts;
use crate::refusal::Refusal;
use crate::rules::budget::{Hold, Waits};
use crate::time::Timestamp;
use crate::trace::Evidence;

/// A guess is told that lies this far ahead at least, in seconds.
const SOON_S: i64 = 60;

/// Nothing if it may go, or how long it is to wait.
pub(super) fn settle(
    facts: &Facts<'_>,
    now: Timestamp,
    evidence: &mut Evidence,
) -> Result<Option<Hold>, Refusal> {
    let Some((seen, template)) = facts.pacing.as_ref().zip(facts.template) else { return Ok(None) };
    let Some(canary) = facts.limits.canary else { return Ok(None) };
    let rule = facts.limits.rules.unwrap_or_default().pacing;
    let pacing = template.life.pacing;
    if rule.lets_through(pacing, seen) {
        return Ok(None);
    }
    let gives_up_at = facts.held_since.unwrap_or(now).plus_s(rule.defer_s);
    if now >= gives_up_at {
        return Err(Refusal::NotAssessed);
    }
    let judged_at = rule.judged_at(&canary, pacing, seen);
    let hold = Hold {
        next_at: judged_at.unwrap_or(now).max(now.plus_s(SOON_S)),
        gives_up_at,
        waits: Waits::QualityAssessment,
        template: Some(template.id),
    };
    evidence.hold = Some(hold);
    Ok(Some(hold))
}

#[cfg(test)]
#[path = "pacing_tests.rs"]
mod tests;
