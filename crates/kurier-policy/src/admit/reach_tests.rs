use super::super::fixture::{NOW, World, call, text};
use super::super::*;
use crate::time::HOUR_S;

fn outcome(world: &World) -> Result<(), Refusal> {
    admit(&world.facts(), &call(), NOW).outcome.map(drop)
}

fn full(category: Category) -> World {
    let mut world = World::new(category);
    world.portfolio.used = 250;
    world
}

#[test]
fn beyond_the_limit_nobody_new_is_reached() {
    let mut world = full(Category::Utility);
    assert_eq!(outcome(&world), Err(Refusal::PortfolioLimitReached));
    world.portfolio.used = 249;
    assert_eq!(outcome(&world), Ok(()));
    world.portfolio = crate::facts::PortfolioFacts { used: 5_000_000, most: None };
    assert_eq!(outcome(&world), Ok(()));
}

#[test]
fn who_counts_already_and_whoever_wrote_is_reached_beyond_the_limit() {
    let mut world = full(Category::Utility);
    world.pair().counted_at = Some(NOW.plus_s(-23 * HOUR_S));
    assert_eq!(outcome(&world), Ok(()));
    world.pair().counted_at = Some(NOW.plus_s(-26 * HOUR_S));
    assert_eq!(outcome(&world), Err(Refusal::PortfolioLimitReached));
    world.pair().window_until = Some(NOW.plus_s(1));
    assert_eq!(outcome(&world), Ok(()));
    assert!(admit(&world.facts(), &text(), NOW).outcome.is_ok());
}

#[test]
fn an_invited_person_is_greeted_beyond_the_limit() {
    let mut world = full(Category::Utility);
    world.pair().greeting_until = Some(NOW.plus_s(1));
    assert!(admit(&world.facts(), &text(), NOW).outcome.is_ok());
}
