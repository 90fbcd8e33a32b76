//! How many people a business reaches, how fast it sends, and how much marketing one person gets.

use super::StoreFactory;
use super::world::{World, accepted, call, refusal, text};
use crate::port::StoreError;
use crate::record::{Admission, Admitted};
use kurier_policy::id::PersonId;
use kurier_policy::permission::Purpose;
use kurier_policy::pricing::Category;
use kurier_policy::rate::{Limits, Rate};
use kurier_policy::refusal::Refusal;
use kurier_policy::rules::budget::Budget;
use kurier_policy::standing::{Standing, Tier};
use kurier_policy::time::{DAY_S, HOUR_S};
use std::sync::Arc;

const PORTFOLIO: Limits = Limits {
    throughput: None,
    high_throughput: None,
    pair: None,
    budget: None,
    brake: None,
    portfolio: true,
    canary: None,
    rules: None,
    links: None,
    campaigns: None,
    lapse: None,
    takeover: None,
    invitations: None,
    pilot: None,
};

async fn send_to(world: &World, someone: PersonId, category: Category) -> Admitted {
    let draft = call(category);
    world.admit(world.outbound_to(world.business, world.sender, someone, draft).await).await
}

async fn used(world: &World) -> u32 {
    let usage = world.store.usage(world.business, None).await.unwrap();
    usage.reach.last_day(world.now())
}

pub async fn a_business_reaches_no_more_people_a_day_than_its_tier_says(
    factory: &dyn StoreFactory,
) {
    let world = World::start(factory).await.nearly_full().await;
    let (last, late) = (world.one_of_many(101).await, world.one_of_many(103).await);
    accepted(&send_to(&world, last, Category::Utility).await);
    assert_eq!(used(&world).await, 250);
    let before = world.store.balance(world.business).await.unwrap();
    let Admitted::FailedLater { refusal, .. } = send_to(&world, late, Category::Utility).await
    else {
        panic!("told at once")
    };
    assert_eq!(refusal, Refusal::PortfolioLimitReached);
    assert_eq!(world.store.balance(world.business).await.unwrap(), before);
    // Who counts already costs no further place.
    accepted(&send_to(&world, last, Category::Utility).await);
    world.advance_s(DAY_S + HOUR_S);
    accepted(&send_to(&world, late, Category::Utility).await);
    assert_eq!(used(&world).await, 1);
}

pub async fn a_person_counts_once_and_whoever_wrote_not_at_all(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.store.set_limits(PORTFOLIO).await.unwrap();
    world.allow(Purpose::Utility).await;
    world.sent(call(Category::Utility)).await;
    world.advance_s(5 * HOUR_S);
    world.sent(call(Category::Utility)).await;
    assert_eq!(used(&world).await, 1);
    world.advance_s(22 * HOUR_S);
    assert_eq!(used(&world).await, 1, "from the last message on");
    let talker = world.one_of_many(101).await;
    world.advance_s(3 * HOUR_S);
    assert_eq!(used(&world).await, 0);
    world.say("Hello", "1").await;
    world.sent(text("Hello")).await;
    world.sent(call(Category::Utility)).await;
    assert_eq!(used(&world).await, 0);
    accepted(&send_to(&world, talker, Category::Utility).await);
    assert_eq!(used(&world).await, 1);
}

pub async fn who_was_not_reached_after_all_gives_her_place_back(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    world.sent(call(Category::Utility)).await;
    assert_eq!(used(&world).await, 1);
    world.withdraw(None).await;
    assert_eq!(used(&world).await, 0);
    world.allow(Purpose::Utility).await;
    world.sent(call(Category::Utility)).await;
    world.read(u32::MAX).await;
    world.withdraw(None).await;
    assert_eq!(used(&world).await, 1, "what was delivered counts");
}

pub async fn many_at_once_never_reach_more_than_the_limit(factory: &dyn StoreFactory) {
    let world = World::start(factory).await.nearly_full().await;
    let mut tasks = Vec::new();
    for n in 0..24 {
        let someone = world.one_of_many(101 + 2 * n).await;
        let draft = call(Category::Utility);
        let outbound = world.outbound_to(world.business, world.sender, someone, draft).await;
        let (store, now) = (Arc::clone(&world.store), world.now());
        let item = Admission { outbound, idempotency: None, held: None };
        tasks.push(tokio::spawn(async move { store.admit_batch(vec![item], now).await }));
    }
    let mut won = 0;
    for task in tasks {
        match &task.await.unwrap().unwrap()[0] {
            Admitted::Accepted(_) => won += 1,
            other => assert_eq!(refusal(other), Refusal::PortfolioLimitReached),
        }
    }
    assert_eq!((won, used(&world).await), (1, 250));
}

pub async fn a_business_of_higher_standing_reaches_and_sends_more(factory: &dyn StoreFactory) {
    let world = World::start(factory).await.nearly_full().await;
    let throughput = Some(Rate { period_us: 1_000_000, burst: 1 });
    let high_throughput = Some(Rate { period_us: 1_000_000, burst: 3 });
    let limits = Limits { throughput, high_throughput, ..PORTFOLIO };
    world.store.set_limits(limits).await.unwrap();
    let (one, other) = (world.one_of_many(101).await, world.one_of_many(103).await);
    world.advance_s(10);
    accepted(&send_to(&world, one, Category::Utility).await);
    let refused = refusal(&send_to(&world, other, Category::Utility).await);
    assert_eq!(refused, Refusal::ThroughputExceeded);
    let was = Standing::default();
    let tier_at = Some(world.now());
    let standing = Standing { tier: Tier::Tier10K, tier_at, fast: true, ..was };
    world.store.set_standing(world.business, was, standing).await.unwrap();
    let usage = world.store.usage(world.business, None).await.unwrap();
    assert_eq!((usage.standing, usage.limits.throughput), (standing, high_throughput));
    assert_eq!(world.store.business(world.business).await.unwrap().standing, standing);
    accepted(&send_to(&world, other, Category::Utility).await);
    assert_eq!(used(&world).await, 251);
}

pub async fn of_two_new_standings_at_once_one_is_told(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let was = Standing::default();
    let (one, other) = (Tier::Tier10K, Tier::Tier100K);
    let with = |tier| Standing { tier, ..was };
    world.store.set_standing(world.business, was, with(one)).await.unwrap();
    let late = world.store.set_standing(world.business, was, with(other)).await;
    assert_eq!(late, Err(StoreError::Conflict("standing")));
    assert_eq!(world.store.usage(world.business, None).await.unwrap().standing, with(one));
    let nobody = kurier_policy::id::BusinessId(7);
    let missing = Err(StoreError::NotFound("business"));
    assert_eq!(world.store.set_standing(nobody, was, was).await, missing);
    assert_eq!(world.store.usage(nobody, None).await.map(drop), missing);
}

pub async fn what_was_counted_survives_a_crash_and_an_undone_step(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.choose(Budget { each: Some(1), ..Budget::NOTHING }).await;
    world.allow(Purpose::Marketing).await;
    world.sent(call(Category::Marketing)).await;
    let draft = world.outbound(call(Category::Marketing)).await;
    world.store.rehearse(vec![draft], world.now()).await.unwrap();
    let world = world.reopen(factory).await;
    assert_eq!(used(&world).await, 1);
    let waits = world.send(call(Category::Marketing)).await;
    assert!(matches!(waits, Admitted::Held { .. }), "{waits:?}");
}
