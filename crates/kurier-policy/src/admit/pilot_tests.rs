//! What the pilot lets through.

use super::admit;
use super::fixture::{MESSAGE, NOW, World, call, text};
use crate::id::{CohortId, PersonId};
use crate::money::Micros;
use crate::pilot::{Access, Cohort, CohortState, Feature, FeatureSet, PilotRule, Stage};
use crate::pricing::Category;
use crate::rate::Limits;
use crate::refusal::Refusal;
use crate::time::{DAY_S, HOUR_S};

/// A pilot, and a business in this stage with these features, until an hour from now.
fn world(stage: Stage, features: &[Feature], category: Category) -> World {
    let cohort = Cohort {
        id: CohortId(1),
        name: "first".into(),
        state: CohortState::Open,
        goal: "to learn".into(),
        capacity: 1,
        opens: NOW,
        closes: NOW.plus_s(HOUR_S),
        features: features.iter().map(|feature| (*feature, None)).collect(),
        created_at: NOW,
        frozen_because: None,
    };
    let mut world = World::new(category);
    let mut access = Access::default().enrolled(&cohort, "a farm".into(), NOW);
    let enrolment = access.enrolment.as_mut().unwrap();
    enrolment.stage = stage;
    enrolment.test_people = vec![MESSAGE.person];
    world.access = Some(access);
    world.limits =
        Limits { pilot: Some(PilotRule::default()), budget: None, rules: None, ..Limits::REAL };
    world
}

const BOTH: [Feature; 2] = [Feature::Messages, Feature::Utility];

#[test]
fn without_a_pilot_nothing_is_asked() {
    let mut world = world(Stage::Expelled, &[], Category::Utility);
    world.limits.pilot = None;
    assert!(admit(&world.facts(), &call(), NOW).outcome.is_ok());
}

#[test]
fn what_was_not_given_is_refused_by_its_name() {
    let world = world(Stage::Full, &BOTH, Category::Marketing);
    let verdict = admit(&world.facts(), &call(), NOW);
    assert_eq!(verdict.outcome, Err(Refusal::FeatureNotEntitled));
    assert!(verdict.evidence.detail.unwrap().starts_with("templates.marketing: "));
    let mut nobody = world;
    nobody.access = None;
    let verdict = admit(&nobody.facts(), &text(), NOW);
    assert!(verdict.evidence.detail.unwrap().starts_with("messages: "));
    nobody.limits.pilot =
        Some(PilotRule { plan: FeatureSet::everything(), ..PilotRule::default() });
    assert!(admit(&nobody.facts(), &call(), NOW).outcome.is_ok());
}

#[test]
fn sends_stop_at_the_second_in_which_it_ends() {
    let world = world(Stage::Full, &BOTH, Category::Utility);
    let end = NOW.plus_s(HOUR_S);
    assert!(admit(&world.facts(), &call(), end.plus_s(-1)).outcome.is_ok());
    let after = admit(&world.facts(), &call(), end);
    assert_eq!(after.outcome, Err(Refusal::FeatureNotEntitled));
    // The clock is set back: what counts is where it stands.
    assert!(admit(&world.facts(), &call(), end.plus_s(-2)).outcome.is_ok());
}

#[test]
fn in_the_sandbox_only_who_tests_is_written_to_and_nothing_is_charged() {
    let mut world = world(Stage::Sandbox, &BOTH, Category::Utility);
    let sent = admit(&world.facts(), &call(), NOW).outcome.unwrap();
    assert_eq!(sent.price.micros, Micros::ZERO);
    world.balance = Micros::ZERO;
    assert!(admit(&world.facts(), &call(), NOW).outcome.is_ok());
    world.pair().person = PersonId(100_000_000_000_077);
    let known = admit(&world.facts(), &call(), NOW).outcome;
    world.pair().blocked = true;
    let blocked = admit(&world.facts(), &call(), NOW).outcome;
    world.relation = None;
    let unknown = admit(&world.facts(), &call(), NOW).outcome;
    for outcome in [known, blocked, unknown] {
        assert_eq!(outcome, Err(Refusal::NotATestPerson));
    }
}

#[test]
fn a_frozen_cohort_loses_marketing_and_keeps_utility() {
    for (category, features, goes) in [
        (Category::Marketing, [Feature::Messages, Feature::Marketing], false),
        (Category::Utility, BOTH, true),
    ] {
        let mut world = world(Stage::Full, &features, category);
        assert!(admit(&world.facts(), &call(), NOW).outcome.is_ok(), "{category:?}");
        world.access.as_mut().unwrap().enrolment.as_mut().unwrap().frozen = true;
        assert_eq!(admit(&world.facts(), &call(), NOW).outcome.is_ok(), goes, "{category:?}");
    }
}

#[test]
fn what_a_slow_stage_left_behind_does_not_hold_a_faster_one() {
    let mut world = world(Stage::Full, &BOTH, Category::Utility);
    world.sender.throughput_tat = NOW.plus_s(DAY_S);
    assert!(admit(&world.facts(), &call(), NOW).outcome.is_ok());
    world.limits.throughput = Stage::Sandbox.rate();
    world.sender.throughput_tat = Stage::Sandbox.rate().unwrap().latest(NOW);
    let refused = admit(&world.facts(), &call(), NOW).outcome;
    assert_eq!(refused, Err(Refusal::ThroughputExceeded));
}
