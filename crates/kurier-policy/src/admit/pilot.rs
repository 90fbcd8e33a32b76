//! What the pilot of an installation lets a business send, and to whom.

use super::Refused;
use crate::facts::Facts;
use crate::outbound::Outbound;
use crate::pilot::{Access, Stage, needs};
use crate::refusal::Refusal;
use crate::time::Timestamp;

/// Nobody wrote anything down for the business.
static NOTHING: Access =
    Access { revision: 0, enrolment: None, entitlements: Vec::new(), warned: None };

/// The first feature that is missing, and in the sandbox whoever does not test, ends it. Whom the business does not
/// know does not test either, so the answer tells nothing of her.
pub(super) fn may(facts: &Facts<'_>, outbound: &Outbound, now: Timestamp) -> Result<(), Refused> {
    let Some(rule) = facts.limits.pilot else { return Ok(()) };
    let access = facts.access.unwrap_or(&NOTHING);
    for feature in needs(outbound, facts.template).iter() {
        let found = access.resolve(Some(rule), feature, facts.sender.suspended, now);
        if !found.allowed {
            let detail = Some(format!("{}: {}.", feature.key(), found.why.says()));
            return Err(Refused { refusal: Refusal::FeatureNotEntitled, detail });
        }
    }
    let Some(people) = access.only_people() else { return Ok(()) };
    let person = facts.relation.map(|relation| relation.person);
    if person.is_some_and(|person| people.contains(&person)) {
        return Ok(());
    }
    Err(Refusal::NotATestPerson.into())
}

/// Whether nothing is charged: the business tries.
pub(super) fn is_free(facts: &Facts<'_>) -> bool {
    let stage = facts.access.and_then(Access::stage);
    facts.limits.pilot.is_some() && stage == Some(Stage::Sandbox)
}
