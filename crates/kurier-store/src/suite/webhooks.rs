//! Webhook subscriptions.

use super::StoreFactory;
use super::world::World;
use crate::port::StoreError;
use crate::record::{
    Attempt, Batch, Callback, CallbackOptions, Retry, Scope, SecondSecret, Subscription,
    WebhookProgress,
};
use kurier_policy::event::EventKind;
use kurier_policy::id::{BusinessId, EventSeq};
use kurier_policy::notice::{Decision, Notice};
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
    Attempt {
        event: EventSeq(event),
        number,
        at,
        http_status: Some(500),
        error: None,
        took_ms: 7,
        url: None,
    }
}

/// An attempt as it is read back.
fn logged(event: i64, number: u32, at: Timestamp, url: &str) -> Attempt {
    Attempt { url: Some(url.to_owned()), ..attempt(event, number, at) }
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
    assert_eq!(
        world.store.attempts(second.id, None, 9).await,
        Ok(vec![logged(2, 1, now, CALLBACK)])
    );
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
    let attempts = world.store.attempts(subscription.id, None, 1).await;
    assert_eq!(attempts, Ok(vec![logged(2, 1, now, CALLBACK)]), "newest first");
    let attempts = world.store.attempts(subscription.id, Some(EventSeq(1)), 9).await;
    assert_eq!(attempts, Ok(vec![logged(1, 1, now, CALLBACK)]), "of one event");
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
    assert_eq!(world.store.attempts(subscription.id, None, 9).await.unwrap().len(), 1);
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

async fn set(world: &World, scope: Scope, url: &str) -> Subscription {
    let new = Callback {
        business: world.business,
        scope,
        url: url.to_owned(),
        verify_token: "t".to_owned(),
        options: None,
    };
    world.store.set_callback(new).await.unwrap()
}

pub async fn a_more_special_callback_begins_where_the_other_was(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let app = set(&world, Scope::App, CALLBACK).await;
    world.store.record_progress(progress(&app, 3)).await.unwrap();
    for _ in 0..5 {
        world.allow(Purpose::Utility).await;
    }
    let own = set(&world, Scope::Sender(world.sender), OTHER).await;
    assert_eq!((own.cursor, own.scope), (EventSeq(3), Scope::Sender(world.sender)));
    let business = set(&world, Scope::Business, CALLBACK).await;
    assert_eq!(
        business.cursor,
        EventSeq(3),
        "the same address in another scope is another callback"
    );
    let all = world.store.subscriptions(world.business).await.unwrap();
    assert_eq!(all.len(), 3);
    let world = world.reopen(factory).await;
    assert_eq!(world.store.subscriptions(world.business).await, Ok(all));
}

pub async fn what_an_ended_callback_owed_goes_to_the_next(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let (app, now) = (set(&world, Scope::App, CALLBACK).await, world.now());
    let own = set(&world, Scope::Sender(world.sender), OTHER).await;
    world.store.record_progress(progress(&app, 9)).await.unwrap();
    let owed = WebhookProgress { retries: vec![retry(3, 2, now)], ..progress(&own, 4) };
    world.store.record_progress(owed).await.unwrap();
    let ended = world.store.end_callback(world.business, Scope::Sender(world.sender)).await;
    assert_eq!(ended, Ok(true));
    let left = world.store.subscriptions(world.business).await.unwrap();
    assert_eq!(left, vec![Subscription { cursor: EventSeq(4), ..app.clone() }]);
    let due = world.store.due_retries(app.id, now, 9).await;
    assert_eq!(due, Ok(vec![retry(3, 2, now)]));
    assert_eq!(world.store.end_callback(world.business, Scope::Business).await, Ok(false));
    assert_eq!(world.store.end_callback(world.business, Scope::App).await, Ok(true));
    assert_eq!(world.store.subscriptions(world.business).await, Ok(vec![]));
}

pub async fn options_are_kept_until_others_are_given(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let options = CallbackOptions {
        fields: Some(vec!["messages".to_owned()]),
        batch: Some(Batch { max: 10, wait_ms: 200 }),
    };
    let first = Callback {
        business: world.business,
        scope: Scope::App,
        url: CALLBACK.to_owned(),
        verify_token: "t".to_owned(),
        options: Some(options.clone()),
    };
    world.store.set_callback(first.clone()).await.unwrap();
    let moved = set(&world, Scope::App, OTHER).await;
    assert_eq!(moved.options, options);
    let cleared = Callback { options: Some(CallbackOptions::default()), ..first };
    let cleared = world.store.set_callback(cleared).await.unwrap();
    assert_eq!(cleared.options, CallbackOptions::default());
}

pub async fn a_notice_is_an_event_like_others(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    let before = world.events().await;
    let notice = Notice::Review { decision: Decision::Approved };
    let told = world.store.tell(world.business, notice.clone(), world.now()).await;
    let place = EventSeq(before.last().unwrap().seq.0 + 1);
    assert_eq!(told, Ok(place));
    let events = world.events().await;
    assert_eq!(events.last().unwrap().kind, EventKind::Notice(Box::new(notice)));
    assert_eq!(events.last().unwrap().seq, place);
    let world = world.reopen(factory).await;
    assert_eq!(world.events().await, events);
    world.allow(Purpose::Utility).await;
    assert_eq!(world.events().await.len(), events.len() + 1);
    let unknown = BusinessId(1);
    let refused =
        world.store.tell(unknown, Notice::Review { decision: Decision::Approved }, world.now());
    assert!(matches!(refused.await, Err(StoreError::NotFound(_))));
    world.assert_ledger().await;
}

pub async fn old_attempts_are_forgotten(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let (subscription, now) = (subscribe(&world, "t").await, world.now());
    let made = WebhookProgress {
        attempts: vec![attempt(1, 1, now), attempt(2, 1, now.plus_s(60))],
        ..progress(&subscription, 2)
    };
    world.store.record_progress(made).await.unwrap();
    assert_eq!(world.store.forget_attempts(now, 100).await, Ok(0));
    assert_eq!(world.store.forget_attempts(now.plus_s(1), 100).await, Ok(1));
    let left = world.store.attempts(subscription.id, None, 9).await;
    assert_eq!(left, Ok(vec![logged(2, 1, now.plus_s(60), CALLBACK)]));
}

pub async fn an_apps_secret_changes_once_for_each_who_asks(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let own = world.store.business(world.business).await.unwrap().app_secret;
    assert_eq!(world.store.second_secret(world.business).await, Ok(None));
    let next = SecondSecret { secret: "next".to_owned(), until: None };
    let set = |former: &str, secret: &str, second: Option<SecondSecret>| {
        world.store.set_app_secret(world.business, former.into(), secret.into(), second)
    };
    assert_eq!(set(&own, &own, Some(next.clone())).await, Ok(()));
    assert_eq!(world.store.second_secret(world.business).await, Ok(Some(next)));
    let former = SecondSecret { secret: own.clone(), until: Some(world.now()) };
    assert_eq!(set(&own, "next", Some(former.clone())).await, Ok(()));
    assert_eq!(world.store.business(world.business).await.unwrap().app_secret, "next");
    let late = set(&own, "other", None).await;
    assert_eq!(late, Err(StoreError::Conflict("app secret")));
    let world = world.reopen(factory).await;
    assert_eq!(world.store.business(world.business).await.unwrap().app_secret, "next");
    assert_eq!(world.store.second_secret(world.business).await, Ok(Some(former)));
}

pub async fn single_events_are_owed_again_beside_the_cursor(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let (subscription, now) = (subscribe(&world, "t").await, world.now());
    world.store.record_progress(progress(&subscription, 5)).await.unwrap();
    let events = vec![EventSeq(2), EventSeq(4), EventSeq(9)];
    world.store.owe(subscription.id, events.clone(), now).await.unwrap();
    let due = world.store.due_retries(subscription.id, now, 9).await.unwrap();
    let again = |event| Retry { event: EventSeq(event), attempts: 0, due_at: now, first_at: now };
    assert_eq!(due, vec![again(2), again(4)], "the ninth comes by the cursor");
    let refused = world.store.owe(99, events, now).await;
    assert_eq!(refused, Err(StoreError::NotFound("subscription")));
}
