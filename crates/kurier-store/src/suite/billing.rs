//! Closed months and credit notes.

use super::StoreFactory;
use super::world::{MARKETING, UTILITY, World, call, card};
use crate::port::StoreError;
use crate::record::{Admission, CreditRequest};
use kurier_policy::ledger::TransferKind;
use kurier_policy::market::Market;
use kurier_policy::money::Micros;
use kurier_policy::permission::Purpose;
use kurier_policy::pricing::{Category, VolumeTier};
use kurier_policy::statement::{Month, Statement};
use kurier_policy::time::DAY_S;
use std::sync::Arc;

/// A month of so many notices and one offer, all delivered, and the month after it.
async fn month(factory: &dyn StoreFactory, notices: usize) -> (World, Month) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    world.allow(Purpose::Marketing).await;
    let outbound = world.outbound(call(Category::Utility)).await;
    let batch = vec![Admission { outbound, idempotency: None, held: None }; notices];
    world.store.admit_batch(batch, world.now()).await.unwrap();
    world.sent(call(Category::Marketing)).await;
    world.delivered(u32::MAX).await;
    let month = Month::of(world.now());
    world.advance_s(month.end().seconds_since(world.now()) + 60);
    (world, month)
}

async fn close(world: &World, month: Month) -> Result<Statement, StoreError> {
    world.store.close_month(world.business, month, world.now()).await
}

fn request(world: &World, month: Month, kind: TransferKind, reference: &str) -> CreditRequest {
    CreditRequest {
        business: world.business,
        kind,
        amount: Micros(700),
        month,
        reason: "The line was down.".to_owned(),
        reference: reference.to_owned(),
    }
}

pub async fn a_month_is_closed_once_and_holds_what_was_posted(factory: &dyn StoreFactory) {
    let (world, month) = month(factory, 3).await;
    world.sent(call(Category::Utility)).await;
    world.delivered(u32::MAX).await;
    let statement = close(&world, month).await.unwrap();
    let lines: Vec<_> =
        statement.lines.iter().map(|line| (line.category, line.unit.0, line.messages)).collect();
    assert_eq!(lines, [(Category::Utility, UTILITY, 3), (Category::Marketing, MARKETING, 1)]);
    assert_eq!(statement.lines[0].market, Market::parse("DE").unwrap());
    assert_eq!(statement.total, Micros(3 * UTILITY + MARKETING));
    world.advance_s(5);
    assert_eq!(close(&world, month).await.unwrap(), statement);
    let listed = world.store.statements(Some(world.business), None, 10).await.unwrap();
    assert_eq!(listed, std::slice::from_ref(&statement));
    let next = Month::of(month.end());
    world.advance_s(40 * DAY_S);
    let after = close(&world, next).await.unwrap();
    assert_eq!((after.lines.len(), after.lines[0].messages), (1, 1));
    assert_eq!(after.after_transfer, statement.last_transfer);
    world.assert_ledger().await;
    let world = world.reopen(factory).await;
    assert_eq!(close(&world, month).await.unwrap(), statement);
}

pub async fn tiers_are_given_back_when_the_month_is_closed(factory: &dyn StoreFactory) {
    let (world, month) = month(factory, 5).await;
    let mut tiered = card(2, month.start(), UTILITY);
    let (category, market) = (Category::Utility, Market::ANY);
    tiered.tiers = vec![VolumeTier { category, market, from: 4, micros: Micros(UTILITY - 1) }];
    world.store.add_rate_card(tiered).await.unwrap();
    let before = world.balance().await.0;
    let statement = close(&world, month).await.unwrap();
    let off: Vec<_> = statement.discounts.iter().map(|off| (off.category, off.amount.0)).collect();
    assert_eq!(off, [(Category::Utility, 2)]);
    assert_eq!(statement.rounding, Micros(9_998));
    assert_eq!(world.balance().await.0, before + 2 + 9_998);
    assert_eq!(statement.total, Micros(5 * UTILITY + MARKETING - 10_000));
    world.assert_ledger().await;
}

pub async fn numbers_of_statements_have_no_gap(factory: &dyn StoreFactory) {
    let (world, month) = month(factory, 1).await;
    let (second, _) = world.second_business().await;
    let first = close(&world, month).await.unwrap();
    let failed = world.store.close_month(second, Month::of(month.end()), world.now()).await;
    assert!(matches!(failed, Err(StoreError::Conflict(_))), "{failed:?}");
    let other = world.store.close_month(second, month, world.now()).await.unwrap();
    let kind = TransferKind::Goodwill;
    let note = world.store.give_credit(request(&world, month, kind, "note"), world.now()).await;
    let numbers = [first.number.number, other.number.number, note.unwrap().number.number];
    assert_eq!(numbers, [1, 2, 3]);
    let all = world.store.statements(None, Some(first.number), 10).await.unwrap();
    assert_eq!(all.iter().map(|it| it.number.number).collect::<Vec<_>>(), [2, 3]);
    world.assert_ledger().await;
}

pub async fn a_month_that_runs_or_follows_an_open_one_is_not_closed(factory: &dyn StoreFactory) {
    let (world, month) = month(factory, 1).await;
    let next = Month::of(month.end());
    let runs = close(&world, next).await;
    assert_eq!(runs, Err(StoreError::Conflict("the month is not over")));
    world.advance_s(40 * DAY_S);
    let early = close(&world, next).await;
    assert_eq!(early, Err(StoreError::Conflict("an earlier month is still open")));
    close(&world, month).await.unwrap();
    close(&world, next).await.unwrap();
    world.assert_ledger().await;
}

pub async fn a_credit_note_gives_back_once_what_it_names(factory: &dyn StoreFactory) {
    let (world, month) = month(factory, 1).await;
    let statement = close(&world, month).await.unwrap();
    let before = world.balance().await.0;
    let give = |kind, reference| {
        world.store.give_credit(request(&world, month, kind, reference), world.now())
    };
    let note = give(TransferKind::Goodwill, "outage").await.unwrap();
    assert_eq!(give(TransferKind::Goodwill, "outage").await.unwrap(), note);
    assert_eq!(world.balance().await.0, before + 700);
    assert_eq!(note.total, Micros(-700));
    assert_eq!(note.credit.unwrap().corrects, Some(statement.number));
    let nothing = give(TransferKind::ReportReturn, "report").await;
    assert!(matches!(nothing, Err(StoreError::Conflict(_))), "{nothing:?}");
    let wrong = give(TransferKind::TopUp, "money").await;
    assert!(matches!(wrong, Err(StoreError::Conflict(_))), "{wrong:?}");
    let used = give(TransferKind::Goodwill, "first").await;
    assert_eq!(used, Err(StoreError::Conflict("the reference is in use")));
    world.assert_ledger().await;
}

pub async fn parallel_closings_give_one_record(factory: &dyn StoreFactory) {
    let (world, month) = month(factory, 3).await;
    let mut tasks = Vec::new();
    for _ in 0..12 {
        let (store, business, now) = (Arc::clone(&world.store), world.business, world.now());
        tasks.push(tokio::spawn(async move { store.close_month(business, month, now).await }));
    }
    let first = close(&world, month).await.unwrap();
    for task in tasks {
        assert_eq!(task.await.unwrap().unwrap(), first);
    }
    let all = world.store.statements(None, None, 10).await.unwrap();
    assert_eq!((all.len(), all[0].number.number), (1, 1));
    world.assert_ledger().await;
}
