//! Statuses: cursors that only go forward, and the events that follow from them.

use super::StoreFactory;
use super::world::{PAID_IN, UTILITY, World, accepted, call, text};
use crate::port::StoreError;
use crate::record::{Ack, Expired, InboxState};
use kurier_policy::entry::EntryKind;
use kurier_policy::id::InboxSeq;
use kurier_policy::permission::Purpose;
use kurier_policy::pricing::Category;
use kurier_policy::refusal::Refusal;
use kurier_policy::status::Status::{Delivered, Failed, Read, Sent};

pub async fn each_status_is_told_once_and_in_order(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    let message = world.sent(call(Category::Utility)).await;
    assert_eq!(world.delivered(2).await, vec![world.business]);
    assert_eq!(world.read(2).await, vec![world.business]);
    assert_eq!(world.statuses().await, vec![(2, Sent), (2, Delivered), (2, Read)]);
    let record = world.store.message(world.business, message).await.unwrap();
    assert_eq!(record.status, Read);
}

pub async fn a_repeated_acknowledgement_changes_nothing(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    world.sent(call(Category::Utility)).await;
    world.delivered(2).await;
    world.read(2).await;
    let before = world.export().await;
    assert!(world.delivered(2).await.is_empty());
    assert!(world.delivered(1).await.is_empty());
    assert!(world.read(2).await.is_empty());
    assert_eq!(world.export().await, before);
}

pub async fn a_place_beyond_the_head_counts_as_the_head(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    world.sent(call(Category::Utility)).await;
    world.delivered(4_000_000_000).await;
    let state = world.store.inbox_state(world.person).await.unwrap();
    assert_eq!((state.head, state.delivered), (InboxSeq(2), InboxSeq(2)));
    world.sent(call(Category::Utility)).await;
    assert_eq!(world.statuses().await, vec![(2, Sent), (2, Delivered), (3, Sent)]);
}

pub async fn reading_implies_delivery(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    world.sent(call(Category::Utility)).await;
    world.sent(call(Category::Utility)).await;
    world.read(2).await;
    let told = vec![(2, Sent), (3, Sent), (2, Delivered), (2, Read)];
    assert_eq!(world.statuses().await, told);
    assert_eq!(world.balance().await, (PAID_IN - 2 * UTILITY, UTILITY));
}

pub async fn reading_one_conversation_leaves_the_other_unread(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    let (business, sender) = world.second_business().await;
    world.allow_to(world.person, business, Purpose::Utility).await;
    world.sent(call(Category::Utility)).await;
    let theirs = world.outbound_to(business, sender, world.person, call(Category::Utility)).await;
    accepted(&world.admit(theirs).await);
    world.read(4).await;
    let state = world.store.inbox_state(world.person).await.unwrap();
    let read = vec![(world.business, InboxSeq(4)), (business, InboxSeq(0))];
    let mut found = state.read.clone();
    found.sort_unstable();
    assert_eq!(found, read);
    let others = world.events_of(business).await;
    let last = others.last().unwrap();
    assert!(format!("{last:?}").contains("Delivered"), "delivered, not read: {last:?}");
}

pub async fn a_cursor_never_goes_back(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    for _ in 0..3 {
        world.sent(call(Category::Utility)).await;
    }
    world.read(4).await;
    world.read(2).await;
    world.delivered(1).await;
    let state = world.store.inbox_state(world.person).await.unwrap();
    let read = vec![(world.business, InboxSeq(4))];
    let all = InboxSeq(4);
    assert_eq!(state, InboxState { head: all, delivered: all, read });
}

pub async fn the_business_marks_a_message_read_once(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    let first = world.say("One", "1").await;
    let second = world.say("Two", "2").await;
    let now = world.now();
    let read = world.store.mark_read(world.business, second, now).await.unwrap();
    let (person, entry) = read.unwrap();
    assert_eq!(person, world.person);
    assert_eq!(entry.kind, EntryKind::ReadByBusiness { up_to: second.seq });
    assert_eq!(world.store.mark_read(world.business, first, now).await.unwrap(), None);
    let own = world.sent(text("Three")).await;
    let refused = world.store.mark_read(world.business, own, now).await;
    assert_eq!(refused, Err(StoreError::NotFound("message")));
    assert_eq!(world.inbox().await.len(), 5);
}

pub async fn undelivered_messages_expire(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    world.sent(call(Category::Utility)).await;
    world.delivered(2).await;
    world.sent(call(Category::Utility)).await;
    world.sent(call(Category::Utility)).await;
    world.advance_s(100);
    let edge = world.now();
    world.sent(call(Category::Utility)).await;
    world.advance_s(100);
    let now = world.now();
    let expired = world.store.expire_undelivered(edge, 1, now).await.unwrap();
    assert_eq!(expired, vec![(world.person, world.business)], "no more than the limit");
    let expired = world.store.expire_undelivered(edge, 10, now).await.unwrap();
    assert_eq!(expired.len(), 1);
    assert!(world.store.expire_undelivered(edge, 10, now).await.unwrap().is_empty());
    let failed: Vec<_> = world.statuses().await.into_iter().filter(|s| s.1 == Failed).collect();
    assert_eq!(failed, vec![(3, Failed), (4, Failed)]);
    let inbox = world.inbox().await;
    assert_eq!(inbox[2].kind, EntryKind::Gone { reason: Refusal::Expired });
    assert_eq!(world.balance().await, (PAID_IN - 2 * UTILITY, UTILITY));
    world.assert_ledger().await;
}

pub async fn a_message_of_a_template_with_little_time_fails_when_it_is_over(
    factory: &dyn StoreFactory,
) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    let mut short = world.store.templates(world.business, None, 1).await.unwrap();
    short[0].life.ttl_s = Some(30);
    let (business, now) = (world.business, world.now());
    world.store.change_templates(business, short, Vec::new(), now).await.unwrap();
    let first = world.sent(call(Category::Utility)).await;
    world.delivered(first.seq.0).await;
    let second = world.sent(call(Category::Utility)).await;
    world.advance_s(29);
    let third = world.sent(call(Category::Utility)).await;
    let none = world.store.expire_lapsed(10, world.now()).await.unwrap();
    assert_eq!(none, Expired::default());
    world.advance_s(1);
    let world = world.reopen(factory).await;
    let page = world.store.expire_lapsed(1, world.now()).await.unwrap();
    assert_eq!(page, Expired { failed: vec![], more: true }, "the first is with her");
    let page = world.store.expire_lapsed(10, world.now()).await.unwrap();
    assert_eq!(page, Expired { failed: vec![(world.person, world.business)], more: false });
    assert_eq!(world.store.expire_lapsed(10, world.now()).await.unwrap(), Expired::default());
    let failed = vec![(second.seq.0, Failed)];
    let told = world.statuses().await;
    assert_eq!(told.into_iter().filter(|s| s.1 == Failed).collect::<Vec<_>>(), failed);
    world.advance_s(29);
    assert_eq!(world.store.expire_lapsed(10, world.now()).await.unwrap().failed.len(), 1);
    let record = world.store.message(world.business, third).await.unwrap();
    assert_eq!(record.status, Failed);
    assert_eq!(world.balance().await, (PAID_IN - UTILITY, 0), "only what was delivered is charged");
    world.assert_ledger().await;
}

pub async fn gone_messages_are_never_delivered(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    let message = world.sent(call(Category::Utility)).await;
    world.withdraw(None).await;
    world.read(100).await;
    assert_eq!(world.statuses().await, vec![(2, Sent), (2, Failed)]);
    let record = world.store.message(world.business, message).await.unwrap();
    assert_eq!(record.status, Failed);
    assert_eq!(world.balance().await, (PAID_IN, 0));
}

pub async fn a_long_backlog_is_acknowledged_in_windows(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    world.say("Hello", "1").await;
    let outbound = world.outbound(text("More")).await;
    let admission = crate::record::Admission { outbound, idempotency: None, held: None };
    world.store.admit_batch(vec![admission; 700], world.now()).await.unwrap();
    for up_to in [100, 101, 228, 400, 640, 702] {
        world.delivered(up_to).await;
    }
    world.read(702).await;
    let mut cursor = kurier_policy::id::EventSeq(0);
    let (mut delivered, mut read) = (Vec::new(), Vec::new());
    loop {
        let page = world.store.follow_events(world.business, cursor, 500).await.unwrap();
        let Some(last) = page.last() else { break };
        cursor = last.seq;
        for event in page {
            match event.kind {
                kurier_policy::event::EventKind::Status { message, status: Delivered, .. } => {
                    delivered.push(message.seq.0);
                }
                kurier_policy::event::EventKind::Status { message, status: Read, .. } => {
                    read.push(message.seq.0);
                }
                _ => {}
            }
        }
    }
    let all: Vec<u32> = (3..=702).collect();
    assert_eq!(delivered, all);
    assert_eq!(read, all);
    let ack = Ack::Delivered { person: world.person, up_to: InboxSeq(702) };
    assert!(world.store.acknowledge_batch(vec![ack], world.now()).await.unwrap().is_empty());
}
