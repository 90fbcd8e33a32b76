//! Rules about the sending side alone.

use super::Refused;
use crate::facts::{Facts, SenderFacts};
use crate::money::Micros;
use crate::pricing::Price;
use crate::refusal::Refusal;
use crate::time::Timestamp;

pub(super) fn may_send(sender: &SenderFacts) -> Result<(), Refusal> {
    if sender.suspended {
        return Err(Refusal::BusinessSuspended);
    }
    if !sender.registered {
        return Err(Refusal::SenderNotRegistered);
    }
    Ok(())
}

/// The new state of the throughput limiter.
pub(super) fn within_throughput(facts: &Facts<'_>, now: Timestamp) -> Result<Timestamp, Refused> {
    let tat = facts.sender.throughput_tat;
    let Some(rate) = facts.limits.throughput else { return Ok(tat) };
    rate.take(tat, now).map_err(|wait_s| Refused::until(Refusal::ThroughputExceeded, wait_s))
}

/// Free messages go out whatever the balance is.
pub(super) fn can_pay(balance: Micros, price: Price) -> Result<(), Refusal> {
    if price.micros > Micros::ZERO && price.micros > balance {
        return Err(Refusal::BalanceExhausted);
    }
    Ok(())
}
