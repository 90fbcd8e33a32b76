//! Messages that wait for their time.

use super::StoreFactory;
use super::world::{World, call, key, text};
use crate::port::StoreError;
use crate::record::{
    Admission, Admitted, Cancelled, IdempotencyKey, NewScheduled, Scheduled, ScheduledPut,
    ScheduledState, Settled, Settlement,
};
use kurier_policy::id::{BusinessId, InboxSeq, MessageRef};
use kurier_policy::outbound::Draft;
use kurier_policy::permission::Purpose;
use kurier_policy::pricing::Category;
use kurier_policy::refusal::Refusal;
use kurier_policy::status::Status::{Failed, Sent};

async fn new(world: &World, draft: Draft, in_s: i64) -> NewScheduled {
    let due_at = world.now().plus_s(in_s);
    NewScheduled {
        outbound: world.outbound(draft).await,
        input: "+1 (2)".to_owned(),
        due_at,
        held: None,
    }
}

async fn put(world: &World, in_s: i64) -> Scheduled {
    let new = new(world, call(Category::Utility), in_s).await;
    match world.store.schedule(new, None, 10, world.now()).await.unwrap() {
        ScheduledPut::Kept { scheduled, replayed: false } => *scheduled,
        other => panic!("not kept: {other:?}"),
    }
}

async fn go(world: &World, one: &Scheduled) -> Admitted {
    let idempotency = Some(IdempotencyKey::of_scheduled(one.id));
    let item = Admission { outbound: one.outbound.clone(), idempotency, held: None };
    world.store.admit_batch(vec![item], world.now()).await.unwrap().remove(0)
}

async fn settle(world: &World, one: &Scheduled, outcome: Settled) {
    let settlement = Settlement { business: one.business, id: one.id, outcome };
    world.store.settle_scheduled(vec![settlement], world.now()).await.unwrap();
}

fn ids(all: &[Scheduled]) -> Vec<i64> {
    all.iter().map(|one| one.id).collect()
}

async fn due(world: &World) -> Vec<i64> {
    ids(&world.store.take_due(world.now(), 10).await.unwrap())
}

pub async fn a_scheduled_message_is_kept_as_it_was_asked_for(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let wanted = new(&world, text("Later"), 60).await;
    let kept = world.store.schedule(wanted.clone(), None, 10, world.now()).await.unwrap();
    let ScheduledPut::Kept { scheduled, .. } = kept else { panic!("not kept: {kept:?}") };
    assert_eq!((&scheduled.outbound, &scheduled.input), (&wanted.outbound, &wanted.input));
    assert_eq!((scheduled.due_at, scheduled.state), (wanted.due_at, ScheduledState::Scheduled));
    let world = world.reopen(factory).await;
    let found = world.store.scheduled(world.business, scheduled.id).await.unwrap();
    assert_eq!(found, *scheduled);
    assert!(world.inbox().await.is_empty() && world.events().await.is_empty());
    let missing = Err(StoreError::NotFound("scheduled"));
    assert_eq!(world.store.scheduled(BusinessId(1), scheduled.id).await, missing);
    assert_eq!(world.store.scheduled(world.business, scheduled.id + 1).await, missing);
}

pub async fn what_waits_is_paged_and_bounded(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let mut all = Vec::new();
    for second in 0..10 {
        all.push(put(&world, 100 - second).await.id);
    }
    assert!(all.is_sorted_by(|a, b| a < b), "{all:?}");
    let more = new(&world, text("One more"), 5).await;
    let full = world.store.schedule(more.clone(), None, 10, world.now()).await;
    assert_eq!(full, Ok(ScheduledPut::Full));
    let page = |after, limit| world.store.waiting_scheduled(world.business, after, limit);
    assert_eq!(ids(&page(0, 4).await.unwrap()), all[..4]);
    assert_eq!(ids(&page(all[3], 100).await.unwrap()), all[4..]);
    let (other, _) = world.second_business().await;
    assert!(world.store.waiting_scheduled(other, 0, 9).await.unwrap().is_empty());
    world.store.cancel_scheduled(world.business, all[0], world.now()).await.unwrap();
    let kept = world.store.schedule(more, None, 10, world.now()).await.unwrap();
    assert!(matches!(kept, ScheduledPut::Kept { .. }), "a place came free");
}

pub async fn due_messages_come_oldest_first_and_no_earlier(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    assert_eq!(world.store.next_due().await, Ok(None));
    let (late, early, middle) =
        (put(&world, 300).await, put(&world, 100).await, put(&world, 200).await);
    assert_eq!(world.store.next_due().await, Ok(Some(early.due_at)));
    assert!(due(&world).await.is_empty());
    world.advance_s(200);
    assert_eq!(due(&world).await, vec![early.id, middle.id]);
    assert_eq!(due(&world).await, vec![early.id, middle.id], "what went nowhere is still due");
    world.advance_s(100);
    let first = world.store.take_due(world.now(), 2).await.unwrap();
    assert_eq!(ids(&first), vec![early.id, middle.id]);
    assert_eq!(due(&world).await.last(), Some(&late.id));
}

pub async fn who_waits_can_be_cancelled_and_who_goes_cannot(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let (cancelled, going) = (put(&world, 10).await, put(&world, 10).await);
    let cancel = |id| world.store.cancel_scheduled(world.business, id, world.now());
    let done = cancel(cancelled.id).await.unwrap();
    assert!(matches!(&done, Cancelled::Done(one) if one.state == ScheduledState::Cancelled));
    let again = cancel(cancelled.id).await.unwrap();
    assert!(matches!(&again, Cancelled::TooLate(one) if one.state == ScheduledState::Cancelled));
    world.advance_s(10);
    assert_eq!(due(&world).await, vec![going.id]);
    let late = cancel(going.id).await.unwrap();
    assert!(matches!(&late, Cancelled::TooLate(one) if one.state == ScheduledState::Going));
    settle(&world, &going, Settled::Again(world.now().plus_s(5))).await;
    assert!(due(&world).await.is_empty());
    assert!(matches!(cancel(going.id).await.unwrap(), Cancelled::Done(_)), "it waits again");
    let missing = world.store.cancel_scheduled(BusinessId(1), going.id, world.now()).await;
    assert_eq!(missing, Err(StoreError::NotFound("scheduled")));
}

pub async fn a_crash_between_going_and_settling_sends_once(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    let one = put(&world, 10).await;
    world.advance_s(10);
    assert_eq!(due(&world).await, vec![one.id]);
    let Admitted::Accepted(first) = go(&world, &one).await else { panic!("not accepted") };
    // The program dies before it could write that down, and is away for longer than other keys are kept.
    let world = world.reopen(factory).await;
    world.advance_s(20 * 86_400);
    for n in 0..300 {
        let outbound = world.outbound(call(Category::Utility)).await;
        world.admit_with(outbound, key(&format!("k{n}"), 1)).await;
    }
    assert_eq!(due(&world).await, vec![one.id]);
    let Admitted::Accepted(again) = go(&world, &one).await else { panic!("not accepted") };
    assert_eq!(again.message, first.message);
    assert!(again.replayed);
    settle(&world, &one, Settled::Sent(first.message)).await;
    assert!(due(&world).await.is_empty());
    let found = world.store.scheduled(world.business, one.id).await.unwrap();
    assert_eq!((found.state, found.message), (ScheduledState::Sent, Some(first.message)));
    let export = world.export().await;
    assert!(!export.contains("\\u0001"), "its key went with it");
}

pub async fn what_refuses_a_scheduled_message_is_told_by_an_event(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    let mut new = new(&world, call(Category::Utility), 10).await;
    new.outbound.reply_to = Some(MessageRef { seq: InboxSeq(900), ..world.say("Hm", "1").await });
    let kept = world.store.schedule(new, None, 10, world.now()).await.unwrap();
    let ScheduledPut::Kept { scheduled: one, .. } = kept else { panic!("not kept: {kept:?}") };
    let direct = world.admit(one.outbound.clone()).await;
    assert!(matches!(direct, Admitted::Refused { refusal: Refusal::ContextUnknown, .. }));
    let Admitted::FailedLater { refusal, message, .. } = go(&world, &one).await else {
        panic!("not refused later")
    };
    assert_eq!(refusal, Refusal::ContextUnknown);
    let told: Vec<_> = world.statuses().await.into_iter().map(|it| it.1).collect();
    assert_eq!(told, vec![Failed]);
    let record = world.store.message(world.business, message).await.unwrap();
    assert_eq!(record.status, Failed);
    world.assert_ledger().await;
}

pub async fn a_withdrawal_in_between_wins(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    let one = put(&world, 10).await;
    world.withdraw(None).await;
    let refused = go(&world, &one).await;
    assert!(
        matches!(refused, Admitted::FailedLater { refusal: Refusal::PermissionWithdrawn, .. }),
        "{refused:?}"
    );
    world.allow(Purpose::Utility).await;
    let other = put(&world, 10).await;
    assert!(matches!(go(&world, &other).await, Admitted::Accepted(_)));
    let told: Vec<_> = world.statuses().await.into_iter().map(|it| it.1).collect();
    assert_eq!(told, vec![Failed, Sent]);
}

pub async fn the_same_key_and_body_schedule_once(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    let wanted = new(&world, call(Category::Utility), 60).await;
    let call_it =
        |digest, max| world.store.schedule(wanted.clone(), key("a", digest), max, world.now());
    let ScheduledPut::Kept { scheduled, replayed } = call_it(1, 10).await.unwrap() else {
        panic!("not kept")
    };
    assert!(!replayed);
    let again = call_it(1, 0).await.unwrap();
    assert_eq!(again, ScheduledPut::Kept { scheduled, replayed: true });
    assert_eq!(call_it(2, 10).await, Ok(ScheduledPut::KeyReused));
    world.admit_with(wanted.outbound.clone(), key("b", 1)).await;
    let used = world.store.schedule(wanted.clone(), key("b", 1), 10, world.now()).await;
    assert_eq!(used, Ok(ScheduledPut::KeyReused), "a message was sent under it");
    assert_eq!(world.store.waiting_scheduled(world.business, 0, 9).await.unwrap().len(), 1);
}

pub async fn what_is_long_done_with_is_forgotten(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let (done, waits) = (put(&world, 10).await, put(&world, 90 * 86_400).await);
    world.store.cancel_scheduled(world.business, done.id, world.now()).await.unwrap();
    let edge = world.now().plus_s(1);
    assert_eq!(world.store.forget_scheduled(world.now(), 10).await, Ok(0));
    assert_eq!(world.store.forget_scheduled(edge, 10).await, Ok(1));
    let missing = Err(StoreError::NotFound("scheduled"));
    assert_eq!(world.store.scheduled(world.business, done.id).await, missing);
    assert!(world.store.scheduled(world.business, waits.id).await.is_ok());
}
