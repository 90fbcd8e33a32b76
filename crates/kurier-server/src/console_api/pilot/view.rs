//! Records of the pilot as JSON.

use kurier_engine::pilot::{CohortReport, FeatureLine, Results};
use kurier_policy::pilot::{
    Access, Application, Audience, Cohort, Entitlement, Feature, Invitation, PilotRule, Survey,
};
use kurier_store::record::PilotStep;
use serde_json::{Value, json};

fn keys(features: impl IntoIterator<Item = Feature>) -> Vec<&'static str> {
    features.into_iter().map(Feature::key).collect()
}

pub(super) fn setting(rule: Option<PilotRule>) -> Value {
    let (plan, killed) = rule.map(|rule| (rule.plan, rule.killed)).unwrap_or_default();
    json!({ "on": rule.is_some(), "plan": keys(plan.iter()), "killed": keys(killed.iter()) })
}

pub(crate) fn cohort(cohort: &Cohort) -> Value {
    let line = |(feature, value): &(Feature, Option<u32>)| json!({ "feature": feature.key(), "value": value });
    json!({
        "id": cohort.id.to_string(),
        "name": cohort.name,
        "state": cohort.state.name(),
        "goal": cohort.goal,
        "capacity": cohort.capacity,
        "opens": cohort.opens,
        "closes": cohort.closes,
        "features": cohort.features.iter().map(line).collect::<Vec<_>>(),
        "frozen_because": cohort.frozen_because,
    })
}

pub(super) fn application(of: &Application) -> Value {
    let score = |score: &kurier_policy::pilot::Score| json!({ "by": score.by, "at": score.at, "points": score.points, "sum": score.sum() });
    json!({
        "id": of.id.to_string(),
        "at": of.at,
        "state": of.state.name(),
        "reason": of.reason,
        "cohort": of.cohort.map(|cohort| cohort.to_string()),
        "verdict": of.verdict(),
        "scores": of.scores.iter().map(score).collect::<Vec<_>>(),
        "asked": of.asked,
    })
}

pub(super) fn invitation(of: &Invitation, code: &str) -> Value {
    json!({
        "code": code,
        "email": of.email,
        "cohort": of.cohort.to_string(),
        "expires": of.expires(),
    })
}

fn entitlement(of: &Entitlement) -> Value {
    json!({
        "source": of.source.name(),
        "starts": of.starts,
        "expires": of.expires,
        "granted_by": of.granted_by,
        "reason": of.reason,
    })
}

pub(crate) fn features(lines: &[FeatureLine]) -> Vec<Value> {
    let line = |line: &FeatureLine| {
        json!({
            "feature": line.feature.key(),
            "says": line.feature.says(),
            "allowed": line.allowed,
            "why": line.why.name(),
            "value": line.value,
            "by": line.by.as_ref().map(entitlement),
        })
    };
    lines.iter().map(line).collect()
}

/// How far a business is; who tests for it is told to nobody.
pub(crate) fn enrolment(access: Option<&Access>) -> Value {
    let Some(of) = access.and_then(|access| access.enrolment.as_ref()) else { return Value::Null };
    json!({
        "cohort": of.cohort.to_string(),
        "stage": of.stage.name(),
        "since": of.since,
        "accepted_at": of.accepted_at,
        "why": of.why,
        "frozen": of.frozen,
        "test_people": of.test_people.len(),
    })
}

pub(crate) fn report(of: &CohortReport) -> Value {
    let told = of.card.told();
    let criterion = |one: &kurier_policy::pilot::Criterion| {
        let seen = one.seen.map(kurier_policy::rules::wilson::Share::in_percent);
        json!({ "name": one.name, "seen": seen, "bound": one.bound.in_percent(), "met": one.met })
    };
    json!({
        "cohort": cohort(&of.cohort),
        "seats": of.seats.len(),
        "answered": told.map(|(answered, _)| answered),
        "unwanted": told.map(|(_, unwanted)| unwanted),
        "delivered": of.card.delivered,
        "reports": kurier_policy::desk::told(of.card.reports),
        "utility": of.card.utility,
        "utility_read": of.card.utility_read,
        "utility_read_within_an_hour": of.card.utility_read_soon,
        "people": of.card.allow,
        "opt_outs": kurier_policy::desk::told(of.card.left),
        "criteria": of.criteria.iter().map(criterion).collect::<Vec<_>>(),
        "good": of.is_good(),
    })
}

pub(super) fn survey(of: &Survey) -> Value {
    let cohort = match of.audience {
        Audience::Everybody => None,
        Audience::Cohort(cohort) => Some(cohort.to_string()),
    };
    json!({
        "id": of.id.to_string(),
        "name": of.name,
        "cohort": cohort,
        "sampling_ppm": of.sampling.0,
        "opens": of.opens,
        "closes": of.closes,
        "questions": of.questions,
    })
}

pub(super) fn results(of: &Results) -> Value {
    json!({
        "survey": survey(&of.survey),
        "asked": of.asked,
        "answered": of.answered,
        "counts": of.counts,
        "none_below": kurier_policy::pilot::K_LEAST,
    })
}

pub(super) fn step(of: &PilotStep) -> Value {
    json!({
        "at": of.at,
        "actor": of.actor,
        "what": of.what,
        "business": of.business.map(|business| business.to_string()),
        "cohort": of.cohort.map(|cohort| cohort.to_string()),
        "says": of.says,
    })
}
