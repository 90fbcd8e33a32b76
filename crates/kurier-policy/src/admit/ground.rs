//! The ground a message stands on: a live permission, an open window, or an invitation that was just
//! accepted and lets the business greet once. There is no fourth.

use crate::facts::{Facts, RelationFacts};
use crate::permission::{Permission, Purpose};
use crate::refusal::Refusal;
use crate::rules::lapse::{self, LastUse};
use crate::time::Timestamp;
use crate::trace::{Evidence, PermissionUsed};
use crate::window;

/// Free-form messages, reactions among them, answer a person who wrote in the last 24 hours. Besides,
/// one of them may greet her after she accepted an invitation: the accepted one uses that up.
pub(super) fn for_free_form(
    relation: &RelationFacts<'_>,
    now: Timestamp,
    evidence: &mut Evidence,
) -> Result<(), Refusal> {
    if window::is_open(relation.window_until, now) {
        return Ok(());
    }
    evidence.greets = window::is_open(relation.greeting_until, now);
    if evidence.greets { Ok(()) } else { Err(Refusal::WindowClosed) }
}

/// Templates need a permission; `None` stands for the open window that carries a utility template
/// alone, because the person has just written. What she withdrew stays withdrawn while the window is
/// open: the word "stop" opens one too. The permission goes into the evidence also when its cadence
/// refuses.
pub(super) fn for_template(
    facts: &Facts<'_>,
    relation: &RelationFacts<'_>,
    now: Timestamp,
    evidence: &mut Evidence,
) -> Result<Option<PermissionUsed>, Refusal> {
    let template = facts.template.ok_or(Refusal::TemplateMissing)?;
    let purpose = template.category.purpose().ok_or(Refusal::PermissionMissing)?;
    let topic = template.topic.as_deref();
    let window_carries = purpose == Purpose::Utility
        && !purpose.of(relation.withdrawn)
        && window::is_open(relation.window_until, now);
    let last = LastUse {
        answered_at: relation.answered_at,
        notice_at: Purpose::Utility.of(relation.last_sent),
    };
    let end_of = |permission: &Permission| lapse::ends_at(facts.limits.lapse, permission, last);
    let covering = relation.permissions.iter().filter(|one| one.covers(purpose, topic));
    match live_permission(covering.map(|one| (one, end_of(one))), now) {
        Some((permission, end))
            if within_cadence(permission, purpose.of(relation.last_sent), now) =>
        {
            Ok(Some(used(permission, end)))
        }
        _ if window_carries => Ok(None),
        Some((permission, end)) => {
            evidence.permission = Some(used(permission, end));
            Err(Refusal::CadenceReached)
        }
        None => Err(missing(relation, purpose, topic)),
    }
}

/// The most specific one first, then the newest.
fn live_permission<'a>(
    covering: impl Iterator<Item = (&'a Permission, Option<Timestamp>)>,
    now: Timestamp,
) -> Option<(&'a Permission, Option<Timestamp>)> {
    covering
        .filter(|(_, end)| end.is_none_or(|end| now < end))
        .max_by_key(|(permission, _)| (permission.topic.is_some(), permission.granted_at))
}

/// Why there is none; the business is told the truth, as it once had or has a permission.
fn missing(relation: &RelationFacts<'_>, purpose: Purpose, topic: Option<&str>) -> Refusal {
    if purpose.of(relation.withdrawn) {
        Refusal::PermissionWithdrawn
    } else if relation.permissions.iter().any(|permission| permission.covers(purpose, topic)) {
        Refusal::PermissionExpired
    } else {
        Refusal::PermissionMissing
    }
}

fn within_cadence(permission: &Permission, last: Option<Timestamp>, now: Timestamp) -> bool {
    let gap_s = permission.cadence.gap_s();
    gap_s == 0 || last.is_none_or(|last| now >= last.plus_s(gap_s))
}

/// `end`: until when it lives, by its own end or because nobody uses it.
fn used(permission: &Permission, end: Option<Timestamp>) -> PermissionUsed {
    PermissionUsed {
        receipt: permission.receipt,
        topic: permission.topic.clone(),
        granted_at: permission.granted_at,
        expires_at: end,
    }
}
