//! On which terms a business pays.

use super::StoreFactory;
use super::world::{MARKETING, PAID_IN, UTILITY, World, accepted, call, card, race, refusal, text};
use crate::record::{Admitted, Booking};
use kurier_policy::ledger::{Channel, TransferKind};
use kurier_policy::money::Micros;
use kurier_policy::permission::Purpose;
use kurier_policy::pricing::{Category, PriceKind, Quota};
use kurier_policy::refusal::Refusal;
use kurier_policy::rules::spending::Terms;
use kurier_policy::standing::Standing;
use kurier_policy::time::DAY_S;

async fn world(factory: &dyn StoreFactory) -> World {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    world.allow(Purpose::Marketing).await;
    world
}

async fn set(world: &World, terms: Terms) {
    let was = world.store.business(world.business).await.unwrap().standing;
    let standing = Standing { terms, ..was };
    world.store.set_standing(world.business, was, standing).await.unwrap();
}

async fn money(world: &World) -> (i64, i64, i64) {
    let balance = world.store.balance(world.business).await.unwrap();
    (balance.prepaid.0, balance.reserved.0, balance.owed.0)
}

fn detail(admitted: &Admitted) -> String {
    match admitted {
        Admitted::Refused { evidence, .. } => evidence.detail.clone().unwrap_or_default(),
        other => panic!("not refused: {other:?}"),
    }
}

pub async fn a_spending_limit_of_the_day_holds_and_begins_anew(factory: &dyn StoreFactory) {
    let world = world(factory).await;
    set(&world, Terms { spend_per_day: Some(Micros(2 * UTILITY)), ..Terms::default() }).await;
    world.sent(call(Category::Utility)).await;
    world.sent(call(Category::Utility)).await;
    let refused = world.send(call(Category::Utility)).await;
    assert_eq!(refusal(&refused), Refusal::BalanceExhausted);
    assert!(detail(&refused).contains("limit of the day"), "{}", detail(&refused));
    world.say("Hello", "1").await;
    world.sent(text("Free")).await;
    world.sent(call(Category::Utility)).await;
    world.advance_s(2 * DAY_S);
    world.sent(call(Category::Utility)).await;
    let spent = world.store.usage(world.business, None).await.unwrap().spent.at(world.now());
    assert_eq!((spent.day.0, spent.month.0), (UTILITY, 3 * UTILITY));
    world.assert_ledger().await;
}

pub async fn a_message_that_fails_is_not_spent(factory: &dyn StoreFactory) {
    let world = world(factory).await;
    set(&world, Terms { spend_per_month: Some(Micros(MARKETING)), ..Terms::default() }).await;
    world.sent(call(Category::Marketing)).await;
    let refused = world.send(call(Category::Utility)).await;
    assert!(detail(&refused).contains("limit of the month"), "{}", detail(&refused));
    world.withdraw(Some(Purpose::Marketing)).await;
    world.sent(call(Category::Utility)).await;
    world.assert_ledger().await;
}

pub async fn one_of_many_gets_what_a_spending_limit_leaves(factory: &dyn StoreFactory) {
    let world = world(factory).await;
    set(&world, Terms { spend_per_day: Some(Micros(UTILITY + 1)), ..Terms::default() }).await;
    let outbound = world.outbound(call(Category::Utility)).await;
    let stores = [world.store.clone()];
    let won = race(&stores, &outbound, world.now(), Refusal::BalanceExhausted).await;
    assert_eq!(won, 1);
    world.assert_ledger().await;
}

pub async fn a_credit_line_is_drawn_and_paid_back(factory: &dyn StoreFactory) {
    let world = world(factory).await;
    let all = PAID_IN + MARKETING;
    world.store.add_rate_card(card(2, world.now(), PAID_IN - 10)).await.unwrap();
    set(&world, Terms { credit_limit: Micros(2 * MARKETING), ..Terms::default() }).await;
    world.sent(call(Category::Utility)).await;
    assert_eq!(money(&world).await, (10, PAID_IN - 10, 0));
    world.sent(call(Category::Marketing)).await;
    assert_eq!(money(&world).await, (0, all - 10, MARKETING - 10));
    world.sent(call(Category::Marketing)).await;
    let refused = world.send(call(Category::Marketing)).await;
    assert_eq!(refusal(&refused), Refusal::BalanceExhausted);
    world.delivered(3).await;
    world.withdraw(Some(Purpose::Marketing)).await;
    assert_eq!(money(&world).await, (10, 0, 0));
    let (now, amount) = (world.now(), Micros(3 * MARKETING));
    world.store.top_up(world.business, amount, "late".to_owned(), now).await.unwrap();
    assert_eq!(money(&world).await.2, 0);
    let kinds: Vec<_> = world.store.transfers(world.business, 0, 50).await.unwrap();
    let of = |kind| kinds.iter().any(|transfer| transfer.kind == kind);
    assert!(of(TransferKind::Draw) && of(TransferKind::Repay), "{kinds:?}");
    world.assert_ledger().await;
}

pub async fn free_messages_of_the_month_are_counted_and_come_back(factory: &dyn StoreFactory) {
    let world = world(factory).await;
    let mut free = card(2, world.now(), UTILITY);
    free.quotas = vec![Quota { category: Category::Utility, messages: 1 }];
    world.store.add_rate_card(free).await.unwrap();
    world.sent(call(Category::Utility)).await;
    assert_eq!(money(&world).await, (PAID_IN, 0, 0));
    world.sent(call(Category::Utility)).await;
    assert_eq!(money(&world).await, (PAID_IN - UTILITY, UTILITY, 0));
    world.withdraw(None).await;
    world.allow(Purpose::Utility).await;
    let again = world.send(call(Category::Utility)).await;
    let entry = accepted(&again).entry.clone().unwrap();
    let kurier_policy::entry::EntryKind::FromBusiness { price, .. } = &entry.kind else {
        panic!("{entry:?}")
    };
    assert_eq!((price.kind, price.micros), (PriceKind::FreeQuota, Micros::ZERO));
    world.assert_ledger().await;
}

pub async fn a_charged_back_payment_stops_what_costs_money(factory: &dyn StoreFactory) {
    let world = world(factory).await;
    let book = |kind, amount, reference: &str| {
        let (business, reference) = (world.business, reference.to_owned());
        let (category, channel, amount) = (None, Channel::Stripe, Micros(amount));
        let booking = Booking { business, kind, category, channel, amount, reference };
        world.store.book(booking, world.now())
    };
    book(TransferKind::Payment, 500, "pi_1").await.unwrap().unwrap();
    let back = book(TransferKind::Chargeback, PAID_IN + 700, "dp_1").await.unwrap().unwrap();
    assert_eq!(back.amount, Micros(PAID_IN + 500));
    let again = book(TransferKind::Chargeback, PAID_IN + 700, "dp_1").await.unwrap().unwrap();
    assert_eq!(again, back);
    let transfers = world.store.transfers(world.business, back.id, 5).await.unwrap();
    assert_eq!(
        (transfers[0].kind, transfers[0].amount),
        (TransferKind::ChargebackLoss, Micros(200))
    );
    assert_eq!(money(&world).await, (0, 0, 0));
    set(&world, Terms { stopped: true, ..Terms::default() }).await;
    let (now, amount) = (world.now(), Micros(PAID_IN));
    world.store.top_up(world.business, amount, "new".to_owned(), now).await.unwrap();
    let refused = world.send(call(Category::Utility)).await;
    assert!(detail(&refused).contains("taken back"), "{}", detail(&refused));
    let report = world.store.verify_ledger().await.unwrap();
    assert_eq!(report.uncleared, Micros(500 - PAID_IN - 700));
    world.assert_ledger().await;
}

pub async fn what_a_business_spent_survives_a_crash(factory: &dyn StoreFactory) {
    let world = world(factory).await;
    set(&world, Terms { spend_per_day: Some(Micros(MARKETING)), ..Terms::default() }).await;
    world.sent(call(Category::Marketing)).await;
    let before = world.store.usage(world.business, None).await.unwrap();
    let world = world.reopen(factory).await;
    let after = world.store.usage(world.business, None).await.unwrap();
    assert_eq!(after.spent, before.spent);
    assert_eq!(refusal(&world.send(call(Category::Utility)).await), Refusal::BalanceExhausted);
    world.assert_ledger().await;
}
