//! A business bars people from writing to it.

use super::{Outcome, Step};
use crate::record::Bar;
use kurier_policy::id::BusinessId;
use kurier_policy::outbound::Recipient;
use kurier_policy::time::Timestamp;
use kurier_policy::window;

/// Bars people or lets them write again, each for itself; `there` counts those barred before.
pub(crate) fn set_barred<S: Step>(
    step: &mut S,
    (business, people): (BusinessId, &[Recipient]),
    barred: bool,
    (there, max): (u32, u32),
    now: Timestamp,
) -> Outcome<S, Vec<Bar>> {
    let mut there = there;
    let mut done = Vec::with_capacity(people.len());
    for to in people {
        let bar = if barred {
            raise(step, (business, to), now, there < max)?
        } else {
            lift(step, (business, to))?
        };
        let is_new = barred && matches!(bar, Bar::Done { new: true, .. });
        there = there.saturating_add(u32::from(is_new));
        done.push(bar);
    }
    Ok(done)
}

/// Only of somebody who wrote in the last 24 hours the business may say that she shall not: it learns
/// nothing of anybody else.
fn raise<S: Step>(
    step: &mut S,
    (business, to): (BusinessId, &Recipient),
    now: Timestamp,
    has_room: bool,
) -> Outcome<S, Bar> {
    let Some(person) = step.recipient(business, to)? else { return Ok(Bar::Unknown) };
    let pair = (business, person);
    let Some(relation) = step.relation_cold(pair)? else { return Ok(Bar::Unknown) };
    let wa_id = relation.wa_id;
    if relation.barred {
        return Ok(Bar::Done { wa_id, new: false });
    }
    let until = step.relation(pair).window_until;
    if !window::is_open((until > 0).then_some(Timestamp(until)), now) {
        return Ok(Bar::Unknown);
    }
    if !has_room {
        return Ok(Bar::Full);
    }
    let mut changed = (*relation).clone();
    changed.barred = true;
    step.put_relation(pair, changed)?;
    Ok(Bar::Done { wa_id, new: true })
}

fn lift<S: Step>(step: &mut S, (business, to): (BusinessId, &Recipient)) -> Outcome<S, Bar> {
    let Some(person) = step.recipient(business, to)? else { return Ok(Bar::Unknown) };
    let pair = (business, person);
    let Some(relation) = step.relation_cold(pair)? else { return Ok(Bar::Unknown) };
    if !relation.barred {
        return Ok(Bar::Unknown);
    }
    let mut changed = (*relation).clone();
    changed.barred = false;
    let wa_id = changed.wa_id;
    step.put_relation(pair, changed)?;
    Ok(Bar::Done { wa_id, new: true })
}
