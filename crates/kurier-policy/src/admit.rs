//! The decision: one pure function that answers the send, the dry run and every "why".
//!
//! The rules are asked in the order of [`crate::trace::Rule`], and the first that refuses ends the
//! decision. The order is part of what Kurier promises to people: a business must not learn from an
//! answer who exists, who blocked it, and who never allowed it anything. Two kinds of refusal follow:
//!
//! * Those told in the answer (a wrong parameter, a paused template, no money, too fast) come first
//!   and look at the sender's side alone. Where such a rule would need the recipient (the price
//!   depends on her market and window, an answered message on her conversation), a recipient who
//!   cannot be reached counts as one of market `*` with a closed window and a known context,
//!   whatever is stored about her.
//! * Those told later, by webhook ([`Refusal::answers_later`]), come after. The answer to them is the
//!   answer to an accepted message.
//!
//! The rate towards one person is told in the answer although it depends on her; so it is asked last,
//! when a live permission or an open window has shown that the business knows her.

mod attention;
mod content;
mod ground;
mod pacing;
mod pilot;
#[cfg(test)]
mod pilot_tests;
mod reach;
mod recipient;
mod refused;
mod sender;
mod takeover;

#[cfg(test)]
mod ahead_tests;
#[cfg(test)]
mod fixture;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;

use crate::content::Content;
use crate::facts::{Facts, RelationFacts};
use crate::market::Market;
use crate::money::Micros;
use crate::outbound::{Draft, Outbound};
use crate::pricing::{Category, Price};
use crate::refusal::Refusal;
use crate::rules::budget::Hold;
use crate::time::Timestamp;
use crate::trace::Evidence;
use crate::window;
use refused::Refused;

/// What is to be done with a message.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// The inputs that decided; its trace explains the outcome.
    pub evidence: Evidence,
    /// Accept with these effects (to send, or to wait), or refuse.
    pub outcome: Result<Accepted, Refusal>,
}

/// The effects of an accepted message; the store applies them in the deciding transaction.
#[derive(Debug, Clone, PartialEq)]
pub struct Accepted {
    /// What to store and show.
    pub content: Content,
    /// What it costs.
    pub price: Price,
    /// New state of the sender's throughput limiter.
    pub throughput_tat: Timestamp,
    /// New state of the pair limiter.
    pub pair_tat: Timestamp,
    /// It must not go now but wait, and is decided again then.
    pub hold: Option<Hold>,
}

/// Decides one outbound message.
pub fn admit(facts: &Facts<'_>, outbound: &Outbound, now: Timestamp) -> Verdict {
    let mut evidence = first_evidence(facts, outbound, now);
    let outcome = decide(facts, outbound, now, &mut evidence).map_err(|refused| {
        evidence.refusal = Some(refused.refusal);
        evidence.detail = refused.detail;
        refused.refusal
    });
    Verdict { evidence, outcome }
}

fn decide(
    facts: &Facts<'_>,
    outbound: &Outbound,
    now: Timestamp,
    evidence: &mut Evidence,
) -> Result<Accepted, Refused> {
    let relation = recipient::reachable(facts);
    sender::may_send(&facts.sender)?;
    pilot::may(facts, outbound, now)?;
    // What waited for a template that was paused meanwhile fails with that.
    let is_moot = facts.held_since.is_some() && content::is_paused(facts);
    if evidence.category == Category::Marketing && !is_moot {
        sender::may_advertise(facts, now)?;
    }
    let content = content::settle(facts, outbound, relation.is_some())?;
    let throughput_tat = sender::within_throughput(facts, now)?;
    let price = price(facts, relation.as_ref(), now, evidence);
    sender::can_pay(facts, price, now)?;
    let relation = relation.ok_or(Refusal::RecipientUnavailable)?;
    evidence.window_until = relation.window_until;
    match &outbound.draft {
        Draft::Template(_) => {
            evidence.permission = ground::for_template(facts, &relation, now, evidence)?;
        }
        _ => ground::for_free_form(&relation, now, evidence)?,
    }
    let hold = match takeover::settle(facts, &relation, now, evidence)? {
        None => attention::settle(facts, &relation, now, evidence)?,
        hold => hold,
    };
    let hold = match hold {
        None => pacing::settle(facts, now, evidence)?,
        hold => hold,
    };
    if let Some(hold) = hold {
        let pair_tat = relation.pair_tat;
        return Ok(Accepted { content, price, throughput_tat, pair_tat, hold: Some(hold) });
    }
    if evidence.is_template && !window::is_open(relation.window_until, now) {
        reach::portfolio(facts.portfolio, &relation, evidence.category, now)
            .map_err(|refusal| pilot::people(facts, refusal, now))?;
    }
    let pair_tat = recipient::within_pair_rate(facts, &relation, now)?;
    Ok(Accepted { content, price, throughput_tat, pair_tat, hold: None })
}

/// What is known before any rule was asked.
fn first_evidence(facts: &Facts<'_>, outbound: &Outbound, now: Timestamp) -> Evidence {
    let is_template = matches!(outbound.draft, Draft::Template(_));
    // A template that does not exist has no category; any but "service" says that it was one.
    let of_template = facts.template.map_or(Category::Utility, |template| template.category);
    Evidence {
        at: now,
        category: if is_template { of_template } else { Category::Service },
        is_template,
        window_until: None,
        greets: false,
        permission: None,
        market: Market::ANY,
        rate_card: facts.rate_card.version,
        price: Micros::ZERO,
        refusal: None,
        hold: None,
        budget: None,
        detail: None,
    }
}

/// The price, by what may be known of the recipient (see the module's text).
fn price(
    facts: &Facts<'_>,
    relation: Option<&RelationFacts<'_>>,
    now: Timestamp,
    evidence: &mut Evidence,
) -> Price {
    let market = relation.map_or(Market::ANY, |relation| relation.market);
    let window_open = relation.is_some_and(|pair| window::is_open(pair.window_until, now));
    let card = facts.rate_card.price(evidence.category, market, window_open);
    if pilot::is_free(facts) {
        evidence.market = market;
        evidence.price = Micros::ZERO;
        return Price { micros: Micros::ZERO, surcharge: Micros::ZERO, ..card };
    }
    let card = facts.rate_card.after_quota(card, facts.spent.free_of(evidence.category));
    let (rules, sender) = (facts.limits.rules, &facts.sender);
    let price = rules.map_or(card, |rules| rules.price.price(card, sender.quality, sender.falling));
    evidence.market = market;
    evidence.price = price.micros;
    price
}
