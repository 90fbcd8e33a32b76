//! What the pilot of an installation lets a business send, and to whom.

use super::Refused;
use crate::facts::Facts;
use crate::outbound::Outbound;
use crate::pilot::{Access, Feature, NOTHING, Stage, needs};
use crate::refusal::Refusal;
use crate::time::Timestamp;

/// The first feature that is missing, and in the sandbox whoever does not test, ends it. Whom the business does not
/// know does not test either, so the answer tells nothing of her.
pub(super) fn may(facts: &Facts<'_>, outbound: &Outbound, now: Timestamp) -> Result<(), Refused> {
    let Some(rule) = facts.limits.pilot else { return Ok(()) };
    let access = facts.access.unwrap_or(&NOTHING);
    for feature in needs(outbound, facts.template).iter() {
        let found = access.resolve(Some(rule), feature, facts.sender.suspended, now);
        if !found.allowed {
            let says = format!("{}.", found.why.says());
            return Err(Refused::by(feature, Refusal::FeatureNotEntitled, &says));
        }
    }
    let Some(people) = access.only_people() else { return Ok(()) };
    let person = facts.relation.map(|relation| relation.person);
    if person.is_some_and(|person| people.contains(&person)) {
        return Ok(());
    }
    Err(Refusal::NotATestPerson.into())
}

/// The limit of people, by the name of the value that was given, if that is what is reached.
pub(super) fn people(facts: &Facts<'_>, refusal: Refusal, now: Timestamp) -> Refused {
    let given = facts.limits.pilot.zip(facts.access);
    match given.and_then(|(rule, access)| access.people_given(rule, now)) {
        Some(most) if facts.portfolio.used >= most => {
            let says = format!("{most} people were reached in 24 hours, and no more may be.");
            Refused::by(Feature::PeoplePerDay, refusal, &says)
        }
        _ => refusal.into(),
    }
}

/// Whether the rate in force is a value that the business was given.
pub(super) fn is_given_rate(facts: &Facts<'_>, now: Timestamp) -> bool {
    let given = facts.limits.pilot.zip(facts.access);
    let given = given.and_then(|(rule, access)| access.rate(rule, now));
    given.is_some() && given == facts.limits.throughput
}

/// Whether nothing is charged: the business tries.
pub(super) fn is_free(facts: &Facts<'_>) -> bool {
    let stage = facts.access.and_then(Access::stage);
    facts.limits.pilot.is_some() && stage == Some(Stage::Sandbox)
}
