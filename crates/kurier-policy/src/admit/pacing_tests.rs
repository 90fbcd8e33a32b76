use super::*;
use crate::admit::admit;
use crate::admit::fixture::{NOW, World, call, template};
use crate::pricing::Category;
use crate::rate::Limits;
use crate::rules::pacing::{Seen, may_wait, paces};
use crate::time::{DAY_S, HOUR_S};
use crate::trace::{CheckResult, Rule};

fn world(people: u32) -> World {
    let mut world = World::new(Category::Marketing);
    let last_at = (people > 0).then_some(NOW.plus_s(-HOUR_S));
    world.pacing = Some(Seen { people, is_among: false, last_at, is_young: true });
    world
}

fn outcome(world: &World, at: Timestamp) -> Result<Option<Hold>, Refusal> {
    admit(&world.facts(), &call(), at).outcome.map(|accepted| accepted.hold)
}

#[test]
fn the_twenty_first_person_waits_for_what_the_first_ones_say() {
    assert_eq!(outcome(&world(19), NOW), Ok(None));
    let hold = outcome(&world(20), NOW).unwrap().unwrap();
    assert_eq!((hold.waits, hold.next_at), (Waits::QualityAssessment, NOW.plus_s(HOUR_S)));
    assert_eq!(hold.template, world(20).template.map(|template| template.id));
    assert_eq!(hold.due_at(), NOW.plus_s(48 * HOUR_S), "the judgement wakes it");
    let verdict = admit(&world(20).facts(), &call(), NOW);
    let check = verdict.evidence.trace().into_iter().find(|check| check.rule == Rule::Pacing);
    assert_eq!(check.map(|check| check.result), Some(CheckResult::Held));
}

#[test]
fn a_judgement_that_is_late_is_expected_soon() {
    let hold = outcome(&world(20), NOW.plus_s(3 * HOUR_S)).unwrap().unwrap();
    assert_eq!(hold.next_at, NOW.plus_s(3 * HOUR_S + 60));
}

#[test]
fn what_waited_for_two_days_waits_no_longer() {
    let mut world = world(20);
    world.held_since = Some(NOW.plus_s(-48 * HOUR_S + 1));
    assert!(outcome(&world, NOW).unwrap().is_some());
    world.held_since = Some(NOW.plus_s(-48 * HOUR_S));
    assert_eq!(outcome(&world, NOW), Err(Refusal::NotAssessed));
}

#[test]
fn a_withdrawal_and_a_pause_come_before_the_wait() {
    let mut withdrawn = world(20);
    withdrawn.permissions.clear();
    withdrawn.pair().withdrawn = [true; 3];
    assert_eq!(outcome(&withdrawn, NOW), Err(Refusal::PermissionWithdrawn));
    let mut paused = world(20);
    paused.template.as_mut().unwrap().status = crate::template::TemplateStatus::Paused;
    assert_eq!(outcome(&paused, NOW), Err(Refusal::TemplatePaused));
}

#[test]
fn what_waited_fails_with_its_template_also_where_all_marketing_is_paused() {
    let mut world = world(20);
    world.template.as_mut().unwrap().status = crate::template::TemplateStatus::Paused;
    world.sender.marketing_paused_until = Some(NOW.plus_s(HOUR_S));
    assert_eq!(outcome(&world, NOW), Err(Refusal::MarketingPaused));
    world.held_since = Some(NOW.plus_s(-HOUR_S));
    assert_eq!(outcome(&world, NOW), Err(Refusal::TemplatePaused));
}

#[test]
fn nothing_waits_where_the_limits_are_lifted() {
    let mut world = world(500);
    world.limits.canary = None;
    assert_eq!(outcome(&world, NOW), Ok(None));
}

#[test]
fn notices_are_paced_while_their_business_is_young_and_codes_never() {
    let now = Timestamp::from_seconds(1_000_000_000);
    let since = now.plus_s(-14 * DAY_S);
    let of = |category, at| paces(&Limits::REAL, &template(category), since, at);
    assert_eq!(of(Category::Utility, now.plus_s(-1)), Some(true));
    assert_eq!(of(Category::Utility, now), None);
    assert_eq!(of(Category::Marketing, now), Some(false));
    assert_eq!(of(Category::Authentication, now.plus_s(-1)), None);
    let may = |category, at| may_wait(&Limits::REAL, category, since, at);
    assert!(
        may(Category::Utility, now.plus_s(2 * DAY_S - 1)),
        "it may have begun to wait just before"
    );
    assert!(!may(Category::Utility, now.plus_s(2 * DAY_S)));
    assert!(may(Category::Marketing, now.plus_s(99 * DAY_S)));
}
