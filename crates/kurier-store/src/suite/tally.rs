//! Numbers about messages.

use super::StoreFactory;
use super::world::{MARKETING, START, UTILITY, World, call, id, text};
use crate::port::Store;
use kurier_policy::content::Content;
use kurier_policy::id::{InboxSeq, TemplateId};
use kurier_policy::market::Market;
use kurier_policy::money::Micros;
use kurier_policy::permission::Purpose;
use kurier_policy::pricing::{Category, PriceKind};
use kurier_policy::tally::{Apart, Count, CountsAsk, Granularity, Measure};
use kurier_policy::time::{DAY_S, HOUR_S, Timestamp};
use std::sync::Arc;

const ALL: [Measure; 5] =
    [Measure::Sent, Measure::Delivered, Measure::Read, Measure::Clicked, Measure::Conversation];

/// Counts everything that waits, in steps of `limit`.
async fn count_all(world: &World, limit: u32) {
    while world.store.tally(world.business, limit).await.unwrap() {}
}

fn ask(world: &World, granularity: Granularity) -> CountsAsk {
    CountsAsk {
        business: world.business,
        granularity,
        from: Timestamp(0),
        until: Timestamp(i64::MAX),
        measures: ALL.to_vec(),
        senders: None,
        markets: None,
        categories: None,
        kinds: None,
        templates: None,
        apart: Apart::default(),
    }
}

async fn counts(world: &World, ask: CountsAsk) -> Vec<Count> {
    world.store.counts(ask, 1_000).await.unwrap()
}

/// The numbers in short: begin in seconds after the beginning of the first day, measure, count, cost.
async fn short(world: &World, ask: CountsAsk) -> Vec<(i64, Measure, i64, i64)> {
    let origin = Granularity::Day.start_of(START);
    let one =
        |count: Count| (count.at.seconds_since(origin), count.measure, count.count, count.micros.0);
    counts(world, ask).await.into_iter().map(one).collect()
}

/// Two utility messages, delivered and read at once and a day later; she may be sent them.
async fn two_days(factory: &dyn StoreFactory) -> World {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    for _ in 0..2 {
        world.sent(call(Category::Utility)).await;
        world.read(10).await;
        world.advance_s(DAY_S);
    }
    world
}

pub async fn every_event_is_counted_once_in_its_stretch_of_time(factory: &dyn StoreFactory) {
    let world = two_days(factory).await;
    world.sent(call(Category::Utility)).await;
    // Before anything is counted there are no numbers; afterwards counting again changes nothing.
    assert_eq!(counts(&world, ask(&world, Granularity::Day)).await, []);
    count_all(&world, 2_000).await;
    count_all(&world, 2_000).await;
    // The cases begin at 22:13:20.
    let half = 44 * HOUR_S / 2;
    let day = |at| {
        [
            (at, Measure::Sent, 1, 0),
            (at, Measure::Delivered, 1, UTILITY),
            (at, Measure::Read, 1, 0),
            (at, Measure::Conversation, 1, 0),
        ]
    };
    let want: Vec<_> =
        [0, DAY_S].into_iter().flat_map(day).chain([(2 * DAY_S, Measure::Sent, 1, 0)]).collect();
    assert_eq!(short(&world, ask(&world, Granularity::Day)).await, want);
    let want: Vec<_> =
        want.into_iter().map(|(at, measure, n, micros)| (at + half, measure, n, micros)).collect();
    assert_eq!(short(&world, ask(&world, Granularity::HalfHour)).await, want);
    let month = Granularity::Month.start_of(START);
    let months = counts(&world, ask(&world, Granularity::Month)).await;
    assert!(months.iter().all(|count| count.at == month));
    assert_eq!(months.iter().map(|count| count.count).collect::<Vec<_>>(), [3, 2, 2, 2]);
    // The end of a span is no part of it.
    let origin = Granularity::Day.start_of(START);
    let mut first = ask(&world, Granularity::Day);
    (first.from, first.until) = (origin, origin.plus_s(DAY_S));
    assert_eq!(short(&world, first).await.len(), 4);
}

pub async fn numbers_are_told_apart_and_picked_out(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    world.allow(Purpose::Marketing).await;
    world.sent(call(Category::Utility)).await;
    world.sent(call(Category::Marketing)).await;
    world.say("Hello", "1").await;
    world.sent(text("Hello back")).await;
    world.delivered(10).await;
    let (second, sender) = world.second_business().await;
    world.allow_to(world.person, second, Purpose::Utility).await;
    let theirs = world.outbound_to(second, sender, world.person, call(Category::Utility)).await;
    world.admit(theirs).await;
    count_all(&world, 2_000).await;
    let mut delivered = ask(&world, Granularity::Day);
    delivered.measures = vec![Measure::Delivered];
    let sum = |found: Vec<Count>| {
        found.iter().fold((0, 0), |sum, one| (sum.0 + one.count, sum.1 + one.micros.0))
    };
    assert_eq!(sum(counts(&world, delivered.clone()).await), (3, UTILITY + MARKETING));
    delivered.apart =
        Apart { sender: true, market: true, category: true, kind: true, template: true };
    let found = counts(&world, delivered.clone()).await;
    assert_eq!(found.len(), 3);
    let service = &found[0];
    assert_eq!(service.category, Some(Category::Service));
    assert_eq!((service.kind, service.template), (Some(PriceKind::FreeCustomerService), None));
    let marketing = found.iter().find(|one| one.category == Some(Category::Marketing)).unwrap();
    assert_eq!(marketing.kind, Some(PriceKind::Regular));
    assert_eq!((marketing.count, marketing.micros), (1, Micros(MARKETING)));
    assert_eq!(marketing.template, Some(TemplateId(id(23))));
    assert_eq!(marketing.sender, Some(world.sender));
    let market = world.store.person(world.person).await.unwrap().market;
    assert_eq!(marketing.market, Some(market));
    let elsewhere = [Market::parse("NZ").unwrap()];
    for (narrow, want) in [
        (CountsAsk { categories: Some(vec![Category::Service]), ..delivered.clone() }, 1),
        (CountsAsk { kinds: Some(vec![PriceKind::Regular]), ..delivered.clone() }, 2),
        (CountsAsk { templates: Some(vec![TemplateId(id(21))]), ..delivered.clone() }, 1),
        (CountsAsk { senders: Some(vec![world.sender]), ..delivered.clone() }, 3),
        (CountsAsk { senders: Some(vec![sender]), ..delivered.clone() }, 0),
        (CountsAsk { markets: Some(vec![market]), ..delivered.clone() }, 3),
        (CountsAsk { markets: Some(elsewhere.to_vec()), ..delivered.clone() }, 0),
        (CountsAsk { senders: Some(vec![]), ..delivered.clone() }, 0),
    ] {
        assert_eq!(sum(counts(&world, narrow.clone()).await).0, want, "{narrow:?}");
    }
    assert_eq!(world.store.counts(delivered, 2).await.unwrap().len(), 2);
}

pub async fn a_tap_counts_for_the_template_and_its_button(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    let message = world.sent(call(Category::Utility)).await;
    let tap = |text: &str| Content::QuickReply { payload: "p".to_owned(), text: text.to_owned() };
    world.receive(tap("Yes"), Some(message.seq), "1").await;
    world.receive(tap("Yes"), Some(message.seq), "2").await;
    world.receive(tap("No"), Some(message.seq), "3").await;
    // An answer in words is no tap, and a tap on nothing belongs to no template.
    let words = Content::Text { body: "Yes".to_owned(), preview_url: false };
    world.receive(words, Some(message.seq), "4").await;
    world.receive(tap("Yes"), None::<InboxSeq>, "5").await;
    count_all(&world, 2_000).await;
    let mut taps = ask(&world, Granularity::Day);
    taps.measures = vec![Measure::Clicked];
    taps.apart.template = true;
    let found = counts(&world, taps).await;
    let told: Vec<_> =
        found.iter().map(|one| (one.template, one.label.as_str(), one.count)).collect();
    let template = Some(TemplateId(id(21)));
    assert_eq!(told, [(template, "No", 1), (template, "Yes", 2)]);
}

pub async fn a_conversation_lasts_a_day_and_begins_with_a_delivery(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.allow(Purpose::Utility).await;
    world.allow(Purpose::Marketing).await;
    let conversations = async || {
        count_all(&world, 1).await;
        let mut began = ask(&world, Granularity::Month);
        began.measures = vec![Measure::Conversation];
        counts(&world, began).await.first().map_or(0, |one| one.count)
    };
    world.sent(call(Category::Utility)).await;
    assert_eq!(conversations().await, 0);
    world.delivered(10).await;
    assert_eq!(conversations().await, 1);
    world.advance_s(DAY_S - 1);
    world.sent(call(Category::Utility)).await;
    world.delivered(10).await;
    assert_eq!(conversations().await, 1);
    // Another category is another conversation.
    world.sent(call(Category::Marketing)).await;
    world.delivered(10).await;
    assert_eq!(conversations().await, 2);
    world.advance_s(1);
    world.sent(call(Category::Utility)).await;
    world.delivered(10).await;
    assert_eq!(conversations().await, 3);
}

pub async fn counting_goes_on_where_it_stopped(factory: &dyn StoreFactory) {
    let world = two_days(factory).await;
    assert!(world.store.tally(world.business, 3).await.unwrap());
    let world = world.reopen(factory).await;
    count_all(&world, 3).await;
    world.sent(call(Category::Utility)).await;
    count_all(&world, 3).await;
    let months = counts(&world, ask(&world, Granularity::Month)).await;
    assert_eq!(months.iter().map(|count| count.count).collect::<Vec<_>>(), [3, 2, 2, 2]);
    assert_eq!(months[1].micros, Micros(2 * UTILITY));
}

pub async fn a_race_of_counters_counts_once(factory: &dyn StoreFactory) {
    let world = two_days(factory).await;
    let mut tasks = Vec::new();
    for _ in 0..16 {
        let (store, business) = (Arc::clone(&world.store) as Arc<dyn Store>, world.business);
        tasks.push(tokio::spawn(async move { while store.tally(business, 2).await.unwrap() {} }));
    }
    for task in tasks {
        task.await.unwrap();
    }
    let months = counts(&world, ask(&world, Granularity::Month)).await;
    assert_eq!(months.iter().map(|count| count.count).collect::<Vec<_>>(), [2, 2, 2, 2]);
}
