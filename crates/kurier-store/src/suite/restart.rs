//! What a crash and a close leave.

use super::StoreFactory;
use super::world::{World, accepted, call, key, refusal, text};
use crate::port::StoreError;
use kurier_policy::id::InboxSeq;
use kurier_policy::permission::Purpose;
use kurier_policy::pricing::Category;
use kurier_policy::rate::{Limits, Rate};
use kurier_policy::refusal::Refusal;
use kurier_policy::time::DAY_S;

/// Everything that can be seen through the port.
async fn seen(world: &World) -> String {
    let state = world.store.inbox_state(world.person).await.unwrap();
    format!(
        "{:?}\n{:?}\n{:?}\n{:?}\n{:?}\n{}",
        world.inbox().await,
        world.events().await,
        world.balance().await,
        world.relation().await,
        state,
        world.export().await
    )
}

async fn lived_in(factory: &dyn StoreFactory) -> World {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    world.allow(Purpose::Marketing).await;
    world.say("Hello", "1").await;
    for _ in 0..70 {
        world.sent(text("More")).await;
    }
    world.sent(call(Category::Marketing)).await;
    world.read(40).await;
    world.withdraw(Some(Purpose::Marketing)).await;
    world.delivered(60).await;
    world
}

pub async fn everything_is_there_after_a_crash(factory: &dyn StoreFactory) {
    let world = lived_in(factory).await;
    let before = seen(&world).await;
    let world = world.reopen(factory).await;
    assert_eq!(seen(&world).await, before);
    world.sent(call(Category::Utility)).await;
    world.read(u32::MAX).await;
    world.assert_ledger().await;
}

pub async fn everything_is_there_after_a_close(factory: &dyn StoreFactory) {
    let world = lived_in(factory).await;
    let before = seen(&world).await;
    world.store.close().await.unwrap();
    let world = world.reopen(factory).await;
    assert_eq!(seen(&world).await, before);
    // More history on top of what the close left, then a crash.
    world.sent(call(Category::Utility)).await;
    world.read(75).await;
    let before = seen(&world).await;
    let world = world.reopen(factory).await;
    assert_eq!(seen(&world).await, before);
    world.assert_ledger().await;
}

pub async fn windows_and_limits_survive_a_crash(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    let pair = Some(Rate { period_us: 60_000_000, burst: 1 });
    world.store.set_limits(Limits { pair, ..Limits::default() }).await.unwrap();
    world.say("Hello", "1").await;
    let outbound = world.outbound(text("Once")).await;
    let first = world.admit_with(outbound.clone(), key("a", 1)).await;
    let world = world.reopen(factory).await;
    assert_eq!(refusal(&world.send(text("Twice")).await), Refusal::PairRateExceeded);
    let again = world.admit_with(outbound, key("a", 1)).await;
    assert_eq!(accepted(&again).message, accepted(&first).message);
    world.advance_s(DAY_S - 1);
    world.sent(text("In time")).await;
    world.advance_s(61);
    assert_eq!(refusal(&world.send(text("Too late")).await), Refusal::WindowClosed);
}

pub async fn the_export_is_the_same_before_and_after(factory: &dyn StoreFactory) {
    let world = lived_in(factory).await;
    let before = world.export().await;
    assert_eq!(world.export().await, before);
    let world = world.reopen(factory).await;
    assert_eq!(world.export().await, before);
}

pub async fn a_closed_store_is_unavailable(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.store.close().await.unwrap();
    world.store.close().await.unwrap();
    let now = world.now();
    let answers = [
        world.store.admit_batch(vec![], now).await.map(drop),
        world.store.follow_inbox(world.person, InboxSeq(0), 1).await.map(drop),
        world.store.business(world.business).await.map(drop),
        world.store.balance(world.business).await.map(drop),
        world.store.event_head(world.business).await.map(drop),
    ];
    for answer in answers {
        assert!(matches!(answer, Err(StoreError::Unavailable(_))), "{answer:?}");
    }
}
