//! Rules about the sending side alone.

use super::{Refused, pilot};
use crate::facts::{Facts, SenderFacts};
use crate::money::Micros;
use crate::pilot::{self as programme, Feature};
use crate::pricing::Price;
use crate::refusal::Refusal;
use crate::rules::spending::{Period, Spend};
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
    rate.take(tat, now).map_err(|wait_s| {
        let refused = Refused::until(Refusal::ThroughputExceeded, wait_s);
        match &refused.detail {
            Some(says) if pilot::is_given_rate(facts, now) => {
                Refused::by(Feature::MessagesPerSecond, refused.refusal, says)
            }
            _ => refused,
        }
    })
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
    let terms = programme::terms(facts.access, &facts.limits, facts.terms, now);
    if let Some(Spend { period, limit, spent }) = terms.exceeded(&facts.spent, price.micros) {
        let (name, (_, next)) = (period.name(), period.around(now));
        let hours = next.seconds_since(now).div_euclid(HOUR_S).saturating_add(1);
        let says = format!(
            "the spending limit of the {name}, {limit}, is reached: {spent} is spent; it begins anew in {hours} h"
        );
        let is_given = period == Period::Day && terms.spend_per_day != facts.terms.spend_per_day;
        return Err(if is_given {
            Refused::by(Feature::SpendPerDay, Refusal::BalanceExhausted, &says)
        } else {
            refused(says)
        });
    }
    if price.micros <= facts.balance {
        return Ok(());
    }
    // The operator's line is longer than what the pilot lets it owe, or its value is the line.
    if terms.credit_limit == facts.terms.credit_limit {
        return Err(Refusal::BalanceExhausted.into());
    }
    let says = if terms.credit_limit == Micros::ZERO {
        "it was not given, or is over: this business pays before, and its balance does not cover the price".to_owned()
    } else {
        format!("the balance is used up, and {} is the most that may be owed", terms.credit_limit)
    };
    Err(Refused::by(Feature::Postpaid, Refusal::BalanceExhausted, &says))
}
