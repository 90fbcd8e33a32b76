//! Work that one node at a time does.

use super::StoreFactory;
use super::world::World;
use crate::port::StoreError;
use crate::record::{Lease, WebhookProgress, webhook_lease};
use kurier_policy::id::EventSeq;
use std::sync::Arc;

async fn take(world: &World, name: &str, holder: i64, for_s: i64) -> Option<Lease> {
    let (now, until) = (world.now(), world.now().plus_s(for_s));
    world.store.take_lease(name.to_owned(), holder, until, now).await.unwrap()
}

pub async fn a_lease_has_one_holder_at_a_time(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let first = take(&world, "work", 1, 10).await.unwrap();
    assert_eq!(first.until, world.now().plus_s(10));
    assert_eq!(take(&world, "work", 2, 10).await, None);
    assert!(take(&world, "other work", 2, 10).await.is_some());
    world.advance_s(9);
    let kept = take(&world, "work", 1, 10).await.unwrap();
    assert_eq!((kept.token, kept.until), (first.token, world.now().plus_s(10)));
}

pub async fn a_lease_that_ran_out_gets_a_higher_token(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let first = take(&world, "work", 1, 10).await.unwrap();
    world.advance_s(10);
    let second = take(&world, "work", 2, 10).await.unwrap();
    assert!(second.token > first.token);
    assert_eq!(take(&world, "work", 1, 10).await, None);
    world.advance_s(10);
    // The same holder again: it cannot know whether there was another in between.
    assert!(take(&world, "work", 2, 10).await.unwrap().token > second.token);
}

pub async fn a_lease_that_is_given_back_is_free(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let first = take(&world, "work", 1, 10).await.unwrap();
    world.store.give_back_lease("work".to_owned(), 2).await.unwrap();
    assert_eq!(take(&world, "work", 2, 10).await, None, "only its holder gives it back");
    world.store.give_back_lease("work".to_owned(), 1).await.unwrap();
    assert!(take(&world, "work", 2, 10).await.unwrap().token > first.token);
    world.store.give_back_lease("unknown".to_owned(), 1).await.unwrap();
}

pub async fn what_an_earlier_holder_writes_is_refused(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let (callback, token) = ("https://a.example".to_owned(), "t".to_owned());
    let subscription = world.store.subscribe(world.business, callback, token).await.unwrap();
    let name = webhook_lease(subscription.id);
    let first = take(&world, &name, 1, 10).await.unwrap();
    world.advance_s(11);
    let second = take(&world, &name, 2, 10).await.unwrap();
    let progress = |lease: Lease| WebhookProgress {
        subscription: subscription.id,
        from: subscription.cursor,
        cursor: EventSeq(subscription.cursor.0 + 1),
        attempts: vec![],
        retries: vec![],
        settled: vec![],
        failing_since: None,
        disabled: false,
        fence: Some(lease.token),
    };
    let late = world.store.record_progress(progress(first)).await;
    assert_eq!(late, Err(StoreError::Conflict("lease lost")));
    let stored = world.store.subscriptions(world.business).await.unwrap().remove(0);
    assert_eq!(stored.cursor, subscription.cursor);
    world.store.record_progress(progress(second)).await.unwrap();
    let stored = world.store.subscriptions(world.business).await.unwrap().remove(0);
    assert_eq!(stored.cursor.0, subscription.cursor.0 + 1);
}

pub async fn one_of_many_gets_a_lease(factory: &dyn StoreFactory) {
    let world = Arc::new(World::start(factory).await);
    let tries = (1..=64).map(|holder| {
        let world = Arc::clone(&world);
        tokio::spawn(async move { take(&world, "work", holder, 10).await.is_some() })
    });
    let mut held = 0;
    for one in tries.collect::<Vec<_>>() {
        held += u32::from(one.await.unwrap());
    }
    assert_eq!(held, 1);
}
