//! The two logs: a person's inbox and a business's events.

use super::StoreFactory;
use super::world::{World, accepted, call, text};
use crate::port::StoreError;
use crate::record::{Admission, Received};
use kurier_policy::content::Content;
use kurier_policy::entry::EntryKind;
use kurier_policy::event::EventKind;
use kurier_policy::id::{EventSeq, InboxSeq, MessageRef, PersonId};
use kurier_policy::permission::Purpose;
use kurier_policy::pricing::Category;
use kurier_policy::status::Status;

/// A person with every kind of entry, and some hundred of them.
async fn busy(factory: &dyn StoreFactory) -> World {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    world.say("Hello", "1").await;
    let admission =
        Admission { outbound: world.outbound(text("More")).await, idempotency: None, held: None };
    world.store.admit_batch(vec![admission; 300], world.now()).await.unwrap();
    world.read(150).await;
    world.sent(call(Category::Utility)).await;
    world.withdraw(None).await;
    world.say("Bye", "2").await;
    world
}

pub async fn inboxes_are_free_of_gaps(factory: &dyn StoreFactory) {
    let world = busy(factory).await;
    let places: Vec<u32> = world.inbox().await.iter().map(|entry| entry.seq.0).collect();
    let expected: Vec<u32> = (1..=306).collect();
    assert_eq!(places, expected);
}

pub async fn event_logs_are_free_of_gaps(factory: &dyn StoreFactory) {
    let world = busy(factory).await;
    let places: Vec<i64> = world.events().await.iter().map(|event| event.seq.0).collect();
    let head = world.store.event_head(world.business).await.unwrap().0;
    let expected: Vec<i64> = (1..=head).collect();
    assert_eq!(places, expected);
}

pub async fn heads_of_inboxes_are_told_in_the_order_asked(factory: &dyn StoreFactory) {
    let world = busy(factory).await;
    let stranger = PersonId(1);
    let asked = vec![stranger, world.person, stranger, world.person];
    let told = |head| vec![InboxSeq(0), InboxSeq(head), InboxSeq(0), InboxSeq(head)];
    assert_eq!(world.store.inbox_heads(asked.clone()).await.unwrap(), told(306));
    world.allow(Purpose::Utility).await;
    assert_eq!(world.store.inbox_heads(asked).await.unwrap(), told(307));
    // As many as may be asked at once.
    let many: Vec<PersonId> = (1..1_000).map(PersonId).chain([world.person]).collect();
    let heads = world.store.inbox_heads(many).await.unwrap();
    assert_eq!((heads.len(), heads.last()), (1_000, Some(&InboxSeq(307))));
    assert_eq!(world.store.inbox_heads(Vec::new()).await.unwrap(), Vec::new());
}

pub async fn pages_of_an_inbox_join_without_seam(factory: &dyn StoreFactory) {
    let world = busy(factory).await;
    let whole = world.inbox().await;
    for limit in [1, 7, 64, 65, 299] {
        let mut joined = Vec::new();
        loop {
            let after = InboxSeq(u32::try_from(joined.len()).unwrap());
            let page = world.store.follow_inbox(world.person, after, limit).await.unwrap();
            assert_eq!(page.head.0 as usize, whole.len());
            assert!(page.entries.len() <= limit as usize);
            if page.entries.is_empty() {
                break;
            }
            joined.extend(page.entries);
        }
        assert_eq!(joined, whole, "pages of {limit}");
    }
    let beyond = world.store.follow_inbox(world.person, InboxSeq(u32::MAX), 9).await.unwrap();
    assert!(beyond.entries.is_empty());
}

pub async fn pages_of_events_join_without_seam(factory: &dyn StoreFactory) {
    let world = busy(factory).await;
    let whole = world.events().await;
    let mut joined = Vec::new();
    loop {
        let after = EventSeq(i64::try_from(joined.len()).unwrap());
        let page = world.store.follow_events(world.business, after, 41).await.unwrap();
        if page.is_empty() {
            break;
        }
        joined.extend(page);
    }
    assert_eq!(joined, whole);
}

pub async fn a_message_of_another_business_is_not_found(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    let message = world.sent(call(Category::Utility)).await;
    let (business, _) = world.second_business().await;
    world.allow_to(world.person, business, Purpose::Utility).await;
    let missing = Err(StoreError::NotFound("message"));
    assert_eq!(world.store.message(business, message).await, missing);
    assert_eq!(
        world.store.mark_read(business, message, world.now()).await,
        Err(StoreError::NotFound("message"))
    );
    for seq in [0, 3, 99] {
        let absent = MessageRef { seq: InboxSeq(seq), hint: 0, ..message };
        assert_eq!(world.store.message(world.business, absent).await, missing);
    }
}

pub async fn a_message_is_found_by_a_wrong_hint(factory: &dyn StoreFactory) {
    let world = busy(factory).await;
    let seq = InboxSeq(77);
    let own = world.store.own_message(world.person, seq).await.unwrap();
    for hint in [0, 1, 2, 5_000, u64::MAX] {
        let asked = MessageRef { hint, ..own.message };
        let found = world.store.message(world.business, asked).await.unwrap();
        assert_eq!(found, own);
    }
}

pub async fn a_persons_message_reaches_both_logs(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    let message = world.say("Hello", "1").await;
    let entry = world.inbox().await.pop().unwrap();
    let EntryKind::FromPerson { sender, client_id, .. } = &entry.kind else { panic!("{entry:?}") };
    assert_eq!((*sender, client_id.as_str()), (world.sender, "1"));
    let event = world.events().await.pop().unwrap();
    assert_eq!(event.person, world.relation().await.ids);
    let EventKind::Inbound { message: told, content, reply_to, .. } = event.kind else {
        panic!("{event:?}")
    };
    let said = Content::Text { body: "Hello".to_owned(), preview_url: false };
    assert_eq!((told, content, reply_to), (message, said, None));
}

pub async fn a_repeated_message_of_a_device_is_stored_once(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    world.say("Hello", "1").await;
    let content = Content::Text { body: "Hello".to_owned(), preview_url: false };
    let again = world.receive(content, None, "1").await;
    let Received::Stored { entry, replayed: true, .. } = again else { panic!("{again:?}") };
    let inbox = world.inbox().await;
    assert_eq!(inbox.len(), 2);
    assert_eq!(inbox[1], entry);
    assert_eq!(world.events().await.len(), 2);
}

pub async fn a_person_without_relation_cannot_write(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let content = Content::Text { body: "Hello".to_owned(), preview_url: false };
    assert_eq!(world.receive(content, None, "1").await, Received::NoRelation);
    assert!(world.inbox().await.is_empty());
}

pub async fn a_blocked_business_is_not_written_to(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    let (person, business, now) = (world.person, world.business, world.now());
    world.store.set_blocked(person, business, true, now).await.unwrap();
    let content = Content::Text { body: "Hello".to_owned(), preview_url: false };
    assert_eq!(world.receive(content, None, "1").await, Received::NoRelation);
}

pub async fn a_reply_of_the_person_names_the_answered_message(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    let notice = world.sent(call(Category::Utility)).await;
    let content = Content::Text { body: "Thanks".to_owned(), preview_url: false };
    world.receive(content, Some(notice.seq), "1").await;
    let event = world.events().await.pop().unwrap();
    let EventKind::Inbound { reply_to, target, reply_to_own, .. } = event.kind else {
        panic!("{event:?}")
    };
    assert_eq!((reply_to, target, reply_to_own), (Some(notice), None, true));
}

pub async fn a_persons_reaction_names_its_target(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    let notice = world.sent(call(Category::Utility)).await;
    let reaction = Content::Reaction { target: notice.seq, emoji: "👍".to_owned() };
    world.receive(reaction, None, "1").await;
    let event = world.events().await.pop().unwrap();
    let EventKind::Inbound { reply_to, target, .. } = event.kind else { panic!("{event:?}") };
    assert_eq!((reply_to, target), (None, Some(notice)));
}

pub async fn an_answer_to_nothing_is_refused(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    let (business, sender) = world.second_business().await;
    world.allow_to(world.person, business, Purpose::Utility).await;
    let theirs = world.outbound_to(business, sender, world.person, call(Category::Utility)).await;
    let foreign = accepted(&world.admit(theirs).await).message.seq;
    for seq in [InboxSeq(0), InboxSeq(1), foreign, InboxSeq(99)] {
        let content = Content::Text { body: "Thanks".to_owned(), preview_url: false };
        let received = world.receive(content, Some(seq), "1").await;
        assert_eq!(received, Received::ContextUnknown, "place {seq:?}");
    }
    assert_eq!(world.inbox().await.len(), 3);
}

pub async fn her_own_message_and_its_evidence_are_shown_to_her(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let receipt = world.allow(Purpose::Utility).await;
    let admitted = world.send(call(Category::Utility)).await;
    let record = world.store.own_message(world.person, InboxSeq(2)).await.unwrap();
    assert_eq!(record.evidence.as_ref(), Some(&accepted(&admitted).evidence));
    assert_eq!(record.receipt.as_deref(), Some(&receipt));
    assert_eq!(record.status, Status::Sent);
    world.say("Hello", "1").await;
    let record = world.store.own_message(world.person, InboxSeq(3)).await.unwrap();
    assert_eq!((record.evidence, record.receipt), (None, None));
    let missing = Err(StoreError::NotFound("message"));
    assert_eq!(world.store.own_message(world.person, InboxSeq(4)).await, missing);
    assert_eq!(world.store.own_message(world.person, InboxSeq(1)).await, missing);
}
