//! The ledger.

use super::StoreFactory;
use super::world::{MARKETING, PAID_IN, UTILITY, World, accepted, call, card, race, refusal, text};
use crate::port::StoreError;
use crate::record::{Admission, Admitted};
use kurier_policy::id::BusinessId;
use kurier_policy::ledger::{Account, TransferKind};
use kurier_policy::money::Micros;
use kurier_policy::permission::Purpose;
use kurier_policy::pricing::{Category, PriceKind};
use kurier_policy::rate::{Limits, Rate};
use kurier_policy::refusal::Refusal;

pub async fn a_price_is_reserved_then_posted(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    world.sent(call(Category::Utility)).await;
    assert_eq!(world.balance().await, (PAID_IN - UTILITY, UTILITY));
    world.delivered(2).await;
    assert_eq!(world.balance().await, (PAID_IN - UTILITY, 0));
    world.read(2).await;
    let transfers = world.store.transfers(world.business, 0, 10).await.unwrap();
    let kinds: Vec<_> = transfers.iter().map(|transfer| transfer.kind).collect();
    assert_eq!(kinds, vec![TransferKind::TopUp, TransferKind::Reserve, TransferKind::Post]);
    assert_eq!(transfers[2].credit, Account::Revenue(Category::Utility));
    assert_eq!(transfers[2].amount, Micros(UTILITY));
    let later = world.store.transfers(world.business, transfers[1].id, 10).await.unwrap();
    assert_eq!(later, transfers[2..]);
    world.assert_ledger().await;
}

pub async fn a_failed_message_costs_nothing(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    assert_eq!(refusal(&world.send(call(Category::Utility)).await), Refusal::RecipientUnavailable);
    world.allow(Purpose::Utility).await;
    world.sent(call(Category::Utility)).await;
    world.withdraw(None).await;
    assert_eq!(world.balance().await, (PAID_IN, 0));
    let transfers = world.store.transfers(world.business, 0, 10).await.unwrap();
    assert_eq!(transfers.last().unwrap().kind, TransferKind::Void);
    world.assert_ledger().await;
}

pub async fn a_batch_makes_one_transfer(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    let outbound = world.outbound(call(Category::Utility)).await;
    let batch = vec![Admission { outbound, idempotency: None, held: None }; 40];
    world.store.admit_batch(batch, world.now()).await.unwrap();
    let transfers = world.store.transfers(world.business, 0, 10).await.unwrap();
    assert_eq!(transfers.len(), 2);
    let reserved = &transfers[1];
    assert_eq!((reserved.messages, reserved.amount), (40, Micros(40 * UTILITY)));
    assert_eq!((reserved.first_event.0, reserved.last_event.0), (2, 41));
    world.assert_ledger().await;
}

pub async fn only_one_of_many_gets_the_last_cent(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Marketing).await;
    world.store.add_rate_card(card(2, world.now(), UTILITY)).await.unwrap();
    let outbound = world.outbound(call(Category::Marketing)).await;
    let affordable = PAID_IN / MARKETING;
    let batch = vec![
        Admission { outbound: outbound.clone(), idempotency: None, held: None };
        usize::try_from(affordable - 1).unwrap()
    ];
    world.store.admit_batch(batch, world.now()).await.unwrap();
    assert_eq!(world.balance().await.0, MARKETING);
    let stores = [world.store.clone()];
    let won = race(&stores, &outbound, world.now(), Refusal::BalanceExhausted).await;
    assert_eq!(won, 1);
    assert_eq!(world.balance().await, (0, PAID_IN));
    world.assert_ledger().await;
}

pub async fn only_one_of_many_gets_the_last_place_of_a_limit(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    let throughput = Some(Rate { period_us: 60_000_000, burst: 2 });
    world.store.set_limits(Limits { throughput, ..Limits::default() }).await.unwrap();
    world.sent(call(Category::Utility)).await;
    let outbound = world.outbound(call(Category::Utility)).await;
    let stores = [world.store.clone()];
    let won = race(&stores, &outbound, world.now(), Refusal::ThroughputExceeded).await;
    assert_eq!(won, 1);
    world.assert_ledger().await;
}

pub async fn a_payment_with_one_reference_happens_once(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let (store, business, now) = (&world.store, world.business, world.now());
    let pay =
        |amount, reference: &str| store.top_up(business, Micros(amount), reference.to_owned(), now);
    let first = pay(500, "bank 7").await.unwrap();
    assert_eq!(pay(500, "bank 7").await.unwrap(), first);
    assert_ne!(pay(500, "bank 8").await.unwrap().id, first.id);
    assert_eq!(world.balance().await.0, PAID_IN + 1_000);
    world.assert_ledger().await;
}

pub async fn nothing_is_paid_in_negative(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    for amount in [0, -5] {
        let paid = world
            .store
            .top_up(world.business, Micros(amount), format!("bank {amount}"), world.now())
            .await;
        assert!(matches!(paid, Err(StoreError::Conflict(_))), "{paid:?}");
    }
    let unknown = BusinessId(7);
    let paid = world.store.top_up(unknown, Micros(5), "x".to_owned(), world.now()).await;
    assert_eq!(paid, Err(StoreError::NotFound("business")));
    world.assert_ledger().await;
}

pub async fn the_card_in_force_decides_the_price(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    let change = world.now().plus_s(100);
    world.store.add_rate_card(card(2, change, 2 * UTILITY)).await.unwrap();
    let before = accepted(&world.send(call(Category::Utility)).await).evidence.clone();
    world.advance_s(100);
    let after = accepted(&world.send(call(Category::Utility)).await).evidence.clone();
    assert_eq!((before.price, before.rate_card), (Micros(UTILITY), 1));
    assert_eq!((after.price, after.rate_card), (Micros(2 * UTILITY), 2));
    assert_eq!(world.store.rate_card(change).await.unwrap().version, 2);
    assert_eq!(world.store.rate_card(change.plus_s(-1)).await.unwrap().version, 1);
    world.delivered(3).await;
    world.assert_ledger().await;
}

pub async fn the_ledger_balances_after_a_busy_day(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    world.allow(Purpose::Marketing).await;
    for round in 0..10_u32 {
        world.sent(call(Category::Utility)).await;
        world.sent(call(Category::Marketing)).await;
        match round % 5 {
            1 => drop(world.delivered(2 + round).await),
            2 => drop(world.say("Hello", &format!("{round}")).await),
            3 => drop(world.read(u32::MAX).await),
            4 => {
                world.withdraw(Some(Purpose::Marketing)).await;
                world.allow(Purpose::Marketing).await;
            }
            _ => {}
        }
    }
    world.sent(text("Free")).await;
    let free = world.send(call(Category::Utility)).await;
    let EntryPrice { kind, micros } = price_of(&free);
    assert_eq!((kind, micros), (PriceKind::FreeCustomerService, 0), "free inside the window");
    let report = world.store.verify_ledger().await.unwrap();
    assert_eq!(report.findings, Vec::<String>::new());
    assert!(report.messages >= 10, "{report:?}");
}

struct EntryPrice {
    kind: PriceKind,
    micros: i64,
}

fn price_of(admitted: &Admitted) -> EntryPrice {
    let entry = accepted(admitted).entry.clone().unwrap();
    match &entry.kind {
        kurier_policy::entry::EntryKind::FromBusiness { price, .. } => {
            EntryPrice { kind: price.kind, micros: price.micros.0 }
        }
        other => panic!("{other:?}"),
    }
}
