//! What is on invoices, documents that were issued, and payments in advance.

use super::StoreFactory;
use super::world::World;
use crate::port::StoreError;
use crate::record::{Issued, PaymentIn};
use kurier_policy::id::BusinessId;
use kurier_policy::ledger::{Channel, TransferKind};
use kurier_policy::money::Micros;
use std::sync::Arc;

fn payment(world: &World, reference: &str) -> PaymentIn {
    PaymentIn {
        business: world.business,
        channel: Channel::Sepa,
        net: Micros(100_000_000),
        vat: Micros(19_000_000),
        reference: reference.to_owned(),
    }
}

pub async fn billing_details_are_kept_apart_and_replaced(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let of = Some(world.business);
    assert_eq!(world.store.billing_details(of).await.unwrap(), None);
    for (who, data) in [(None, "{\"of\":0}"), (of, "{\"of\":1}"), (of, "{\"of\":2}")] {
        world.store.set_billing_details(who, data.to_owned()).await.unwrap();
    }
    let world = world.reopen(factory).await;
    assert_eq!(world.store.billing_details(None).await.unwrap().unwrap(), "{\"of\":0}");
    assert_eq!(world.store.billing_details(of).await.unwrap().unwrap(), "{\"of\":2}");
    let nobody = Some(BusinessId(7));
    let unknown = world.store.set_billing_details(nobody, "{}".to_owned()).await;
    assert_eq!(unknown, Err(StoreError::NotFound("business")));
}

pub async fn a_document_that_was_issued_stays_as_it_is(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let new = |document: &str| Issued {
        number: "2026-000001".to_owned(),
        business: world.business,
        at: world.now(),
        document: document.to_owned(),
    };
    assert_eq!(world.store.issued("2026-000001".to_owned()).await.unwrap(), None);
    let first = world.store.issue(new("first")).await.unwrap();
    assert_eq!(world.store.issue(new("second")).await.unwrap(), first);
    assert_eq!(world.store.issued("2026-000001".to_owned()).await.unwrap(), Some(first));
}

pub async fn a_payment_is_booked_once_and_has_the_next_number(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let before = world.balance().await.0;
    let pay = |reference| world.store.pay_in(payment(&world, reference), world.now());
    let first = pay("one").await.unwrap();
    let advance = first.advance.clone().unwrap();
    assert_eq!((first.is_new, advance.number.number), (true, 1));
    assert_eq!((advance.net, advance.vat), (Micros(100_000_000), Micros(19_000_000)));
    let again = pay("one").await.unwrap();
    assert!(!again.is_new);
    assert_eq!((&again.transfer, &again.advance), (&first.transfer, &first.advance));
    let second = pay("two").await.unwrap().advance.unwrap();
    assert_eq!(world.balance().await.0, before + 200_000_000);
    let all = world.store.advances(Some(world.business), None, 10).await.unwrap();
    assert_eq!(all, [advance.clone(), second.clone()]);
    let rest = world.store.advances(None, Some(advance.number), 10).await.unwrap();
    assert_eq!(rest, [second]);
    let moved = world.store.transfers(world.business, 0, 100).await.unwrap();
    let vat = moved.iter().filter(|one| one.kind == TransferKind::PaymentVat);
    assert_eq!(vat.map(|one| one.amount.0).sum::<i64>(), 38_000_000);
    world.assert_ledger().await;
    let world = world.reopen(factory).await;
    assert_eq!(world.store.advances(None, None, 10).await.unwrap().len(), 2);
}

pub async fn parallel_payments_have_numbers_without_a_gap(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let mut tasks = Vec::new();
    for number in 0..16 {
        let (store, now) = (Arc::clone(&world.store), world.now());
        // Each reference twice.
        let payment = payment(&world, &format!("payment {}", number / 2));
        tasks.push(tokio::spawn(async move { store.pay_in(payment, now).await }));
    }
    let mut booked = 0;
    for task in tasks {
        booked += usize::from(task.await.unwrap().unwrap().is_new);
    }
    let all = world.store.advances(None, None, 100).await.unwrap();
    let numbers: Vec<_> = all.iter().map(|one| one.number.number).collect();
    assert_eq!((booked, numbers), (8, (1..=8).collect()));
    world.assert_ledger().await;
}
