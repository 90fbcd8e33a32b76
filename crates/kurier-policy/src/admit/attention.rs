//! How much of a person's attention a template takes: offers, by rules A4 and A5 (see [`crate::rules`]), and other
//! notices, by the ceiling of A4. All of it is told later: an answer at once would tell what others send her.

use crate::facts::{Facts, RelationFacts};
use crate::pricing::Category;
use crate::refusal::Refusal;
use crate::rules::budget::{Hold, InForce, Room, WEEK_DAYS};
use crate::time::Timestamp;
use crate::trace::{BudgetSeen, Evidence};
use crate::window;

/// Nothing if the message may go as far as her attention is concerned, or how long it is to wait.
pub(super) fn settle(
    facts: &Facts<'_>,
    relation: &RelationFacts<'_>,
    now: Timestamp,
    evidence: &mut Evidence,
) -> Result<Option<Hold>, Refusal> {
    if !evidence.is_template {
        return Ok(None);
    }
    match evidence.category {
        Category::Marketing => offer(facts, relation, now, evidence),
        Category::Utility | Category::Authentication => notice(facts, relation, now).map(|()| None),
        Category::Service => Ok(None),
    }
}

/// An open window buys no attention: what answers her there can be free-form.
fn offer(
    facts: &Facts<'_>,
    relation: &RelationFacts<'_>,
    now: Timestamp,
    evidence: &mut Evidence,
) -> Result<Option<Hold>, Refusal> {
    let [_, _, last] = relation.last_sent;
    let brake = facts.limits.brake;
    if brake.is_some_and(|rule| rule.holds_until(relation.unanswered, last, now).is_some()) {
        return Err(Refusal::NotAnswered);
    }
    let rule = facts.limits.budget.unwrap_or_default();
    let in_force = relation.budget.in_force(facts.limits.budget.as_ref());
    evidence.budget = Some(seen(&in_force, relation, now));
    let (next_at, waits) = match in_force.room(relation.marketing, now) {
        Room::Now => return Ok(None),
        Room::From(next_at, waits) => (next_at, waits),
        Room::Never => return Err(Refusal::MarketingCapReached),
    };
    let gives_up_at = facts.held_since.unwrap_or(now).plus_s(rule.defer_s);
    let hold = Hold { next_at, gives_up_at, waits, template: None };
    if now >= hold.gives_up_at {
        return Err(Refusal::MarketingCapReached);
    }
    evidence.hold = Some(hold);
    Ok(Some(hold))
}

/// The ceiling on everything else that one business tells her in a day.
fn notice(facts: &Facts<'_>, relation: &RelationFacts<'_>, now: Timestamp) -> Result<(), Refusal> {
    let Some(rule) = facts.limits.budget else { return Ok(()) };
    let is_within = relation.notices.within(1, now) < rule.notices;
    if is_within || window::is_open(relation.window_until, now) {
        return Ok(());
    }
    let topic = facts.template.and_then(|template| template.topic.as_deref());
    let is_urgent = relation.budget.is_urgent(facts.sender.business, topic);
    if is_urgent { Ok(()) } else { Err(Refusal::NoticesReached) }
}

fn seen(in_force: &InForce<'_>, relation: &RelationFacts<'_>, now: Timestamp) -> BudgetSeen {
    BudgetSeen {
        week: in_force.week,
        used: relation.marketing.of_all.within(WEEK_DAYS, now),
        each: in_force.each,
        used_of_this: relation.marketing.of_this.within(WEEK_DAYS, now),
        quiet_until: in_force.quiet_until(now),
        zone: in_force.zone.map(|zone| zone.name().to_owned()),
    }
}

#[cfg(test)]
#[path = "attention_tests.rs"]
mod tests;
