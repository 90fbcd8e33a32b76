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
    (world.portfolio.used, world.portfolio.most) = (5_000_000, None);
    assert_eq!(outcome(&world), Ok(()));
}

#[test]
fn a_growing_business_reaches_fewer_with_marketing_and_as_many_as_before_with_notices() {
    let (mut marketing, mut notice) = (full(Category::Marketing), full(Category::Utility));
    for world in [&mut marketing, &mut notice] {
        (world.portfolio.most, world.portfolio.most_of_marketing) = (Some(2_000), Some(250));
    }
    assert_eq!(outcome(&marketing), Err(Refusal::PortfolioLimitReached));
    assert_eq!(outcome(&notice), Ok(()));
    marketing.pair().counted_at = Some(NOW.plus_s(-1));
    assert_eq!(outcome(&marketing), Ok(()), "she counts already");
    marketing.pair().counted_at = None;
    marketing.portfolio.used = 249;
    assert_eq!(outcome(&marketing), Ok(()));
}

#[test]
fn a_pause_holds_marketing_until_it_ends_and_nothing_else() {
    for category in [Category::Marketing, Category::Utility, Category::Authentication] {
        let mut world = World::new(category);
        world.sender.marketing_paused_until = Some(NOW.plus_s(1));
        let refused = category == Category::Marketing;
        let expected = if refused { Err(Refusal::MarketingPaused) } else { Ok(()) };
        assert_eq!(outcome(&world), expected, "{category:?}");
        world.sender.marketing_paused_until = Some(NOW);
        assert_eq!(outcome(&world), Ok(()), "{category:?}: the end is exclusive");
    }
    let mut world = World::new(Category::Marketing);
    world.sender.marketing_paused_until = Some(NOW.plus_s(HOUR_S));
    world.pair().window_until = Some(NOW.plus_s(1));
    assert!(admit(&world.facts(), &text(), NOW).outcome.is_ok(), "answers go");
    let detail = admit(&world.facts(), &call(), NOW).evidence.detail.unwrap();
    assert!(detail.contains("2 h"), "{detail}");
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
