//! Rules about the sending side alone.

use super::Refused;
use crate::facts::{Facts, SenderFacts};
use crate::money::Micros;
use crate::pricing::Price;
use crate::refusal::Refusal;
use crate::rules::spending::Spend;
use crate::time::{HOUR_S, Timestamp};

pub(super) fn may_send(sender: &SenderFacts) -> Result<(), Refusal> {
    if sender.suspended {
        return Err(Refusal::BusinessSuspended);
    }
    if !sender.registered {
        return Err(Refusal::SenderNotRegistered);
    }
    Ok(())
}

/// A pause, or a bond that is missing, holds marketing alone: what people ordered, owe or must know goes on.
pub(super) fn may_advertise(facts: &Facts<'_>, now: Timestamp) -> Result<(), Refused> {
    let paused = facts.sender.marketing_paused_until.filter(|until| now < *until);
    if let Some(until) = paused {
        let hours = until.seconds_since(now).div_euclid(HOUR_S).saturating_add(1);
        let detail =
            format!("people disliked it: marketing of this business goes again in {hours} h");
        return Err(Refused { refusal: Refusal::MarketingPaused, detail: Some(detail) });
    }
    let missing = facts.limits.rules.and_then(|rules| rules.bond.missing(facts.sender.bond));
    if missing.is_some() { Err(Refusal::BondMissing.into()) } else { Ok(()) }
}

/// The new state of the throughput limiter.
pub(super) fn within_throughput(facts: &Facts<'_>, now: Timestamp) -> Result<Timestamp, Refused> {
    let tat = facts.sender.throughput_tat;
    let Some(rate) = facts.limits.throughput else { return Ok(tat) };
    // Further than this rate ever goes: a slower stage of the pilot left it behind, and is not waited for.
    let is_left_behind = facts.limits.pilot.is_some() && tat > rate.latest(now);
    let tat = if is_left_behind { now } else { tat };
    rate.take(tat, now).map_err(|wait_s| Refused::until(Refusal::ThroughputExceeded, wait_s))
}

/// Free messages go out whatever the balance is, and whatever was spent.
pub(super) fn can_pay(facts: &Facts<'_>, price: Price, now: Timestamp) -> Result<(), Refused> {
    if price.micros <= Micros::ZERO {
        return Ok(());
    }
    let refused = |detail| Refused { refusal: Refusal::BalanceExhausted, detail: Some(detail) };
    if facts.terms.stopped {
        return Err(refused(
            "a payment was taken back: what costs money stops until the operator lifts it"
                .to_owned(),
        ));
    }
    if let Some(Spend { period, limit, spent }) = facts.terms.exceeded(&facts.spent, price.micros) {
        let (name, (_, next)) = (period.name(), period.around(now));
        let hours = next.seconds_since(now).div_euclid(HOUR_S).saturating_add(1);
        return Err(refused(format!(
            "the spending limit of the {name}, {limit}, is reached: {spent} is spent; it begins anew in {hours} h"
        )));
    }
    if price.micros > facts.balance {
        return Err(Refusal::BalanceExhausted.into());
    }
    Ok(())
}
