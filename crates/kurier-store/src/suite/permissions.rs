//! Receipts, invitations, withdrawal, blocking.

use super::StoreFactory;
use super::world::{PAID_IN, UTILITY, World, accepted, call, refusal, text};
use crate::port::StoreError;
use kurier_policy::entry::EntryKind;
use kurier_policy::event::EventKind;
use kurier_policy::id::{InboxSeq, ReceiptId};
use kurier_policy::permission::{Cadence, Purpose};
use kurier_policy::pricing::Category;
use kurier_policy::receipt::Decision;
use kurier_policy::refusal::Refusal;
use kurier_policy::status::Status;
use std::collections::BTreeSet;

pub async fn a_receipt_is_the_first_entry_of_the_chat(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let receipt = world.allow(Purpose::Utility).await;
    let entry = world.inbox().await.remove(0);
    assert_eq!(entry.seq, InboxSeq(1));
    assert_eq!(entry.kind, EntryKind::Receipt { receipt: Box::new(receipt.clone()) });
    let id = receipt.receipt.id;
    assert_eq!(world.store.receipt(world.person, id).await, Ok(receipt));
}

pub async fn a_newer_grant_of_the_same_topic_replaces_the_older(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    let mut permission = world.permission(Purpose::Utility, None);
    permission.cadence = Cadence::Weekly;
    let topic = world.permission(Purpose::Utility, Some("Order 7"));
    let permissions = vec![permission, topic];
    let decision = Decision::Grant { permissions: permissions.clone() };
    let receipt = world.receipt(world.person, world.business, decision).await;
    let now = world.now();
    let recorded = world.store.record_receipt(world.person, receipt, None, now).await.unwrap();
    assert_eq!(recorded.relation.permissions, permissions);
}

pub async fn a_withdrawal_fails_what_was_queued_under_it(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    world.sent(call(Category::Utility)).await;
    assert_eq!(world.balance().await, (PAID_IN - UTILITY, UTILITY));
    let entries = world.withdraw(Some(Purpose::Utility)).await;
    assert!(matches!(entries[0].kind, EntryKind::Receipt { .. }));
    let reason = Refusal::PermissionWithdrawn;
    assert_eq!(entries[1].kind, EntryKind::GoneLater { target: InboxSeq(2), reason });
    assert_eq!(world.balance().await, (PAID_IN, 0));
    assert_eq!(world.statuses().await, vec![(2, Status::Sent), (2, Status::Failed)]);
    world.assert_ledger().await;
}

pub async fn a_withdrawal_leaves_delivered_messages_alone(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    world.sent(call(Category::Utility)).await;
    world.delivered(2).await;
    assert_eq!(world.withdraw(None).await.len(), 1);
    assert_eq!(world.statuses().await, vec![(2, Status::Sent), (2, Status::Delivered)]);
    assert!(matches!(world.inbox().await[1].kind, EntryKind::FromBusiness { .. }));
}

pub async fn a_withdrawal_leaves_other_permissions_alone(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    world.allow(Purpose::Marketing).await;
    world.sent(call(Category::Utility)).await;
    world.sent(call(Category::Marketing)).await;
    world.say("Hello", "1").await;
    world.sent(text("Free")).await;
    let entries = world.withdraw(Some(Purpose::Marketing)).await;
    let reason = Refusal::PermissionWithdrawn;
    assert_eq!(entries.len(), 2);
    assert_eq!(entries[1].kind, EntryKind::GoneLater { target: InboxSeq(4), reason });
    world.sent(call(Category::Utility)).await;
    assert_eq!(refusal(&world.send(call(Category::Marketing)).await), reason);
}

pub async fn a_withdrawal_also_fails_what_an_older_grant_of_the_same_let_through(
    factory: &dyn StoreFactory,
) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    world.sent(call(Category::Utility)).await;
    world.allow(Purpose::Utility).await;
    let entries = world.withdraw(None).await;
    let reason = Refusal::PermissionWithdrawn;
    assert_eq!(entries.len(), 2, "{entries:?}");
    assert_eq!(entries[1].kind, EntryKind::GoneLater { target: InboxSeq(2), reason });
    assert_eq!(world.balance().await, (PAID_IN, 0));
}

pub async fn a_withdrawn_purpose_is_told_as_withdrawn(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    world.withdraw(None).await;
    let admitted = world.send(call(Category::Utility)).await;
    assert_eq!(refusal(&admitted), Refusal::PermissionWithdrawn);
    world.allow(Purpose::Utility).await;
    accepted(&world.send(call(Category::Utility)).await);
}

pub async fn blocking_fails_what_was_queued(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    world.say("Hello", "1").await;
    world.sent(call(Category::Utility)).await;
    world.sent(text("Free")).await;
    let (person, business, now) = (world.person, world.business, world.now());
    let entries = world.store.set_blocked(person, business, true, now).await.unwrap();
    let reason = Refusal::RecipientUnavailable;
    let gone: Vec<_> = entries.iter().map(|entry| entry.kind.clone()).collect();
    let later = |place| EntryKind::GoneLater { target: InboxSeq(place), reason };
    assert_eq!(gone, vec![later(3), later(4)]);
    assert_eq!(world.balance().await, (PAID_IN, 0));
    let again = world.store.set_blocked(person, business, true, now).await.unwrap();
    assert!(again.is_empty());
    world.assert_ledger().await;
}

pub async fn unblocking_lets_messages_through_again(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    let (person, business, now) = (world.person, world.business, world.now());
    world.store.set_blocked(person, business, true, now).await.unwrap();
    assert!(world.relation().await.blocked);
    world.store.set_blocked(person, business, false, now).await.unwrap();
    world.sent(call(Category::Utility)).await;
    let stranger = world.another_person(51).await;
    let refused = world.store.set_blocked(stranger, business, true, now).await;
    assert_eq!(refused, Err(StoreError::NotFound("relation")));
}

pub async fn a_gone_message_is_shown_as_gone(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    world.sent(call(Category::Utility)).await;
    world.withdraw(None).await;
    let inbox = world.inbox().await;
    let reason = Refusal::PermissionWithdrawn;
    assert_eq!(inbox.len(), 4);
    assert_eq!(inbox[1].kind, EntryKind::Gone { reason });
    assert_eq!(inbox[3].kind, EntryKind::GoneLater { target: InboxSeq(2), reason });
}

pub async fn preferences_are_told_by_event(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    world.allow(Purpose::Marketing).await;
    world.withdraw(Some(Purpose::Marketing)).await;
    let told: Vec<_> = world
        .events()
        .await
        .into_iter()
        .map(|event| match event.kind {
            EventKind::Preference { purpose, allowed, receipt_seq, .. } => {
                (purpose, allowed, receipt_seq.0)
            }
            other => panic!("{other:?}"),
        })
        .collect();
    let (utility, marketing) = (Purpose::Utility, Purpose::Marketing);
    assert_eq!(told, vec![(utility, true, 1), (marketing, true, 2), (marketing, false, 3)]);
}

pub async fn an_invitation_is_used_no_more_often_than_it_says(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let invite = world.invite(Some(3)).await;
    let mut receipts = Vec::new();
    for n in 0..12 {
        let person = world.another_person(60 + 2 * n).await;
        let permissions = vec![world.permission(Purpose::Utility, None)];
        let decision = Decision::Grant { permissions };
        receipts.push((person, world.receipt(person, world.business, decision).await));
    }
    let mut tasks = Vec::new();
    for (person, receipt) in receipts {
        let (store, code, now) = (world.store.clone(), invite.code.clone(), world.now());
        tasks.push(tokio::spawn(async move {
            store.record_receipt(person, receipt, Some(code), now).await.map(drop)
        }));
    }
    let mut won = 0;
    for task in tasks {
        match task.await.unwrap() {
            Ok(()) => won += 1,
            Err(error) => assert_eq!(error, StoreError::Conflict("invitation used up")),
        }
    }
    assert_eq!(won, 3);
    assert_eq!(world.store.invite(invite.code).await.unwrap().uses_left, Some(0));
}

pub async fn a_used_up_invitation_changes_nothing(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let invite = world.invite(Some(0)).await;
    let permissions = vec![world.permission(Purpose::Utility, None)];
    let receipt =
        world.receipt(world.person, world.business, Decision::Grant { permissions }).await;
    let before = world.export().await;
    let (store, now) = (&world.store, world.now());
    let refused = store.record_receipt(world.person, receipt.clone(), Some(invite.code), now).await;
    assert_eq!(refused.map(drop), Err(StoreError::Conflict("invitation used up")));
    let unknown = Some("NOSUCH".to_owned());
    let refused = store.record_receipt(world.person, receipt, unknown, now).await;
    assert_eq!(refused.map(drop), Err(StoreError::NotFound("invitation")));
    assert_eq!(world.export().await, before);
}

pub async fn receipts_are_found_by_their_person_only(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let receipt = world.allow(Purpose::Utility).await.receipt.id;
    let stranger = world.another_person(51).await;
    let missing = Err(StoreError::NotFound("receipt"));
    assert_eq!(world.store.receipt(stranger, receipt).await, missing);
    assert_eq!(world.store.receipt(world.person, ReceiptId(7)).await, missing);
}

/// The factory's maker gives every pair of a business the same `wa_id` at attempt 0.
pub async fn pair_ids_that_are_taken_are_drawn_again(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let mut seen = BTreeSet::new();
    for n in 0..5 {
        let person = world.another_person(70 + 2 * n).await;
        let relation = world.store.relate(world.business, person, world.now()).await.unwrap();
        assert!(seen.insert(relation.ids.wa_id.clone()), "{} twice", relation.ids.wa_id);
        let wa_id = relation.ids.wa_id.parse().unwrap();
        let found = world.store.relation_by_wa_id(world.business, wa_id).await.unwrap();
        assert_eq!(found, relation);
        let again = world.store.relate(world.business, person, world.now()).await.unwrap();
        assert_eq!(again, relation);
        assert_eq!(world.store.relations(person).await.unwrap(), vec![relation]);
    }
}
