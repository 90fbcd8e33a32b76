//! Payments that went back, and payments that nobody's balance has.

use super::StoreFactory;
use super::world::World;
use crate::port::{BALANCE_TOO_SMALL, Store, StoreError};
use crate::record::{BackBooking, BackDone, PaymentIn, Stray, StrayWhy};
use kurier_policy::id::BusinessId;
use kurier_policy::ledger::{Account, Channel, TransferKind, balances};
use kurier_policy::money::{Currency, Micros};
use kurier_policy::payback::{Back, BackState, Due, Share};
use kurier_policy::time::Timestamp;
use std::sync::Arc;

const NET: i64 = 100_000_000;
const VAT: i64 = 19_000_000;

async fn paid(world: &World, name: &str) {
    let payment = PaymentIn {
        business: world.business,
        channel: Channel::Stripe,
        net: Micros(NET),
        vat: Micros(VAT),
        reference: name.to_owned(),
    };
    world.store.pay_in(payment, world.now()).await.unwrap();
}

fn told(reason: &str, gross: i64, state: BackState) -> Back {
    Back {
        payment: "pi".to_owned(),
        reason: reason.to_owned(),
        gross: Micros(gross),
        currency: Currency::EUR,
        state,
        is_dispute: false,
        at: Timestamp(1_000_000),
        booked: None,
    }
}

fn booking(business: BusinessId, line: &Back, is_asked: bool) -> BackBooking {
    let vat = line.gross.0 * 19 / 119;
    BackBooking {
        payment: line.payment.clone(),
        reason: line.reason.clone(),
        business,
        channel: Channel::Stripe,
        share: Share { net: Micros(line.gross.0 - vat), vat: Micros(vat), untaxed: Micros::ZERO },
        is_asked,
    }
}

/// Books what is due of all lines, as the engine does.
async fn settle(store: &dyn Store, business: BusinessId, now: Timestamp) -> Vec<BackDone> {
    let mut done = Vec::new();
    for line in store.backs("pi".to_owned()).await.unwrap() {
        if line.due() != Due::Nothing {
            done.push(store.book_back(booking(business, &line, false), now).await.unwrap());
        }
    }
    done
}

async fn hear(world: &World, told: Back) -> Vec<BackDone> {
    world.store.note_back(told).await.unwrap();
    settle(&*world.store, world.business, world.now()).await
}

/// Tax, operator's loss, and what the provider owes.
async fn accounts(world: &World) -> [i64; 3] {
    let moved = world.store.transfers(world.business, 0, 1_000).await.unwrap();
    let held = balances(&moved).unwrap();
    [Account::Vat, Account::ChargebackLoss, Account::Clearing(Channel::Stripe)]
        .map(|account| held.get(&account).map_or(0, |amount| amount.0))
}

pub async fn what_went_back_is_booked_once_as_it_happened(factory: &dyn StoreFactory) {
    booked_once(factory, [0, 1, 2, 3, 4]).await;
}

pub async fn what_went_back_is_booked_once_when_it_is_told_backwards(factory: &dyn StoreFactory) {
    booked_once(factory, [4, 3, 2, 1, 0]).await;
}

pub async fn what_went_back_is_booked_once_when_the_dispute_is_told_first(
    factory: &dyn StoreFactory,
) {
    booked_once(factory, [3, 0, 4, 1, 2]).await;
}

/// Tells all of it twice in this order.
async fn booked_once(factory: &dyn StoreFactory, order: [usize; 5]) {
    let all = [
        told("refund:1", 11_900_000, BackState::Gone),
        told("refund:2", 23_800_000, BackState::Gone),
        told("refund:2", 23_800_000, BackState::Undone),
        told("dispute:1", NET + VAT, BackState::Gone),
        told("dispute:1", NET + VAT, BackState::Undone),
    ];
    let world = World::start(factory).await;
    let before = world.balance().await.0;
    paid(&world, "pi").await;
    for place in order.into_iter().chain(order) {
        hear(&world, all[place].clone()).await;
    }
    // A tenth is gone for good.
    assert_eq!(world.balance().await.0, before + 90_000_000);
    assert_eq!(accounts(&world).await, [17_100_000, 0, -107_100_000]);
    world.assert_ledger().await;
    let notes = world.store.returns(Some(world.business), None, 100).await.unwrap();
    let advances = world.store.advances(Some(world.business), None, 100).await.unwrap();
    let given_back: i64 = notes.iter().map(|one| one.net.0).sum();
    let came: i64 = advances.iter().map(|one| one.net.0).sum();
    assert_eq!(came - given_back, 90_000_000, "documents say what the ledger holds");
    assert!(notes.iter().zip(1..).all(|(one, place)| one.number.number == place), "no gap");
    let exported = world.export().await;
    let world = world.reopen(factory).await;
    assert_eq!(world.export().await, exported);
}

pub async fn a_refund_is_taken_before_it_is_asked_for_and_only_from_what_is_there(
    factory: &dyn StoreFactory,
) {
    let world = World::start(factory).await;
    let before = world.balance().await.0;
    paid(&world, "pi").await;
    let line = world.store.note_back(told("refund:a", 119_000, BackState::Asked)).await.unwrap();
    let ask = booking(world.business, &line, true);
    let done = world.store.book_back(ask.clone(), world.now()).await.unwrap();
    assert_eq!((done.is_taken, &done.note), (true, &None), "no document before it went");
    let again = world.store.book_back(ask, world.now()).await.unwrap();
    assert!(!again.is_taken);
    assert_eq!(world.balance().await.0, before + NET - 100_000);
    // The provider refused.
    let done = hear(&world, told("refund:a", 119_000, BackState::Undone)).await;
    assert_eq!((done.len(), &done[0].note, &done[0].advance), (1, &None, &None));
    assert_eq!(world.balance().await.0, before + NET);
    let much = told("refund:b", 2 * (before + NET), BackState::Asked);
    let line = world.store.note_back(much).await.unwrap();
    let refused = world.store.book_back(booking(world.business, &line, true), world.now()).await;
    assert_eq!(refused, Err(StoreError::Conflict(BALANCE_TOO_SMALL)));
    assert_eq!(accounts(&world).await, [VAT, 0, -(NET + VAT)]);
    world.assert_ledger().await;
}

pub async fn what_came_again_has_an_invoice_of_its_own(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    paid(&world, "pi").await;
    let done = hear(&world, told("dispute:1", NET + VAT, BackState::Gone)).await;
    let note = done[0].note.clone().unwrap();
    assert_eq!((note.name().ends_with("-000001"), note.advance.number), (true, 1));
    assert_eq!((note.net, note.vat), (Micros(NET), Micros(VAT)));
    let done = hear(&world, told("dispute:1", NET + VAT, BackState::Undone)).await;
    let advance = done[0].advance.clone().unwrap();
    assert_eq!((advance.number.number, advance.net, advance.vat), (2, Micros(NET), Micros(VAT)));
    let moved = world.store.transfers(world.business, advance.transfer - 1, 1).await.unwrap();
    assert_eq!((moved[0].kind, moved[0].amount), (TransferKind::Payment, Micros(NET)));
    world.assert_ledger().await;
}

pub async fn a_line_waits_for_its_payment(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let before = world.balance().await.0;
    let line = world.store.note_back(told("refund:1", 119_000, BackState::Gone)).await.unwrap();
    assert_eq!(world.store.payment("pi".to_owned()).await.unwrap(), None);
    let early = world.store.book_back(booking(world.business, &line, false), world.now()).await;
    assert_eq!(early, Err(StoreError::NotFound("payment")));
    paid(&world, "pi").await;
    let found = world.store.payment("pi".to_owned()).await.unwrap().unwrap();
    assert_eq!((found.business, found.paid), (world.business, Micros(NET + VAT)));
    assert_eq!(found.advance.map(|advance| advance.net), Some(Micros(NET)));
    settle(&*world.store, world.business, world.now()).await;
    assert_eq!(world.balance().await.0, before + NET - 100_000);
    let unknown = booking(world.business, &told("refund:2", 1, BackState::Gone), false);
    let unknown = world.store.book_back(unknown, world.now()).await;
    assert_eq!(unknown, Err(StoreError::NotFound("refund")));
    world.assert_ledger().await;
}

fn stray(payment: &str) -> Stray {
    Stray {
        number: 0,
        payment: payment.to_owned(),
        channel: Channel::Stripe,
        amount: Micros(NET),
        currency: Currency::EUR,
        why: StrayWhy::UnknownBusiness,
        said: "shop 7".to_owned(),
        at: Timestamp(1_000_000),
        placed: None,
    }
}

pub async fn a_payment_of_nobody_is_kept_and_placed_once(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let (other, _) = world.second_business().await;
    let first = world.store.keep_stray(stray("pi_1")).await.unwrap();
    assert_eq!(first.number, 1);
    let again = Stray { why: StrayWhy::OtherCurrency, ..stray("pi_1") };
    assert_eq!(world.store.keep_stray(again).await.unwrap(), first);
    assert_eq!(world.store.keep_stray(stray("pi_2")).await.unwrap().number, 2);
    let place = |whose| world.store.place_stray("pi_1".to_owned(), whose);
    assert_eq!(place(world.business).await.unwrap().placed, Some(world.business));
    assert_eq!(place(world.business).await.unwrap().placed, Some(world.business));
    assert_eq!(place(other).await, Err(StoreError::Conflict("payment")));
    let nobody = world.store.place_stray("pi_3".to_owned(), other).await;
    assert_eq!(nobody, Err(StoreError::NotFound("payment")));
    let names = |found: Vec<Stray>| found.into_iter().map(|it| it.payment).collect::<Vec<_>>();
    assert_eq!(names(world.store.strays(0, 1).await.unwrap()), ["pi_1"]);
    assert_eq!(names(world.store.strays(1, 10).await.unwrap()), ["pi_2"]);
    let exported = world.export().await;
    let world = world.reopen(factory).await;
    assert_eq!(world.export().await, exported);
    let kept = world.store.stray("pi_1".to_owned()).await.unwrap().unwrap();
    assert_eq!((kept.placed, kept.said.as_str()), (Some(world.business), "shop 7"));
}

pub async fn parallel_returns_have_numbers_without_a_gap(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let before = world.balance().await.0;
    paid(&world, "pi").await;
    let mut tasks = Vec::new();
    for number in 0..16 {
        let (store, now, business) = (Arc::clone(&world.store), world.now(), world.business);
        // Each line twice.
        let line = told(&format!("refund:{}", number / 2), 1_190_000, BackState::Gone);
        tasks.push(tokio::spawn(async move {
            store.note_back(line).await.unwrap();
            settle(&*store, business, now).await;
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
    let notes = world.store.returns(None, None, 100).await.unwrap();
    let numbers: Vec<_> = notes.iter().map(|one| one.number.number).collect();
    assert_eq!(numbers, (1..=8).collect::<Vec<_>>());
    assert_eq!(world.balance().await.0, before + NET - 8_000_000);
    world.assert_ledger().await;
}
