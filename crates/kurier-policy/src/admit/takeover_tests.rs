use super::*;
use crate::admit::admit;
use crate::admit::fixture::{NOW, World, call, text};
use crate::pricing::Category;
use crate::rules::pacing::Seen;
use crate::rules::takeover::{Guarded, Hijack};
use crate::time::HOUR_S;
use crate::trace::{CheckResult, Rule};

const ALL: [Category; 3] = [Category::Marketing, Category::Utility, Category::Authentication];

fn guarded(category: Category, people: u32) -> World {
    let mut world = World::new(category);
    let seen = Seen { people, ..Seen::default() };
    world.guarded = Some(Guarded { seen, in_campaign: false });
    world
}

fn outcome(world: &World, at: Timestamp) -> Result<Option<Waits>, Refusal> {
    let outcome = admit(&world.facts(), &call(), at).outcome;
    outcome.map(|accepted| accepted.hold.map(|hold| hold.waits))
}

#[test]
fn of_whatever_needs_a_template_twenty_people_get_something_and_the_others_wait() {
    for category in ALL {
        assert_eq!(outcome(&guarded(category, 19), NOW), Ok(None));
        assert_eq!(outcome(&guarded(category, 20), NOW), Ok(Some(Waits::TakeoverGuard)));
        let mut among = guarded(category, 20);
        among.guarded.as_mut().unwrap().seen.is_among = true;
        assert_eq!(outcome(&among, NOW), Ok(None));
    }
}

#[test]
fn answers_in_an_open_window_go() {
    for category in ALL {
        let mut world = guarded(category, 20);
        world.pair().window_until = Some(NOW.plus_s(1));
        assert_eq!(outcome(&world, NOW), Ok(None));
        assert!(admit(&world.facts(), &text(), NOW).outcome.is_ok());
    }
}

#[test]
fn a_guarded_message_waits_two_days_and_its_hold_is_ended_by_the_decision() {
    let mut world = guarded(Category::Utility, 20);
    let hold = admit(&world.facts(), &call(), NOW).outcome.unwrap().hold.unwrap();
    assert_eq!((hold.template, hold.due_at()), (Some(GUARDED), NOW.plus_s(48 * HOUR_S)));
    world.held_since = Some(NOW.plus_s(-48 * HOUR_S + 1));
    assert_eq!(outcome(&world, NOW), Ok(Some(Waits::TakeoverGuard)));
    world.held_since = Some(NOW.plus_s(-48 * HOUR_S));
    assert_eq!(outcome(&world, NOW), Err(Refusal::TakeoverSuspected));
    world.guarded = None;
    assert_eq!(outcome(&world, NOW), Ok(None));
}

#[test]
fn a_campaign_does_not_wait_but_stops() {
    let mut world = guarded(Category::Marketing, 20);
    world.guarded.as_mut().unwrap().in_campaign = true;
    assert_eq!(outcome(&world, NOW), Err(Refusal::TakeoverSuspected));
}

#[test]
fn what_waited_while_somebody_else_had_the_account_never_goes() {
    for category in ALL {
        let mut world = World::new(category);
        world.hijack = Some(Hijack { from: NOW.plus_s(-100), until: NOW.plus_s(-10) });
        assert_eq!(outcome(&world, NOW), Ok(None));
        world.held_since = Some(NOW.plus_s(-50));
        assert_eq!(outcome(&world, NOW), Err(Refusal::TakeoverSuspected));
        world.held_since = Some(NOW.plus_s(-101));
        assert_eq!(outcome(&world, NOW), Ok(None));
    }
}

#[test]
fn where_the_rule_is_lifted_no_guard_holds_anything() {
    let mut world = guarded(Category::Marketing, 20);
    world.limits.takeover = None;
    assert_eq!(outcome(&world, NOW), Ok(None));
}

#[test]
fn the_trace_says_that_the_guard_holds_it_and_that_later_rules_were_not_asked() {
    let verdict = admit(&guarded(Category::Marketing, 20).facts(), &call(), NOW);
    for check in verdict.evidence.trace() {
        let expected = match check.rule {
            Rule::Takeover => Some(CheckResult::Held),
            Rule::Brake | Rule::Budget | Rule::Pacing => Some(CheckResult::Skipped),
            _ => None,
        };
        assert!(expected.is_none_or(|expected| check.result == expected), "{check:?}");
    }
}
