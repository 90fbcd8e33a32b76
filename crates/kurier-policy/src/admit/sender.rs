//! Rules about the sending side alone.

use super::Refused;
use crate::facts::{Facts, SenderFacts};
use crate::money::Micros;
use crate::pricing::Price;
use crate::refusal::Refusal;
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

/// Free messages go out whatever the balance is.
pub(super) fn can_pay(balance: Micros, price: Price) -> Result<(), Refusal> {
    if price.micros > Micros::ZERO && price.micros > balance {
        return Err(Refusal::BalanceExhausted);
    }
    Ok(())
}
