//! What became of single messages, and taking them back.

use super::StoreFactory;
use super::world::{PAID_IN, UTILITY, World, call, text};
use crate::port::StoreError;
use crate::record::{Attempt, Recalled, Retry, WebhookProgress};
use kurier_policy::entry::EntryKind;
use kurier_policy::event::EventKind;
use kurier_policy::id::{EventSeq, InboxSeq, MessageRef, PersonId};
use kurier_policy::ledger::TransferKind;
use kurier_policy::outbound::Draft;
use kurier_policy::permission::Purpose;
use kurier_policy::pricing::Category;
use kurier_policy::refusal::Refusal;
use kurier_policy::status::Status::{self, Delivered, Failed, Read, Recalled as TakenBack, Sent};

async fn history(world: &World, message: MessageRef) -> Vec<(i64, Status)> {
    let events = world.store.message_events(world.business, message).await.unwrap();
    let status = |kind| match kind {
        EventKind::Status { status, .. } => status,
        other => panic!("no status: {other:?}"),
    };
    events.into_iter().map(|event| (event.seq.0, status(event.kind))).collect()
}

async fn recall(world: &World, message: MessageRef) -> Recalled {
    world.store.recall(world.business, message, world.now()).await.unwrap()
}

pub async fn the_history_of_a_message_is_its_events_and_no_others(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    let first = world.sent(call(Category::Utility)).await;
    let second = world.sent(call(Category::Utility)).await;
    world.delivered(2).await;
    world.read(2).await;
    world.delivered(3).await;
    assert_eq!(history(&world, first).await, vec![(2, Sent), (4, Delivered), (5, Read)]);
    assert_eq!(history(&world, second).await, vec![(3, Sent), (6, Delivered)]);
    let all = world.events().await;
    for event in world.store.message_events(world.business, first).await.unwrap() {
        assert!(all.contains(&event), "{event:?} is told as the log tells it");
    }
}

pub async fn the_sending_of_a_message_is_found_wherever_the_clock_went(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    let mut sent = Vec::new();
    for seconds in [0, 5, 0, -400, 1, 500, 0, -20, 7] {
        world.advance_s(seconds);
        sent.push(world.sent(call(Category::Utility)).await);
    }
    for (place, message) in (2..).zip(sent) {
        assert_eq!(history(&world, message).await, vec![(place, Sent)]);
    }
}

pub async fn the_history_of_a_refused_message_is_its_failure(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let refused = match world.send(text("Out of the window")).await {
        crate::record::Admitted::FailedLater { message, .. } => message,
        other => panic!("not refused later: {other:?}"),
    };
    assert_eq!(history(&world, refused).await, vec![(1, Failed)]);
}

pub async fn the_history_of_anothers_message_is_not_told(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    let message = world.sent(call(Category::Utility)).await;
    let (other, _) = world.second_business().await;
    let missing = Err(StoreError::NotFound("message"));
    assert_eq!(world.store.message_events(other, message).await, missing);
    let never = MessageRef { person: PersonId(77), seq: InboxSeq(3), hint: 0 };
    assert_eq!(world.store.message_events(world.business, never).await, missing);
    let recalled = world.store.recall(other, message, world.now()).await;
    assert_eq!(recalled, Err(StoreError::NotFound("message")));
}

pub async fn a_posting_is_found_by_each_event_that_it_covers(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    for _ in 0..5 {
        world.sent(call(Category::Utility)).await;
    }
    world.delivered(4).await;
    world.delivered(6).await;
    let transfers = world.store.transfers(world.business, 0, 100).await.unwrap();
    for kind in [TransferKind::Reserve, TransferKind::Post, TransferKind::Void] {
        for event in 1..=11 {
            let event = EventSeq(event);
            let covers = |transfer: &&kurier_policy::ledger::Transfer| {
                let range = transfer.first_event..=transfer.last_event;
                transfer.kind == kind && range.contains(&event)
            };
            let found = world.store.transfer_of(world.business, kind, Category::Utility, event);
            assert_eq!(found.await.unwrap().as_ref(), transfers.iter().find(covers), "{event:?}");
        }
    }
    let none = TransferKind::Reserve;
    let found = world.store.transfer_of(world.business, none, Category::Marketing, EventSeq(2));
    assert_eq!(found.await.unwrap(), None);
}

pub async fn attempts_and_retries_are_found_by_their_events(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let (url, token) = ("https://receiver.example/".to_owned(), "secret".to_owned());
    let subscription = world.store.subscribe(world.business, url, token).await.unwrap();
    let attempt = |event, number| Attempt {
        event: EventSeq(event),
        number,
        at: world.now(),
        http_status: Some(500),
        error: None,
        took_ms: 7,
        url: None,
    };
    let logged = |event, number| Attempt {
        url: Some("https://receiver.example/".to_owned()),
        ..attempt(event, number)
    };
    let retry = Retry {
        event: EventSeq(2),
        attempts: 2,
        due_at: world.now().plus_s(5),
        first_at: world.now(),
    };
    let progress = WebhookProgress {
        subscription: subscription.id,
        from: subscription.cursor,
        cursor: EventSeq(3),
        attempts: vec![attempt(2, 1), attempt(1, 1), attempt(2, 2), attempt(3, 1)],
        retries: vec![retry.clone()],
        settled: vec![],
        failing_since: None,
        disabled: false,
        fence: None,
    };
    world.store.record_progress(progress).await.unwrap();
    let asked = vec![EventSeq(2), EventSeq(3)];
    let found = world.store.attempts_of(subscription.id, asked.clone()).await.unwrap();
    assert_eq!(found, vec![logged(2, 1), logged(2, 2), logged(3, 1)]);
    assert_eq!(world.store.retries_of(subscription.id, asked).await.unwrap(), vec![retry]);
    let none = world.store.attempts_of(subscription.id, vec![EventSeq(9)]).await.unwrap();
    assert_eq!(none, vec![]);
}

pub async fn what_is_taken_back_undelivered_costs_nothing(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    let kept = world.sent(call(Category::Utility)).await;
    let message = world.sent(call(Category::Utility)).await;
    let Recalled::Done { entry, delivered } = recall(&world, message).await else {
        panic!("it was not taken back");
    };
    assert!(!delivered);
    let reason = Refusal::Recalled;
    assert_eq!(entry.kind, EntryKind::GoneLater { target: InboxSeq(3), reason });
    assert_eq!(history(&world, message).await, vec![(3, Sent), (4, TakenBack)]);
    assert_eq!(world.balance().await, (PAID_IN - UTILITY, UTILITY));
    let inbox = world.inbox().await;
    assert_eq!(inbox[2].kind, EntryKind::Gone { reason });
    assert_eq!(inbox[3], entry);
    world.read(4).await;
    assert_eq!(history(&world, kept).await.len(), 3);
    assert_eq!(history(&world, message).await.len(), 2, "it is never told as delivered");
    let record = world.store.message(world.business, message).await.unwrap();
    assert_eq!(record.status, TakenBack);
    assert_eq!(recall(&world, message).await, Recalled::Gone);
    world.assert_ledger().await;
}

pub async fn what_is_taken_back_after_its_delivery_stays_charged(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    let message = world.sent(call(Category::Utility)).await;
    world.delivered(2).await;
    assert!(matches!(recall(&world, message).await, Recalled::Done { delivered: true, .. }));
    let told = vec![(2, Sent), (3, Delivered), (4, TakenBack)];
    assert_eq!(history(&world, message).await, told);
    assert_eq!(world.balance().await, (PAID_IN - UTILITY, 0));
    assert_eq!(world.inbox().await[1].kind, EntryKind::Gone { reason: Refusal::Recalled });
    world.read(3).await;
    assert_eq!(history(&world, message).await, told, "what is gone is not read");
    let record = world.store.message(world.business, message).await.unwrap();
    assert_eq!(record.status, TakenBack);
    world.assert_ledger().await;
    let before = world.export().await;
    let world = world.reopen(factory).await;
    assert_eq!(world.export().await, before);
}

pub async fn only_own_unread_messages_are_taken_back(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    let read = world.sent(call(Category::Utility)).await;
    world.read(2).await;
    assert_eq!(recall(&world, read).await, Recalled::Read);
    let hers = world.say("Hello", "1").await;
    assert_eq!(recall(&world, hers).await, Recalled::NotRecallable);
    let reaction = world.sent(Draft::Reaction { target: hers, emoji: "👍".to_owned() }).await;
    assert_eq!(recall(&world, reaction).await, Recalled::NotRecallable);
    let failed = world.sent(call(Category::Utility)).await;
    world.withdraw(None).await;
    assert_eq!(recall(&world, failed).await, Recalled::Gone);
    let before = world.export().await;
    for message in [read, hers, reaction, failed] {
        recall(&world, message).await;
    }
    assert_eq!(world.export().await, before, "what cannot be taken back changes nothing");
}

pub async fn that_a_message_was_played_is_told_once(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    let message = world.sent(call(Category::Utility)).await;
    let hers = world.say("Hello", "1").await;
    world.read(10).await;
    let played = |seq: u32| {
        let (person, now) = (world.person, world.now());
        world.store.note_played(person, InboxSeq(seq), now)
    };
    let missing = Err(StoreError::NotFound("message"));
    assert_eq!(played(message.seq.0).await, Ok(Some(world.business)));
    assert_eq!(played(message.seq.0).await, Ok(None));
    assert_eq!(played(hers.seq.0).await, missing, "her own message");
    assert_eq!(played(77).await, missing);
    let told = history(&world, message).await;
    assert_eq!(told.last(), Some(&(6, Status::Played)), "{told:?}");
    let later = world.sent(call(Category::Utility)).await;
    recall(&world, later).await;
    assert_eq!(played(later.seq.0).await, missing, "what is gone");
    world.assert_ledger().await;
    let before = world.export().await;
    let world = world.reopen(factory).await;
    assert_eq!(world.export().await, before);
    let again = world.store.note_played(world.person, message.seq, world.now()).await;
    assert_eq!(again, Ok(None));
}
