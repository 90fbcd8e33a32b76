//! Webhook subscriptions.

use super::StoreFactory;
use super::world::World;
use crate::port::StoreError;
use crate::record::{Attempt, Retry, Subscription, WebhookProgress};
use kurier_policy::id::EventSeq;
use kurier_policy::permission::Purpose;
use kurier_policy::time::Timestamp;

const CALLBACK: &str = "https://receiver.example/hook";

const OTHER: &str = "https://other.example/hook";

async fn subscribe(world: &World, verify_token: &str) -> Subscription {
    subscribe_to(world, CALLBACK, verify_token).await
}

async fn subscribe_to(world: &World, callback: &str, verify_token: &str) -> Subscription {
    let (callback, token) = (callback.to_owned(), verify_token.to_owned());
    world.store.subscribe(world.business, callback, token).await.unwrap()
}

fn progress(subscription: &Subscription, cursor: i64) -> WebhookProgress {
    WebhookProgress {
        subscription: subscription.id,
        from: subscription.cursor,
        cursor: EventSeq(cursor),
        attempts: vec![],
        retries: vec![],
        settled: vec![],
        failing_since: None,
        disabled: false,
        fence: None,
    }
}

fn retry(event: i64, attempts: u32, due_at: Timestamp) -> Retry {
    Retry { event: EventSeq(event), attempts, due_at, first_at: Timestamp(1) }
}

fn attempt(event: i64, number: u32, at: Timestamp) -> Attempt {
    Attempt { event: EventSeq(event), number, at, http_status: Some(500), error: None, took_ms: 7 }
}

pub async fn a_subscription_starts_at_the_head(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    let subscription = subscribe(&world, "secret").await;
    assert_eq!(subscription.cursor, EventSeq(1));
    assert!(!subscription.disabled);
    assert_eq!(world.store.live_subscriptions().await, Ok(vec![subscription.clone()]));
    assert_eq!(world.store.subscriptions(world.business).await, Ok(vec![subscription]));
}

pub async fn subscribing_again_changes_the_token_only(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let first = subscribe(&world, "one").await;
    world.allow(Purpose::Utility).await;
    let again = subscribe(&world, "two").await;
    let expected = Subscription { verify_token: "two".to_owned(), ..first };
    assert_eq!(again, expected);
}

pub async fn another_address_takes_the_place_of_the_former(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let (first, now) = (subscribe(&world, "one").await, world.now());
    let owed = WebhookProgress {
        attempts: vec![attempt(2, 1, now)],
        retries: vec![retry(2, 1, now.plus_s(5))],
        failing_since: Some(now),
        disabled: true,
        ..progress(&first, 3)
    };
    world.store.record_progress(owed).await.unwrap();
    for _ in 0..5 {
        world.allow(Purpose::Utility).await;
    }
    let second = subscribe_to(&world, OTHER, "two").await;
    assert_eq!((second.callback_url.as_str(), second.verify_token.as_str()), (OTHER, "two"));
    assert_eq!((second.cursor, second.disabled), (EventSeq(3), false));
    assert_eq!(second.failing_since, None);
    assert_eq!(world.store.subscriptions(world.business).await, Ok(vec![second.clone()]));
    assert_eq!(world.store.live_subscriptions().await, Ok(vec![second.clone()]));
    let outlook = world.store.retry_outlook(second.id).await;
    assert_eq!(outlook, Ok((Some(now.plus_s(5)), 1)), "what is owed stays owed");
    assert_eq!(world.store.attempts(second.id, 9).await, Ok(vec![attempt(2, 1, now)]));
}

pub async fn a_round_to_the_former_address_changes_nothing(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let first = subscribe(&world, "one").await;
    let second = subscribe_to(&world, OTHER, "two").await;
    let late = WebhookProgress { disabled: true, ..progress(&first, 1) };
    let refused = world.store.record_progress(late).await;
    assert_eq!(refused, Err(StoreError::NotFound("subscription")));
    assert_eq!(world.store.live_subscriptions().await, Ok(vec![second]));
    let back = subscribe(&world, "three").await;
    assert_ne!(back.id, first.id, "numbers are never used again");
}

pub async fn progress_moves_cursor_and_retries(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let subscription = subscribe(&world, "secret").await;
    let now = world.now();
    let failing = WebhookProgress {
        attempts: vec![attempt(1, 1, now), attempt(2, 1, now)],
        retries: vec![retry(1, 1, now), retry(2, 1, now.plus_s(5))],
        failing_since: Some(now),
        ..progress(&subscription, 2)
    };
    world.store.record_progress(failing).await.unwrap();
    let known = world.store.subscriptions(world.business).await.unwrap().remove(0);
    assert_eq!((known.cursor, known.failing_since), (EventSeq(2), Some(now)));
    let outlook = world.store.retry_outlook(subscription.id).await;
    assert_eq!(outlook, Ok((Some(now), 2)));
    let settled = WebhookProgress {
        from: EventSeq(2),
        settled: vec![EventSeq(1)],
        retries: vec![retry(2, 2, now.plus_s(30))],
        disabled: true,
        ..progress(&subscription, 2)
    };
    world.store.record_progress(settled).await.unwrap();
    let outlook = world.store.retry_outlook(subscription.id).await;
    assert_eq!(outlook, Ok((Some(now.plus_s(30)), 1)));
    assert_eq!(world.store.live_subscriptions().await, Ok(vec![]));
    let attempts = world.store.attempts(subscription.id, 1).await;
    assert_eq!(attempts, Ok(vec![attempt(2, 1, now)]), "newest first");
    let unknown = WebhookProgress { subscription: 99, ..progress(&subscription, 2) };
    let refused = world.store.record_progress(unknown).await;
    assert_eq!(refused, Err(StoreError::NotFound("subscription")));
}

pub async fn retries_come_due_in_order(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let subscription = subscribe(&world, "secret").await;
    let now = world.now();
    let retries = vec![retry(1, 1, now.plus_s(9)), retry(2, 1, now.plus_s(3)), retry(3, 1, now)];
    let owed = WebhookProgress { retries: retries.clone(), ..progress(&subscription, 3) };
    world.store.record_progress(owed).await.unwrap();
    let due = world.store.due_retries(subscription.id, now.plus_s(5), 10).await.unwrap();
    assert_eq!(due, vec![retries[2].clone(), retries[1].clone()]);
    let due = world.store.due_retries(subscription.id, now.plus_s(9), 1).await.unwrap();
    assert_eq!(due, vec![retries[2].clone()]);
}

pub async fn replay_moves_back_and_forgets_retries(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let subscription = subscribe(&world, "secret").await;
    let now = world.now();
    let owed = WebhookProgress {
        retries: vec![retry(4, 1, now)],
        disabled: true,
        failing_since: Some(now),
        ..progress(&subscription, 5)
    };
    world.store.record_progress(owed).await.unwrap();
    world.store.replay(subscription.id, EventSeq(2)).await.unwrap();
    let known = world.store.live_subscriptions().await.unwrap().remove(0);
    assert_eq!((known.cursor, known.failing_since), (EventSeq(2), None));
    assert_eq!(world.store.retry_outlook(subscription.id).await, Ok((None, 0)));
    world.store.replay(subscription.id, EventSeq(9)).await.unwrap();
    let known = world.store.live_subscriptions().await.unwrap().remove(0);
    assert_eq!(known.cursor, EventSeq(2), "a replay never skips");
    let refused = world.store.replay(99, EventSeq(0)).await;
    assert_eq!(refused, Err(StoreError::NotFound("subscription")));
}

pub async fn a_replay_keeps_what_is_owed_from_before_its_place(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let subscription = subscribe(&world, "secret").await;
    let now = world.now();
    let owed = WebhookProgress {
        retries: vec![retry(2, 1, now), retry(4, 1, now)],
        ..progress(&subscription, 5)
    };
    world.store.record_progress(owed).await.unwrap();
    world.store.replay(subscription.id, EventSeq(5)).await.unwrap();
    assert_eq!(world.store.retry_outlook(subscription.id).await, Ok((Some(now), 2)));
    world.store.replay(subscription.id, EventSeq(3)).await.unwrap();
    let due = world.store.due_retries(subscription.id, now, 9).await;
    assert_eq!(due, Ok(vec![retry(2, 1, now)]), "the fourth comes again by the cursor");
}

pub async fn a_replay_wins_over_a_round_that_began_before_it(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let subscription = subscribe(&world, "secret").await;
    let now = world.now();
    world.store.record_progress(progress(&subscription, 5)).await.unwrap();
    world.store.replay(subscription.id, EventSeq(2)).await.unwrap();
    let late = WebhookProgress {
        from: EventSeq(5),
        attempts: vec![attempt(6, 1, now)],
        retries: vec![retry(6, 1, now)],
        ..progress(&subscription, 6)
    };
    world.store.record_progress(late).await.unwrap();
    let known = world.store.subscriptions(world.business).await.unwrap().remove(0);
    assert_eq!(known.cursor, EventSeq(2));
    assert_eq!(world.store.retry_outlook(subscription.id).await, Ok((None, 0)));
    assert_eq!(world.store.attempts(subscription.id, 9).await.unwrap().len(), 1);
}

pub async fn an_ended_subscription_is_gone(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let first = subscribe(&world, "secret").await;
    assert_eq!(world.store.unsubscribe(world.business).await, Ok(true));
    assert_eq!(world.store.unsubscribe(world.business).await, Ok(false));
    assert_eq!(world.store.subscriptions(world.business).await, Ok(vec![]));
    world.allow(Purpose::Utility).await;
    let second = subscribe(&world, "secret").await;
    assert_ne!(first.id, second.id, "numbers are never used again");
    assert_eq!(second.cursor, EventSeq(1));
}
