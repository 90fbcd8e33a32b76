//! Whether a message goes although somebody else seems to have the account: rule A14. An open window is the person's own
//! doing, and what answers her there goes.

use crate::facts::{Facts, RelationFacts};
use crate::refusal::Refusal;
use crate::rules::budget::{Hold, Waits};
use crate::rules::takeover::{DECIDED_IN_S, GUARDED};
use crate::time::Timestamp;
use crate::trace::Evidence;
use crate::window;

/// Nothing if it may go, or how long it is to wait.
pub(super) fn settle(
    facts: &Facts<'_>,
    relation: &RelationFacts<'_>,
    now: Timestamp,
    evidence: &mut Evidence,
) -> Result<Option<Hold>, Refusal> {
    // What the hijacker sent and still waits, for whatever reason, never goes.
    if facts.hijack.zip(facts.held_since).is_some_and(|(hijack, since)| hijack.holds(since)) {
        return Err(Refusal::TakeoverSuspected);
    }
    let Some((guarded, rule)) = facts.guarded.zip(facts.limits.takeover) else { return Ok(None) };
    let is_free = !evidence.is_template || window::is_open(relation.window_until, now);
    if is_free || rule.lets_through(&guarded.seen) {
        return Ok(None);
    }
    let gives_up_at = rule.gives_up_at(facts.held_since.unwrap_or(now));
    if guarded.in_campaign || now >= gives_up_at {
        return Err(Refusal::TakeoverSuspected);
    }
    let hold = Hold {
        next_at: now.plus_s(DECIDED_IN_S).min(gives_up_at),
        gives_up_at,
        waits: Waits::TakeoverGuard,
        template: Some(GUARDED),
    };
    evidence.hold = Some(hold);
    Ok(Some(hold))
}

#[cfg(test)]
#[path = "takeover_tests.rs"]
mod tests;
