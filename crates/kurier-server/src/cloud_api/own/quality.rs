//! `GET /quality`: how the marketing of the business is liked, and where that leaves it. What people said is told as
//! counts, from twenty on.

use super::Call;
use crate::cloud_api::reply::{Reply, internal};
use kurier_engine::conduct::MarketingQuality;
use kurier_engine::takeover::GuardShown;
use kurier_policy::id::BusinessId;
use kurier_policy::rules::in_force::RulesInForce;
use kurier_policy::rules::quality::Conduct;
use kurier_policy::rules::reason::Reason;
use kurier_policy::time::Timestamp;
use kurier_wire::error::WireError;
use kurier_wire::template::quality_name;
use serde_json::{Map, Value, json};

pub(super) async fn show(call: &Call) -> Result<Reply, WireError> {
    let business = call.business();
    let found = call.engine().marketing_quality(business).await.map_err(internal)?;
    let guard = call.engine().guard(business.id).await.map_err(internal)?;
    Ok(view(business.id, &found, guard.as_ref(), call.engine().clock().now()).into())
}

/// Times are whole seconds, as everywhere in the Cloud API; shares are percent.
pub(crate) fn view(
    business: BusinessId,
    found: &MarketingQuality,
    guard: Option<&GuardShown>,
    now: Timestamp,
) -> Value {
    let MarketingQuality { standing, liking, rules, .. } = found;
    let in_force = rules.unwrap_or_default();
    let seconds = |at: Option<Timestamp>| at.map(Timestamp::seconds);
    json!({
        "business": business.to_string(),
        "quality": quality_name(standing.marketing),
        "falling": standing.falling,
        "state": state(&standing.conduct, now),
        "paused_until": seconds(standing.conduct.paused_until.filter(|until| now < *until)),
        "closed_at": seconds(standing.conduct.closed_at),
        "strikes": standing.conduct.strikes,
        "strikes_close_at": in_force.quality.last_strike(found.young),
        "strike_expires_at": seconds(in_force.quality.strike_expires_at(&standing.conduct)),
        "counted_since": found.since.seconds(),
        "delivered": liking.delivered,
        "reports": in_force.feedback.shown(liking.reporters, liking.reporters),
        "answers": answers(found, &in_force),
        "reasons": reasons(found, &in_force),
        "sure_of": shares(found, &in_force),
        "people_per_day": rules.and_then(|rules| rules.growth.ceiling(&standing.growth)),
        "judged": rules.is_some(),
        "guard": guard.map(super::guard::view),
    })
}

fn state(conduct: &Conduct, now: Timestamp) -> &'static str {
    if conduct.closed_at.is_some() {
        "CLOSED"
    } else if conduct.is_paused(now) {
        "PAUSED"
    } else {
        "OPEN"
    }
}

/// What is sure of reports and of "no", and from where on it is red.
fn shares(found: &MarketingQuality, rules: &RulesInForce) -> Value {
    let (sure, liking) = (rules.quality.sure, &found.liking);
    let percent = |share: kurier_policy::rules::wilson::Share| f64::from(share.0) / 10_000.0;
    // A share tells the count that it was made of.
    let reporters = rules.feedback.shown(liking.reporters, liking.reporters);
    let no = rules.feedback.shown(liking.no, liking.answers());
    json!({
        "reports_percent": reporters.map(|all| percent(sure.lower_bound(all, liking.delivered))),
        "reports_red_percent": percent(rules.quality.red_reports),
        "no_percent": no.map(|no| percent(sure.lower_bound(no, liking.answers()))),
        "no_red_percent": percent(rules.quality.red_no),
    })
}

fn answers(found: &MarketingQuality, rules: &RulesInForce) -> Option<Value> {
    let (liking, all) = (&found.liking, found.liking.answers());
    let yes = rules.feedback.shown(liking.yes, all)?;
    let no = rules.feedback.shown(liking.no, all)?;
    Some(json!({ "yes": yes, "no": no }))
}

fn reasons(found: &MarketingQuality, rules: &RulesInForce) -> Option<Value> {
    let all = found.reasons.all();
    rules.feedback.shown(all, all)?;
    let count = |reason: Reason| (reason.name().to_owned(), found.reasons.of(reason).into());
    Some(Value::Object(Reason::ALL.map(count).into_iter().collect::<Map<_, _>>()))
}
